"""A market as it was traded: what a made-up vendor of prices has to tell.

Bars are raw, in the shares of their day. Splits are (date, numerator, denominator): 4:1 on the
first day that trades in new shares is (date, 4, 1). Dividends are (ex-date, amount), in dollars a
share of that day. Symbols are spelled with a dash: BRK-B.
"""
import csv
import dataclasses
import datetime
import fractions
import functools
import gzip
import lzma
import pathlib
import random
import zoneinfo

NEW_YORK = zoneinfo.ZoneInfo('America/New_York')
ONE_DAY = datetime.timedelta(days=1)

# Whole days off that no rule gives: days of mourning, a hurricane.
SPECIAL_CLOSINGS = frozenset(map(datetime.date.fromisoformat, (
    '2001-09-11', '2001-09-12', '2001-09-13', '2001-09-14', '2004-06-11', '2007-01-02',
    '2012-10-29', '2012-10-30', '2018-12-05', '2025-01-09')))


@dataclasses.dataclass(frozen=True, slots=True)
class Bar:
    date: datetime.date
    open: float
    high: float
    low: float
    close: float
    volume: int


@dataclasses.dataclass
class Stock:
    bars: list  # Of Bar, oldest first.
    splits: list = dataclasses.field(default_factory=list)
    dividends: list = dataclasses.field(default_factory=list)

    def __post_init__(self):
        self.bars = [bar if isinstance(bar, Bar) else Bar(*bar) for bar in self.bars]


class Market:
    """Symbol -> Stock; tests may change it between two requests, through change()."""

    def __init__(self, stocks):
        self.stocks = {symbol: stock if isinstance(stock, Stock) else Stock(*stock)
                       for symbol, stock in stocks.items()}

    @classmethod
    def made(cls, symbols, sessions, end, seed=1):
        """A random walk for each of `symbols` (names, or how many) that ends with the session on
        or before `end`. Every fourth stock splits once, every other one pays dividends."""
        names = [f'S{n:03}' for n in range(symbols)] if isinstance(symbols, int) else symbols
        dates = sessions_until(end, sessions)
        return cls({name: made_stock(dates, n, random.Random(f'{seed} {name}'))
                    for n, name in enumerate(names)})

    @classmethod
    def read(cls, prices, actions=None):
        """From CSV files as `market_data import --prices raw` takes them, plain, .gz or .xz:
        symbol,date,open,high,low,close,volume and symbol,date,dividend,split."""
        stocks = {}
        for row in read_csv(prices):
            bar = Bar(datetime.date.fromisoformat(row['date']), *(
                float(row[name]) for name in ('open', 'high', 'low', 'close')),
                round(float(row['volume'])))
            stocks.setdefault(row['symbol'], Stock([])).bars.append(bar)
        for row in read_csv(actions) if actions else ():
            stock = stocks.get(row['symbol'])
            if stock is None:
                continue
            date = datetime.date.fromisoformat(row['date'])
            if float(row['dividend'] or 0):
                stock.dividends.append((date, float(row['dividend'])))
            if float(row['split'] or 1) != 1:
                ratio = fractions.Fraction(row['split']).limit_denominator(1000)
                stock.splits.append((date, ratio.numerator, ratio.denominator))
        for stock in stocks.values():
            for rows in (stock.splits, stock.dividends):
                rows.sort()
            stock.bars.sort(key=lambda bar: bar.date)
        return cls(stocks)

    def dates(self):
        return sorted({bar.date for stock in self.stocks.values() for bar in stock.bars})


def read_csv(path):
    path = pathlib.Path(path)
    opened = {'.gz': gzip.open, '.xz': lzma.open}.get(path.suffix, open)
    with opened(path, 'rt', encoding='ascii', newline='') as file:
        yield from csv.DictReader(file)


def made_stock(dates, number, dice):
    splits, dividends, bars = [], [], []
    split_at = dice.randrange(len(dates)) if number % 4 == 1 else None
    ratio = dice.choice(((2, 1), (3, 2), (4, 1), (1, 5)))
    close = dice.uniform(20, 400)
    chance = dice.random
    for n, date in enumerate(dates):
        if n == split_at and n > 0:
            splits.append((date, *ratio))
            close *= ratio[1] / ratio[0]
        if number % 2 == 0 and n % 63 == 40:
            dividends.append((date, round(close * 0.005, 2)))
        opened = close * (1 + (chance() - 0.5) * 0.01)
        close = max(opened * (1 + dice.gauss(0.0003, 0.012)), 1.0)
        high = max(opened, close) * (1 + chance() * 0.006)
        low = min(opened, close) * (1 - chance() * 0.006)
        bars.append(Bar(date, round(opened, 2), round(high, 2), round(low, 2), round(close, 2),
                        int(200_000 + chance() * 20_000_000)))
    return Stock(bars, splits, [row for row in dividends if row[1] > 0])


# The calendar of the New York Stock Exchange, from 1998 on.

def weekday_of_month(year, month, weekday, number):
    """The number-th Monday (0) to Sunday (6) of a month; -1 is the last."""
    if number < 0:
        next_month = datetime.date(year + month // 12, month % 12 + 1, 1)
        return next_month - ONE_DAY * ((next_month.weekday() - weekday - 1) % 7 + 1)
    first = datetime.date(year, month, 1)
    return first + ONE_DAY * ((weekday - first.weekday()) % 7 + 7 * (number - 1))


def good_friday(year):
    """Two days before Easter. Source: the anonymous Gregorian computus (Nature, 1876)."""
    a, b, c = year % 19, year // 100, year % 100
    d, e = b // 4, b % 4
    g = (b - (b + 8) // 25 + 1) // 3
    h = (19 * a + b - d - g + 15) % 30
    i, k = c // 4, c % 4
    el = (32 + 2 * e + 2 * i - h - k) % 7
    m = (a + 11 * h + 22 * el) // 451
    month, day = divmod(h + el - 7 * m + 114, 31)
    return datetime.date(year, month, day + 1) - 2 * ONE_DAY


def off_a_weekend(date):
    """A Saturday's holiday is kept on Friday, a Sunday's on Monday."""
    return date + ONE_DAY * {5: -1, 6: 1}.get(date.weekday(), 0)


@functools.lru_cache(maxsize=None)
def holidays(year):
    new_year = datetime.date(year, 1, 1)
    days = {new_year + ONE_DAY * (new_year.weekday() == 6),  # On a Saturday it is not kept.
            weekday_of_month(year, 1, 0, 3), weekday_of_month(year, 2, 0, 3), good_friday(year),
            weekday_of_month(year, 5, 0, -1), off_a_weekend(datetime.date(year, 7, 4)),
            weekday_of_month(year, 9, 0, 1), weekday_of_month(year, 11, 3, 4),
            off_a_weekend(datetime.date(year, 12, 25))}
    if year >= 2022:
        days.add(off_a_weekend(datetime.date(year, 6, 19)))
    return days


def is_session(date):
    return (date.weekday() < 5 and date not in holidays(date.year)
            and date not in SPECIAL_CLOSINGS)


def next_session(date):
    date += ONE_DAY
    while not is_session(date):
        date += ONE_DAY
    return date


def sessions_until(end, count):
    """The last `count` sessions up to `end`, oldest first."""
    dates = []
    while len(dates) < count:
        if is_session(end):
            dates.append(end)
        end -= ONE_DAY
    return dates[::-1]


@functools.lru_cache(maxsize=None)
def utc_seconds(date, hour, minute):
    """Unix time of a clock in New York."""
    time = datetime.time(hour, minute, tzinfo=NEW_YORK)
    return int(datetime.datetime.combine(date, time).timestamp())
