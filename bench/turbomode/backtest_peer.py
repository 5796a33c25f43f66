"""The peer of backtest_bench: from the same scores and bars to the same trades, in numpy.

    backtest_peer.py FOLDER

Reads the arrays that the bench wrote into FOLDER, writes FOLDER/trades, and prints the median of
three runs in seconds, from arrays in memory to trades in memory. How each publishable prediction
would end is worked out for all of them at once; who holds a place depends on the night before, so
that is a loop over nights, on plain lists, which are quicker than arrays of twenty. Of the rules it
knows what these arrays need: no splits, no dividends, no session without a bar.
"""
import pathlib
import sys
import time

import numpy as np

THRESHOLD, CAPACITY, TIERS = 0.55, 20, 3
TARGET, STOP, HOLDING_DAYS, COST = 0.10, 0.05, 14, 0.0005
DECAY_DAYS, DECAY_LOSS = 14, 0.3
TOUCH = 1e-9
SESSIONS_LATER = 10  # Of the calendar, after the last bar: as many as HOLDING_DAYS can have.
CANCELLED, TARGET_HIT, STOP_HIT, EXPIRED, REPLACED, FLIPPED = range(1, 7)
NAMES = ('', 'CANCELLED', 'TARGET_HIT', 'STOP_HIT', 'EXPIRED', 'REPLACED', 'FLIPPED')


def first_touches(stocks, nights, sign, bars, days):
    """Of each trade: the session of its exit, why, and at which price; 0 for why while it runs."""
    opens, highs, lows, closes = bars
    sessions = opens.shape[1]
    entry = closes[stocks, nights]
    target, stop = entry * (1 + sign * TARGET), entry * (1 - sign * STOP)
    deadline = np.searchsorted(days, days[nights] + HOLDING_DAYS, side='right') - 1
    at, why = np.full(len(stocks), sessions), np.zeros(len(stocks), int)
    price = np.zeros(len(stocks))
    rows = np.arange(len(stocks))
    for step in range(1, int((deadline - nights).max(initial=0)) + 1):
        rows = rows[nights[rows] + step < sessions]
        day = nights[rows] + step
        o, h, l, c = (column[stocks[rows], day] for column in (opens, highs, lows, closes))
        up, t, s = sign[rows], target[rows], stop[rows]
        best, worst = np.where(up > 0, h, l), np.where(up > 0, l, h)
        open_wins = up * (o - t) >= -TOUCH * t
        open_loses = up * (o - s) <= TOUCH * s
        if step == 1:
            ends = [(open_wins | open_loses, CANCELLED, o)]
        else:
            ends = [(open_loses, STOP_HIT, o), (open_wins, TARGET_HIT, o)]
        ends += [(up * (worst - s) <= TOUCH * s, STOP_HIT, s),
                 (up * (best - t) >= -TOUCH * t, TARGET_HIT, t),
                 (day == deadline[rows], EXPIRED, c)]
        tests, reasons, prices = zip(*ends)
        reason = np.select(tests, reasons, 0)
        gone = reason != 0
        at[rows[gone]], why[rows[gone]] = day[gone], reason[gone]
        price[rows[gone]] = np.select(tests, prices, 0.0)[gone]
        rows = rows[~gone]
    return at, why, price


class Places:
    """Who holds one of the places of a tier and side, night after night."""

    def __init__(self, stocks, nights, sides, said, ends_at, days):
        self.stocks, self.nights, self.sides = stocks, nights, sides
        self.said, self.ends_at, self.days = said, ends_at, days
        self.groups = [[] for _ in range(2 * TIERS)]
        self.holder = {}  # By stock.

    def group(self, row):
        return self.groups[2 * (self.stocks[row] % TIERS) + self.sides[row]]

    def leave(self, row):
        self.group(row).remove(row)
        del self.holder[self.stocks[row]]

    def strengths(self, group, night):
        """(strength, night, stock, row) of those held, the weakest first."""
        held = []
        for row in group:
            age = min(self.days[night] - self.days[self.nights[row]], DECAY_DAYS)
            held.append((self.said[row] * (1.0 - age / DECAY_DAYS * DECAY_LOSS), self.nights[row],
                         self.stocks[row], row))
        return sorted(held)

    def fill(self, new, night, closed):
        """Gives places to the newcomers, the surest first, and closes whom they replace."""
        weakest = {}  # Of each full group, as it was before tonight's newcomers.
        for row in sorted(new, key=lambda row: (-self.said[row], self.stocks[row])):
            group = self.group(row)
            if len(group) >= CAPACITY:
                if id(group) not in weakest:
                    held = [other for other in group if self.nights[other] < night]
                    weakest[id(group)] = iter(self.strengths(held, night))
                loser = next(weakest[id(group)], None)
                if loser is None or self.said[row] <= loser[0]:
                    weakest[id(group)] = iter(())  # Nor for anyone less sure.
                    continue
                self.leave(loser[3])
                closed.append((loser[3], night, REPLACED))
            group.append(row)
            self.holder[self.stocks[row]] = row

    def walk(self, first):
        """(row, session, why; 0 for the trade's own end) of all that left, in that order."""
        closed, ending = [], [[] for _ in range(len(self.days) + 1)]
        for night in range(len(first) - 1):
            for row in ending[night]:
                if self.holder.get(self.stocks[row]) == row:
                    self.leave(row)
                    closed.append((row, night, 0))
            new = []
            for row in range(first[night], first[night + 1]):
                held = self.holder.get(self.stocks[row])
                if held is not None and self.sides[held] == self.sides[row]:
                    continue
                if held is not None:
                    self.leave(held)
                    closed.append((held, night, FLIPPED))
                new.append(row)
            self.fill(new, night, closed)
            for row in new:
                if self.holder.get(self.stocks[row]) == row:
                    ending[self.ends_at[row]].append(row)
        return closed


def replay(confidence, bars, days):
    """(night left, stock, night of the signal, reason, net return) of all that left the list."""
    best = confidence.max(axis=0)
    nights, stocks = np.nonzero(best.T >= THRESHOLD)
    sides = confidence[:, stocks, nights].argmax(axis=0)
    sign = 1.0 - 2.0 * sides
    at, why, price = first_touches(stocks, nights, sign, bars, days)
    first = np.searchsorted(nights, np.arange(best.shape[1] + 1)).tolist()
    places = Places(stocks.tolist(), nights.tolist(), sides.tolist(),
                    best[stocks, nights].tolist(), at.tolist(), days.tolist())
    row, left, reason = np.array(places.walk(first)).T
    opens, _, _, closes = bars
    sold = np.where(reason == 0, price[row], closes[stocks[row], left])
    reason = np.where(reason == 0, why[row], reason)
    filled = reason != CANCELLED
    bought = opens[stocks[row], np.minimum(nights[row] + 1, opens.shape[1] - 1)]
    net = np.where(filled, sign[row] * (sold - bought) / bought - 2 * COST, np.nan)
    order = np.lexsort((stocks[row], left))
    return [column[order] for column in (left, stocks[row], nights[row], reason, net)]


def main():
    folder = pathlib.Path(sys.argv[1])
    days = np.fromfile(folder / 'days').astype(int)
    shape = (-1, len(days) - SESSIONS_LATER)
    confidence = np.stack([np.fromfile(folder / name).reshape(shape) for name in ('buy', 'sell')])
    bars = [np.fromfile(folder / name).reshape(shape) for name in ('open', 'high', 'low', 'close')]
    seconds = []
    for _ in range(3):
        start = time.perf_counter()
        trades = replay(confidence, bars, days)
        seconds.append(time.perf_counter() - start)
    with open(folder / 'trades', 'w', encoding='ascii') as file:
        for left, stock, night, why, net in zip(*trades):
            filled = '' if why == CANCELLED else days[night + 1]
            result = '' if why == CANCELLED else f'{net:.9f}'
            file.write(f'S{stock:03},{days[night]},{filled},{days[left]},{NAMES[why]},{result}\n')
    print(sorted(seconds)[1])


if __name__ == '__main__':
    main()
