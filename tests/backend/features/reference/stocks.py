"""Stocks to compare on: rows of date, open, high, low, close, volume, dividend, split; traded."""
import collections
import csv
import datetime
import itertools
import lzma
import math
import random


class RandomStock:
    """Bars of a random walk whose numbers look like those of real stocks."""

    def __init__(self, seed, start=100.0, tick=0.01, drift=0.0, sigma=0.02, bars=700, actions=True,
                 flat=(), gap_at=(), absent=0.02, long_absence=(), quiet=0.02, lot=1.0, silent=()):
        self.random = random.Random(seed)
        self.tick, self.drift, self.sigma, self.actions = tick, drift, sigma, actions
        self.flat, self.gap_at, self.quiet = flat, gap_at, quiet
        self.lot, self.silent = lot, silent
        self.worth = start
        self.rows = [self.bar(at, date)
                     for at, date in enumerate(self.sessions(bars, absent, long_absence))]

    def sessions(self, count, absent, long_absence):
        dates, date = [], datetime.date(2021, 1, 4)
        while len(dates) < count:
            if date.weekday() < 5 and (not dates or self.random.random() >= absent):
                dates.append(date)
                date += datetime.timedelta(days=24 if len(dates) in long_absence else 0)
            date += datetime.timedelta(days=1)
        return dates

    def priced(self, price):
        return max(round(price / self.tick), 1) * self.tick

    def action(self):
        """Dividend and split ratio of a session."""
        if not self.actions:
            return 0.0, 1.0
        split = self.random.choice((2.0, 3.0, 1.5, 0.1)) if self.random.random() < 0.006 else 1.0
        # Some are worth more than the share, which a vendor's mistake can make them.
        share = self.random.choice((0.004, 0.02, 0.3, 1.2))
        pays = self.random.random() < (0.02 if split == 1.0 else 0.5)
        return self.priced(share * self.worth / split) if pays else 0.0, split

    def bar(self, at, date):
        if at in self.flat:
            price = self.priced(self.worth)
            return date, price, price, price, price, self.shares(at), 0.0, 1.0
        dividend, split = self.action()
        self.worth /= split
        if dividend < self.worth:
            self.worth -= dividend
        draw = self.random.gauss
        first = self.worth * math.exp(draw(0, self.sigma / 3)) * (4 if at in self.gap_at else 1)
        self.worth = first * math.exp(draw(self.drift, self.sigma))
        high = max(first, self.worth) * math.exp(abs(draw(0, self.sigma / 3)))
        low = min(first, self.worth) * math.exp(-abs(draw(0, self.sigma / 3)))
        prices = [self.priced(price) for price in (first, high, low, self.worth)]
        return (date, *prices, self.shares(at), dividend, split)

    def shares(self, at):
        if at in self.silent or self.random.random() < self.quiet:
            return 0.0
        return round(math.exp(self.random.gauss(13, 0.6)) / self.lot) * self.lot


def split_often(rows, seed):
    """The same prices but for the rounding that splits bring."""
    chance, shares, result = random.Random(seed), 1.0, []
    for date, *prices, volume, _, _ in rows:
        split = chance.choice((3.0, 1.281, 0.7)) if chance.random() < 0.1 and result else 1.0
        split = split if shares * split < 1e4 else 1e-4
        shares *= split
        result.append((date, *(price / shares for price in prices), volume * shares, 0.0, split))
    return result


def standing(price):
    """A price that stands; volumes do not."""
    return [(date, price, price, price, price, shares, 0.0, 1.0)
            for date, *_, shares, _, _ in RandomStock(20).rows]


def random_stocks():
    return {
        'ordinary': RandomStock(1).rows,
        'many dividends and splits': RandomStock(2, start=1000.0, sigma=0.03).rows,
        'wild': RandomStock(3, sigma=0.12).rows,
        'a penny stock of few prices': RandomStock(4, start=0.2, tick=0.01, actions=False).rows,
        'below a cent': RandomStock(5, start=0.01, tick=0.0001, actions=False).rows,
        'dear': RandomStock(6, start=600000.0, tick=1.0).rows,
        'from a cent to a million': RandomStock(7, start=0.01, tick=1e-5, drift=0.026,
                                                actions=False).rows,
        'from a million to a cent': RandomStock(8, start=8e5, tick=1e-4, drift=-0.026,
                                                actions=False).rows,
        'few prices': RandomStock(9, start=3.0, tick=0.05, sigma=0.015, actions=False).rows,
        'flat for a while': RandomStock(10, flat=range(300, 440)).rows,
        'flat at first': RandomStock(11, flat=range(0, 280)).rows,
        'suspended': RandomStock(17, flat=range(300, 560), silent=range(300, 560)).rows,
        'overnight gap': RandomStock(12, gap_at=(150, 420), actions=False).rows,
        'often without volume': RandomStock(13, quiet=0.6).rows,
        'never any volume': RandomStock(14, quiet=1.0).rows,
        'absent for weeks': RandomStock(15, absent=0.1, long_absence=(120, 330, 500)).rows,
        'standing': standing(81.37),
        'standing but for splits': split_often(standing(81.37), 21),
        'few prices and many splits': split_often(
            RandomStock(22, start=3.0, tick=0.05, sigma=0.015, lot=5e4, actions=False).rows, 23),
        'few prices of which many equal': split_often(
            RandomStock(24, start=2.0, tick=0.1, sigma=0.01, lot=2e5, actions=False).rows, 25),
        'a single bar': RandomStock(16, bars=1).rows,
        'two bars': RandomStock(18, bars=2).rows,
    }


def as_traded(bars, actions):
    """Bars whose prices come adjusted for all later splits."""
    rows, ratio_after = [], 1.0
    for date, *prices, shares in reversed(bars):
        dividend, split = actions.get(date, (0.0, 1.0))
        first, high, low, last = (price * ratio_after for price in prices)
        # Rounding may put open or close a step outside of high and low.
        rows.append((date, first, max(first, high, last), min(first, low, last), last,
                     shares / ratio_after, dividend * ratio_after, split))
        ratio_after *= split
    return rows[::-1]


def real_actions(folder):
    """Dividend and split ratio by symbol and date."""
    actions = collections.defaultdict(dict)
    with open(folder / 'actions/actions_2016_2026.csv', encoding='ascii') as file:
        for row in csv.DictReader(file):
            date = datetime.date.fromisoformat(row['date'])
            actions[row['symbol']][date] = float(row['dividend'] or 0), float(row['split'] or 1)
    return actions


def real_bar(text):
    _, date, first, high, low, last, _, shares = text.rstrip('\n').split(',')
    return datetime.date.fromisoformat(date), *map(float, (first, high, low, last, shares or 0))


def real_stocks(folder, every, count):
    """The last bars of every so many symbols. An action on a day without a bar is left out."""
    actions, stocks = real_actions(folder), {}
    with lzma.open(folder / 'yahoo_2016_2026/yahoo_2016_2026.csv.xz', 'rt',
                   encoding='ascii') as file:
        next(file)
        by_symbol = itertools.groupby(file, key=lambda text: text[:text.index(',')])
        for symbol, lines in itertools.islice(by_symbol, 0, None, every):
            bars = map(real_bar, collections.deque(lines, maxlen=count))
            stocks[symbol] = as_traded(list(bars), actions[symbol])
    return stocks
