"""The two vendors behind the server: which reply a request gets, and what the faults put in its
place.

WIRE_FAULTS here and DATA_FAULTS in vendor_replies.py are the whole table of faults.
"""
import dataclasses
import datetime
import gzip
import json

import vendor_replies
from vendor_market import utc_seconds
from vendor_replies import DATA_FAULTS, View

# Name -> what it does to the wire. `value`: seconds, where the fault has a time.
WIRE_FAULTS = {
    'slow': 'answers well, but `value` seconds later (5)',
    'cut': 'declares the whole length, sends half of the body and closes',
    'reset': 'breaks the connection (RST) in place of a reply',
    'too_many_requests': '429 without Retry-After',
    'too_many_requests_wait': '429 with Retry-After of `value` seconds (1)',
    'server_error': '500',
    'unavailable': '503',
    'unavailable_wait': '503 with Retry-After of `value` seconds (1)',
    'unknown_symbol': "404 in the vendor's own words",
    'unauthorized': "401 in the vendor's own words",
    'forbidden': '403',
    'blocked': '999, as Yahoo says to who asks too much',
    'consent': '302 to a page of consent on another host',
    'html': '200 with an HTML page in place of JSON',
    'truncated': '200 with the first half of the JSON, well delivered',
}
FAULTS = {**WIRE_FAULTS, **DATA_FAULTS}

JSON = ('Content-Type', 'application/json;charset=utf-8')
HTML = ('Content-Type', 'text/html; charset=utf-8')
CONSENT = 'https://consent.example/v2/collectConsent?sessionId=1'


@dataclasses.dataclass
class Fault:
    name: str
    times: int = None    # Requests it is for; None: all.
    value: float = None  # See the tables.


@dataclasses.dataclass
class Reply:
    status: int
    headers: list
    body: bytes
    packed: bytes = None    # The body in gzip, where that is at hand.
    delay: float = 0.0      # Seconds, on top of the latency.
    ending: str = 'whole'   # Or 'cut', 'reset'.


def simple(status, body, *headers):
    kind = JSON if body[:1] in (b'{', b'[') else HTML
    return Reply(status, [kind, *headers], body)


def packed(body):
    return gzip.compress(body, compresslevel=1, mtime=0)


def prebuilt(symbol, stock, last_date):
    """The whole history of a stock as Yahoo tells it, plain and packed; for a pool of processes."""
    body = vendor_replies.yahoo_chart(view_of(symbol, stock), last_date)
    return symbol, body, packed(body)


def view_of(symbol, stock):
    return View(symbol, list(stock.bars), list(stock.splits), list(stock.dividends))


def refusal(vendor, symbol, fault):
    """The faults that put something else in place of a reply."""
    wait = ('Retry-After', str(int(1 if fault.value is None else fault.value)))
    name = fault.name
    if name == 'reset':
        return Reply(200, [], b'', ending='reset')
    if name == 'unknown_symbol':
        return vendor.unknown(symbol)
    if name == 'unauthorized':
        return simple(401, vendor.UNAUTHORIZED)
    if name == 'consent':
        return simple(302, b'', ('Location', CONSENT))
    if name == 'html':
        return simple(200, b'<!DOCTYPE html><html><body>We are updating our site.</body></html>')
    return {
        'too_many_requests': lambda: simple(429, b'Too Many Requests\r\n'),
        'too_many_requests_wait': lambda: simple(429, b'Too Many Requests\r\n', wait),
        'server_error': lambda: simple(500, b'<html><body>Internal Server Error</body></html>'),
        'unavailable': lambda: simple(503, b'<html><body>Service Unavailable</body></html>'),
        'unavailable_wait': lambda: simple(503, b'<html><body>Maintenance</body></html>', wait),
        'forbidden': lambda: simple(403, b'<html><body>Forbidden</body></html>'),
        'blocked': lambda: simple(999, b'<html><body>Unable to process request at this time -- '
                                       b'error 999.</body></html>'),
    }[name]()


class Yahoo:
    UNAUTHORIZED = (b'{"finance":{"result":null,"error":{"code":"Unauthorized",'
                    b'"description":"Invalid Crumb"}}}')

    def __init__(self, server, options):
        self.server, self.options = server, options

    def unknown(self, _):
        return simple(404, vendor_replies.yahoo_error(
            'Not Found', 'No data found, symbol may be delisted'))

    def reply(self, symbol, _, fault):
        # Yahoo has no such symbol as BRK.B.
        stock = self.server.market.stocks.get(symbol)
        if stock is None:
            return self.unknown(symbol)
        try:
            first, after = (float(self.options.get(name, default)) for name, default in
                            (('period1', '-inf'), ('period2', 'inf')))
        except ValueError:
            return simple(400, vendor_replies.yahoo_error('Bad Request', 'Invalid input'))
        if self.options.get('interval', '1d') != '1d' or first > after:
            return simple(400, vendor_replies.yahoo_error('Bad Request', 'Invalid input'))
        return self._chart(symbol, stock, (first, after), fault)

    def _chart(self, symbol, stock, period, fault):
        def is_inside(date):
            return period[0] <= utc_seconds(date, 9, 30) < period[1]
        events = self.options.get('events', '')
        has_events = 'div' in events, 'split' in events
        is_whole = (all(has_events) and stock.bars and is_inside(stock.bars[0].date)
                    and is_inside(stock.bars[-1].date))
        is_spoilt = fault is not None and fault.name in DATA_FAULTS
        if is_whole and not is_spoilt and symbol in self.server.whole_bodies:
            body, in_gzip = self.server.whole_bodies[symbol]
            return Reply(200, [JSON], body, in_gzip)
        view = view_of(symbol, stock)
        last_date = view.bars[-1].date if view.bars else datetime.date(2000, 1, 3)
        view = view.cut(is_inside)
        if is_spoilt:
            view.spoil(fault.name, fault.value)
            last_date = max([last_date, *(bar.date for bar in view.bars)])
        body = vendor_replies.yahoo_chart(view, last_date, *has_events)
        if is_whole and not is_spoilt:
            self.server.whole_bodies[symbol] = body, packed(body)
            return Reply(200, [JSON], *self.server.whole_bodies[symbol])
        return Reply(200, [JSON], body)


class Tiingo:
    UNAUTHORIZED = b'{"detail":"Invalid token."}'

    def __init__(self, server, options):
        self.server, self.options = server, options

    def unknown(self, symbol):
        return simple(404, json.dumps({'detail': f"Error: Ticker '{symbol}' not found"}).encode())

    def reply(self, symbol, headers, fault):
        given = headers.get('authorization', '').removeprefix('Token ').strip()
        given = given or self.options.get('token', '')
        if not given:
            return simple(403, b'{"detail":"Please supply a token"}')
        if given != self.server.token:
            return simple(401, self.UNAUTHORIZED)
        stock = self.server.market.stocks.get(symbol)
        if stock is None:
            return self.unknown(symbol)
        if self.options.get('format', 'json') != 'json':
            return simple(400, b'{"detail":"Error: only JSON is made here"}')
        view = view_of(symbol, stock)
        last = view.bars[-1].date if view.bars else datetime.date.min
        try:
            # Without dates Tiingo tells the last bar alone.
            first, until = (datetime.date.fromisoformat(self.options[name]) if name in self.options
                            else default for name, default in
                            (('startDate', last), ('endDate', datetime.date.max)))
        except ValueError:
            return simple(400, b'{"detail":"Error: a date is no YYYY-MM-DD"}')
        view = view.cut(lambda date: first <= date <= until)
        if fault is not None and fault.name in DATA_FAULTS:
            view.spoil(fault.name, fault.value)
        return simple(200, vendor_replies.tiingo_prices(view))
