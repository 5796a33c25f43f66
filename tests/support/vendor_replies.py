"""What the vendors say about one stock, in the formats of their replies, faulty on demand.

Yahoo's chart (v8) tells prices, volumes and dividends in today's shares, at the single precision
in which it keeps them, with the time of the session's open. Tiingo tells them as traded, with
adjusted ones beside. Written after recorded replies of both.
"""
import array
import dataclasses
import json

from vendor_market import Bar, next_session, utc_seconds, ONE_DAY

BACK = 5  # Where a fault spoils one bar in the past: so many sessions before the last.
FIELDS = ('open', 'high', 'low', 'close', 'volume')

# Name -> what it does to the data of a reply. `value`: how many sessions before the last, where
# the fault is about one bar in the past.
DATA_FAULTS = {
    'null_bar': 'all fields of one bar in the past are null',
    'null_last': 'prices of the last bar are null, its volume is there',
    'nan_last': 'prices of the last bar are NaN, which is no JSON; its volume is there',
    'unfinished': 'one more bar at the end: of the next session, which is under way',
    'future': 'one more bar at the end, dated a week after the last',
    'split_late': 'the last split is told, but the bars before it are not in new shares (Yahoo); '
                  'the last split is not told yet (Tiingo)',
    'split_twice': 'the bars before the last split are divided by it once too often',
    'euro': 'the currency is EUR (Yahoo; Tiingo names none)',
    'no_data': 'the symbol is known, but there are no bars',
    'revision': 'one bar in the past is another than before: its prices are 1 % higher',
}


@dataclasses.dataclass
class View:
    """What of a stock is told in one reply."""
    symbol: str
    bars: list
    splits: list
    dividends: list
    later_splits: list = None          # All that prices are adjusted for.
    blank: dict = dataclasses.field(default_factory=dict)  # Index of bar -> (value, fields).
    currency: str = 'USD'
    market_time: int = 0               # Of the last trade.
    is_market_open: bool = False

    def __post_init__(self):
        self.later_splits = list(self.splits) if self.later_splits is None else self.later_splits
        if self.bars and not self.market_time:
            self.market_time = utc_seconds(self.bars[-1].date, 16, 0) + 1

    def cut(self, is_inside):
        """Only what happened on dates that are inside; prices stay in today's shares."""
        return dataclasses.replace(
            self, bars=[bar for bar in self.bars if is_inside(bar.date)],
            splits=[row for row in self.splits if is_inside(row[0])],
            dividends=[row for row in self.dividends if is_inside(row[0])])

    def spoil(self, fault, value):
        """Changes it as DATA_FAULTS says; a fault that finds nothing to spoil does nothing."""
        if fault == 'no_data':
            self.bars, self.splits, self.dividends = [], [], []
        elif fault == 'euro':
            self.currency = 'EUR'
        elif fault in ('split_late', 'split_twice') and self.later_splits:
            last = max(self.later_splits)
            times = 0 if fault == 'split_late' else 2
            self.later_splits = [split for split in self.later_splits if split != last]
            self.later_splits += [last] * times
        elif self.bars:
            self._spoil_a_bar(fault, value)

    def _spoil_a_bar(self, fault, value):
        last = self.bars[-1]
        back = max(len(self.bars) - 1 - int(BACK if value is None else value), 0)
        if fault == 'null_bar':
            self.blank[back] = (None, FIELDS)
        elif fault in ('null_last', 'nan_last'):
            blank = None if fault == 'null_last' else float('nan')
            self.blank[len(self.bars) - 1] = (blank, FIELDS[:-1])
        elif fault == 'revision':
            bar = self.bars[back]
            higher = {name: round(getattr(bar, name) * 1.01, 2) for name in FIELDS[:-1]}
            self.bars[back] = dataclasses.replace(bar, **higher)
        elif fault == 'future':
            self.bars.append(dataclasses.replace(last, date=last.date + 7 * ONE_DAY))
        elif fault == 'unfinished':
            date = next_session(last.date)
            self.bars.append(Bar(date, last.close, round(last.close * 1.01, 2), last.close,
                                 round(last.close * 1.005, 2), last.volume // 3))
            self.market_time = utc_seconds(date, 12, 0)
            self.is_market_open = True


def ratios_after(bars, splits):
    """For each bar, the product of all splits after it: today's shares for one of that day."""
    ratios, ratio, left = [0.0] * len(bars), 1.0, sorted(splits)
    for n in range(len(bars) - 1, -1, -1):
        while left and left[-1][0] > bars[n].date:
            _, numerator, denominator = left.pop()
            ratio *= numerator / denominator
        ratios[n] = ratio
    return ratios


def dividend_factors(bars, dividends, splits=()):
    """For each bar, the product of (1 - dividend / close before) over the dividends after it."""
    by_date = dict(dividends)
    ratio_of = {date: numerator / denominator for date, numerator, denominator in splits}
    factors, factor = [1.0] * len(bars), 1.0
    for n in range(len(bars) - 1, 0, -1):
        date = bars[n].date
        if date in by_date:
            # The close before is in old shares when the stock splits on the same day.
            factor *= 1 - by_date[date] * ratio_of.get(date, 1.0) / bars[n - 1].close
        factors[n - 1] = factor
    return factors


def single(values):
    """As numbers of single precision."""
    return array.array('f', values).tolist()


def compact(document):
    return json.dumps(document, separators=(',', ':')).encode('ascii')


def yahoo_error(code, description):
    return compact({'chart': {'result': None,
                              'error': {'code': code, 'description': description}}})


def yahoo_times(view):
    """When each session opened; the bar of one that is under way has the last trade's time."""
    times = [utc_seconds(bar.date, 9, 30) for bar in view.bars]
    if view.is_market_open:
        times[-1] = view.market_time
    return times


def yahoo_events(view, with_dividends, with_splits):
    events = {}
    if with_dividends and view.dividends:
        rows = {}
        for date, amount in view.dividends:
            time = utc_seconds(date, 9, 30)
            ratio = 1.0
            for split_date, numerator, denominator in view.later_splits:
                ratio *= numerator / denominator if split_date > date else 1.0
            rows[str(time)] = {'amount': round(amount / ratio, 6), 'date': time}
        events['dividends'] = rows
    if with_splits and view.splits:
        rows = {}
        for date, numerator, denominator in view.splits:
            time = utc_seconds(date, 9, 30)
            rows[str(time)] = {'date': time, 'numerator': float(numerator),
                               'denominator': float(denominator),
                               'splitRatio': f'{numerator}:{denominator}'}
        events['splits'] = rows
    return events


def yahoo_day(view):
    """What of the last bar stands in the head of a chart, too."""
    if not view.bars:
        return {}
    last = view.bars[-1]
    return {'regularMarketPrice': last.close, 'regularMarketDayHigh': last.high,
            'regularMarketDayLow': last.low, 'regularMarketVolume': last.volume}


def yahoo_meta(view, last_date):
    opens, closes = (utc_seconds(last_date, *time) for time in ((9, 30), (16, 0)))
    midnight = utc_seconds(last_date, 0, 0)
    offset = -(midnight % 86400)
    zone = {'timezone': 'EDT' if offset == -14400 else 'EST'}
    periods = {'pre': (opens - 19800, opens), 'regular': (opens, closes),
               'post': (closes, closes + 14400)}
    return {
        'currency': view.currency, 'symbol': view.symbol, 'exchangeName': 'NMS',
        'fullExchangeName': 'NasdaqGS', 'instrumentType': 'EQUITY', 'firstTradeDate': 345479400,
        'regularMarketTime': view.market_time, 'hasPrePostMarketData': True, 'gmtoffset': offset,
        **zone, 'exchangeTimezoneName': 'America/New_York', 'priceHint': 2, **yahoo_day(view),
        'longName': f'{view.symbol} Inc.', 'shortName': view.symbol,
        'currentTradingPeriod': {name: {**zone, 'start': start, 'end': end, 'gmtoffset': offset}
                                 for name, (start, end) in periods.items()},
        'dataGranularity': '1d', 'range': '',
        'validRanges': ['1d', '5d', '1mo', '3mo', '6mo', '1y', '2y', '5y', '10y', 'ytd', 'max']}


def yahoo_chart(view, last_date, with_dividends=True, with_splits=True):
    """The body of a chart. `last_date`: of the last session that anything is known of."""
    result = {'meta': yahoo_meta(view, last_date)}
    if not view.bars:
        result['indicators'] = {'quote': [{}], 'adjclose': [{}]}
        return compact({'chart': {'result': [result], 'error': None}})
    result['timestamp'] = yahoo_times(view)
    events = yahoo_events(view, with_dividends, with_splits)
    if events:
        result['events'] = events
    ratios = ratios_after(view.bars, view.later_splits)
    quote = {name: single(getattr(bar, name) / ratio for bar, ratio in zip(view.bars, ratios))
             for name in ('close', 'open', 'high', 'low')}
    quote['volume'] = [round(bar.volume * ratio) for bar, ratio in zip(view.bars, ratios)]
    factors = dividend_factors(view.bars, view.dividends, view.splits)
    adjusted = [close * factor for close, factor in zip(quote['close'], factors)]
    for n, (blank, fields) in view.blank.items():
        for name in fields:
            quote[name][n] = blank
        adjusted[n] = blank
    result['indicators'] = {'quote': [quote], 'adjclose': [{'adjclose': adjusted}]}
    return compact({'chart': {'result': [result], 'error': None}})


def tiingo_prices(view):
    """The body of daily prices. A wrong split is one that Tiingo would make: see DATA_FAULTS."""
    told = [split for split in view.splits if split in view.later_splits]
    twice = [split for split in set(view.later_splits) if view.later_splits.count(split) > 1]
    wrong = ratios_after(view.bars, twice)
    ratios = ratios_after(view.bars, [split for split in view.later_splits if split not in twice]
                          + twice)
    factors = dividend_factors(view.bars, view.dividends, view.splits)
    split_on = {date: numerator / denominator for date, numerator, denominator in told}
    paid_on = dict(view.dividends)
    rows = []
    for n, bar in enumerate(view.bars):
        row = {'date': f'{bar.date}T00:00:00.000Z'}
        for name in ('close', 'high', 'low', 'open'):
            row[name] = round(getattr(bar, name) / wrong[n], 4)
        row['volume'] = round(bar.volume * wrong[n])
        for name in ('Close', 'High', 'Low', 'Open'):
            row[f'adj{name}'] = getattr(bar, name.lower()) / ratios[n] * factors[n]
        row['adjVolume'] = round(bar.volume * ratios[n])
        row['divCash'] = float(paid_on.get(bar.date, 0.0))
        row['splitFactor'] = float(split_on.get(bar.date, 1.0))
        blank, fields = view.blank.get(n, (None, ()))
        for name in fields:
            row[name] = row[f'adj{name.capitalize()}'] = blank
        rows.append(row)
    return compact(rows)
