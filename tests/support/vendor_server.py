#!/usr/bin/env python3
"""A vendor of prices on this machine: a made-up market in the formats of Yahoo and Tiingo.

    with VendorServer(Market.made(['AAPL', 'MSFT'], 500, datetime.date(2026, 11, 20))) as server:
        server.fault('AAPL', 'server_error', times=2)
        ... run something against server.url ...
        server.requests['AAPL']

or as a program, which prints its port on one line and serves until it is interrupted:

    vendor_server.py --port 0 --latency-ms 50 --symbols 500 --sessions 2520 --prebuild

Answers:
    GET /v8/finance/chart/SYMBOL?period1=&period2=&interval=1d&events=div,splits     Yahoo
    GET /tiingo/daily/SYMBOL/prices?startDate=&endDate=&format=json                  Tiingo
        with the header `Authorization: Token ...`, or token= in the query
    GET /_requests    counts of the requests, and of the connections, as JSON
    whatever is set by hand: server.replies['/path'] = (status, headers, body)

Faults by name, for a symbol or for all ('*'), each for a number of requests or for good; the first
one that is left counts. The table of them: --help, or FAULTS in vendor_endpoints.py.
"""
import argparse
import asyncio
import collections
import concurrent.futures
import datetime
import json
import multiprocessing
import pathlib
import signal
import socket
import struct
import threading
import urllib.parse

from vendor_endpoints import (DATA_FAULTS, FAULTS, Fault, Reply, Tiingo, Yahoo, packed, prebuilt,
                              refusal, simple)
from vendor_market import Market

ANY_SYMBOL = '*'
HEAD_BYTES_MAX = 64 * 1024


class VendorServer:
    """Serves on a thread of its own from start() to stop(), or as long as a `with` lasts."""

    def __init__(self, market, latency_ms=0, token='secret', port=0, with_gzip=True):
        self.market = market
        self.latency = latency_ms / 1000
        self.token = token
        self.port = port
        self.with_gzip = with_gzip
        self.replies = {}  # Path, with or without its query -> (status, headers, body).
        self.requests = collections.Counter()  # By symbol, or by path where there is none.
        self.targets = []  # Of all requests, in order.
        self.connections = 0
        self.active = 0
        self.active_max = 0  # Requests under way at once.
        self._faults = collections.defaultdict(list)
        self.whole_bodies = {}  # Symbol -> (body, packed), until the market changes.
        self.loop = None
        self._thread = None
        self.open = set()

    # For tests, from any thread.

    @property
    def url(self):
        return f'http://127.0.0.1:{self.port}'

    def fault(self, symbol, name, times=None, value=None):
        if name not in FAULTS:
            raise ValueError(f'{name} is no fault; there are: {", ".join(sorted(FAULTS))}')
        self._faults[symbol].append(Fault(name, times, value))

    def heal(self):
        """No more faults."""
        self._faults.clear()

    def change(self, market):
        self.market = market
        self.whole_bodies.clear()

    def prebuild(self):
        """Makes the replies with whole histories beforehand, on all processors."""
        last = self.market.dates()[-1]
        context = multiprocessing.get_context('fork')
        with concurrent.futures.ProcessPoolExecutor(mp_context=context) as pool:
            jobs = [pool.submit(prebuilt, symbol, stock, last)
                    for symbol, stock in self.market.stocks.items()]
            for job in jobs:
                symbol, *bodies = job.result()
                self.whole_bodies[symbol] = tuple(bodies)

    def counts(self):
        return {'total': sum(self.requests.values()), 'by_symbol': dict(self.requests),
                'connections': self.connections, 'active_max': self.active_max}

    def start(self):
        ready = threading.Event()
        self._thread = threading.Thread(target=self._run, args=(ready,), daemon=True)
        self._thread.start()
        ready.wait()
        return self

    def stop(self):
        self.loop.call_soon_threadsafe(self.loop.stop)
        self._thread.join()

    def __enter__(self):
        return self.start()

    def __exit__(self, *_):
        self.stop()

    def _run(self, ready):
        self.loop = asyncio.new_event_loop()
        listening = self.loop.run_until_complete(self.loop.create_server(
            lambda: Connection(self), '127.0.0.1', self.port, backlog=512))
        self.port = listening.sockets[0].getsockname()[1]
        ready.set()
        self.loop.run_forever()
        for connection in list(self.open):
            connection.transport.abort()
        listening.close()
        self.loop.run_until_complete(asyncio.sleep(0))
        self.loop.close()

    # What to answer.

    def reply_to(self, target, headers):
        path, _, query = target.partition('?')
        if path == '/_requests':
            return simple(200, json.dumps(self.counts()).encode())
        self.targets.append(target)
        by_hand = self.replies.get(target) or self.replies.get(path)
        if by_hand:
            self.requests[path] += 1
            status, extra, body = by_hand
            extra = extra.items() if isinstance(extra, dict) else extra
            return Reply(status, list(extra), body if isinstance(body, bytes) else body.encode())
        parts = [urllib.parse.unquote(part) for part in path.split('/')[1:]]
        options = dict(urllib.parse.parse_qsl(query))
        if parts[:3] == ['v8', 'finance', 'chart'] and len(parts) == 4:
            return self._faulty(parts[3], Yahoo(self, options), headers)
        if parts[:2] == ['tiingo', 'daily'] and parts[3:] == ['prices']:
            return self._faulty(parts[2].upper(), Tiingo(self, options), headers)
        self.requests[path] += 1
        return simple(404, b'{"detail":"Not found."}')

    def _faulty(self, symbol, vendor, headers):
        self.requests[symbol] += 1
        fault = self._next_fault(symbol)
        if fault is None or fault.name in DATA_FAULTS or fault.name in ('slow', 'cut', 'truncated'):
            reply = vendor.reply(symbol, headers, fault)
        else:
            return refusal(vendor, symbol, fault)
        if fault is None:
            return reply
        if fault.name == 'slow':
            reply.delay = 5.0 if fault.value is None else fault.value
        elif fault.name == 'cut':
            reply.ending = 'cut'
        elif fault.name == 'truncated':
            reply = Reply(reply.status, reply.headers, reply.body[:len(reply.body) // 2])
        return reply

    def _next_fault(self, symbol):
        for fault in [*self._faults.get(symbol, ()), *self._faults.get(ANY_SYMBOL, ())]:
            if fault.times is None:
                return fault
            if fault.times > 0:
                fault.times -= 1
                return fault
        return None


class Connection(asyncio.Protocol):
    """One connection: a request, its reply, the next request."""

    def __init__(self, server):
        self.server = server
        self.transport = None
        self.received = b''
        self.is_busy = False

    def connection_made(self, transport):
        self.transport = transport
        self.server.connections += 1
        self.server.open.add(self)
        transport.get_extra_info('socket').setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def connection_lost(self, _):
        self.server.open.discard(self)

    def data_received(self, data):
        self.received += data
        if len(self.received) > HEAD_BYTES_MAX:
            self.transport.abort()
        self._next_request()

    def _next_request(self):
        head, found, rest = self.received.partition(b'\r\n\r\n')
        if self.is_busy or not found:
            return
        self.received, self.is_busy = rest, True
        lines = head.decode('latin-1').split('\r\n')
        headers = {name.strip().lower(): value.strip()
                   for name, _, value in (line.partition(':') for line in lines[1:])}
        method, _, rest = lines[0].partition(' ')
        server = self.server
        server.active += 1
        server.active_max = max(server.active_max, server.active)
        reply = (server.reply_to(rest.rpartition(' ')[0], headers) if method == 'GET'
                 else simple(405, b'{"detail":"Only GET."}'))
        delay = server.latency + reply.delay
        if delay:
            server.loop.call_later(delay, self._send, reply, headers)
        else:
            self._send(reply, headers)

    def _send(self, reply, asked):
        self.server.active -= 1
        if self.transport.is_closing():
            return
        if reply.ending == 'reset':
            self.transport.get_extra_info('socket').setsockopt(
                socket.SOL_SOCKET, socket.SO_LINGER, struct.pack('ii', 1, 0))
            self.transport.abort()
            return
        body, headers = reply.body, list(reply.headers)
        if self.server.with_gzip and 'gzip' in asked.get('accept-encoding', '') and body:
            body = reply.packed or packed(body)
            headers.append(('Content-Encoding', 'gzip'))
        is_last = 'close' in asked.get('connection', '').lower() or reply.ending == 'cut'
        headers += [('Content-Length', len(body)),
                    ('Connection', 'close' if is_last else 'keep-alive')]
        lines = ''.join(f'{name}: {value}\r\n' for name, value in headers)
        sent = body[:len(body) // 2] if reply.ending == 'cut' else body
        self.transport.write(f'HTTP/1.1 {reply.status} -\r\n{lines}\r\n'.encode('latin-1') + sent)
        if is_last:
            self.transport.close()
            return
        self.is_busy = False
        if self.received:
            self._next_request()


def parse_fault(text):
    """SYMBOL=NAME[:TIMES[:VALUE]]; an empty TIMES is for good."""
    symbol, _, fault = text.partition('=')
    name, times, value = (fault.split(':') + ['', ''])[:3]
    return symbol, name, int(times) if times else None, float(value) if value else None


def main():
    parser = argparse.ArgumentParser(
        description=__doc__.split('\n\n', maxsplit=1)[0],
        epilog='Faults:\n' + '\n'.join(f'  {name:<23} {what}' for name, what in FAULTS.items()),
        formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('--port', type=int, default=0, help='0: any free one, which is printed')
    parser.add_argument('--latency-ms', type=float, default=0, help='before every reply')
    parser.add_argument('--prices', type=pathlib.Path, help='CSV of raw bars, plain, .gz or .xz')
    parser.add_argument('--actions', type=pathlib.Path, help='CSV of their splits and dividends')
    parser.add_argument('--symbols', default='500', help='without --prices: how many, or A,B')
    parser.add_argument('--sessions', type=int, default=2520, help='without --prices: of each')
    parser.add_argument('--end', type=datetime.date.fromisoformat, help='without --prices: last')
    parser.add_argument('--seed', type=int, default=1, help='without --prices: of the random walks')
    parser.add_argument('--token', default='secret', help='the one that Tiingo takes')
    parser.add_argument('--fault', type=parse_fault, action='append', default=[],
                        metavar='SYMBOL=NAME[:TIMES[:VALUE]]', help='see below; * is any symbol')
    parser.add_argument('--prebuild', action='store_true', help='make whole histories beforehand')
    parser.add_argument('--no-gzip', action='store_true')
    options = parser.parse_args()
    if options.prices:
        market = Market.read(options.prices, options.actions)
    else:
        names = options.symbols
        end = options.end or datetime.date.today() - datetime.timedelta(days=1)
        market = Market.made(int(names) if names.isdigit() else names.split(','),
                             options.sessions, end, options.seed)
    server = VendorServer(market, options.latency_ms, options.token, options.port,
                          not options.no_gzip)
    for fault in options.fault:
        server.fault(*fault)
    if options.prebuild:
        server.prebuild()
    stopping = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stopping.set())
    with server:
        print(server.port, flush=True)
        stopping.wait()


if __name__ == '__main__':
    main()
