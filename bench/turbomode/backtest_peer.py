"""The peer of backtest_bench: the same signals to the same trades, in numpy.

    backtest_peer.py FOLDER

Reads the arrays that the bench wrote into FOLDER, writes FOLDER/trades, and prints the seconds
from arrays in memory to trades in memory. First touches are worked out for all publishable
predictions at once; who holds a place depends on the night before, so that is a loop over nights.
"""
import pathlib
import sys
import time

import numpy as np

THRESHOLD, CAPACITY, TIERS = 0.55, 20, 3
TARGET, STOP, DAYS, COST = 0.10, 0.05, 14, 0.0005
DECAY_DAYS, DECAY_LOSS = 14, 0.3
TOUCH = 1e-9
OPEN_, CANCELLED, TARGET_HIT, STOP_HIT, EXPIRED = range(5)
NAMES = {CANCELLED: 'CANCELLED', TARGET_HIT: 'TARGET_HIT', STOP_HIT: 'STOP_HIT',
         EXPIRED: 'EXPIRED', 5: 'REPLACED'}


def first_touches(stocks, nights, opens, highs, lows, closes, days):
    """Of each signal: the session of its exit, why, at which price; the last session if none."""
    count, sessions = len(stocks), len(days)
    entry = closes[stocks, nights]
    target, stop = entry * (1 + TARGET), entry * (1 - STOP)
    deadline = np.searchsorted(days, days[nights] + DAYS, side='right') - 1
    ends_here = days[-1] >= days[nights] + DAYS
    at = np.full(count, sessions)
    reason, price = np.zeros(count, int), np.zeros(count)
    fill = np.full(count, np.nan)
    alive = nights + 1 < sessions
    for step in range(1, DAYS + 1):
        rows = np.flatnonzero(alive & (nights + step < sessions))
        if not len(rows):
            break
        day = nights[rows] + step
        o, h, l, c = (x[stocks[rows], day] for x in (opens, highs, lows, closes))
        t, s = target[rows], stop[rows]
        o_up, o_down = o >= t * (1 - TOUCH), o <= s * (1 + TOUCH)
        if step == 1:
            gone = o_up | o_down
            fill[rows[~gone]] = o[~gone]
            kinds = [gone]
            values, reasons = [o], [CANCELLED]
        else:
            kinds, values, reasons = [o_down, o_up], [o, o], [STOP_HIT, TARGET_HIT]
        kinds += [l <= s * (1 + TOUCH), h >= t * (1 - TOUCH),
                  (day == deadline[rows]) & (ends_here[rows] | (day < sessions - 1))]
        values += [s, t, c]
        reasons += [STOP_HIT, TARGET_HIT, EXPIRED]
        why = np.select(kinds, reasons, OPEN_)
        hit = why != OPEN_
        reason[rows[hit]], at[rows[hit]] = why[hit], day[hit]
        price[rows[hit]] = np.select(kinds, values, 0.0)[hit]
        alive[rows[hit]] = False
    return at, reason, price, fill


def replay(confidence, opens, highs, lows, closes, days):
    """(stock, night of the signal, session of the exit, why, net return) of all that closed."""
    nights, stocks = np.nonzero(confidence.T >= THRESHOLD)
    at, reason, price, fill = first_touches(stocks, nights, opens, highs, lows, closes, days)
    said = confidence[stocks, nights]
    first = np.searchsorted(nights, np.arange(len(days) + 1))
    active = np.zeros(0, int)
    holds = np.zeros(confidence.shape[0], bool)
    closed = []

    def net(row, left):
        return left / fill[row] - 1 - 2 * COST

    for night in range(len(days)):
        ends = active[at[active] == night]
        for row in ends:
            closed.append((stocks[row], nights[row], night, reason[row],
                           None if reason[row] == CANCELLED else net(row, price[row])))
        holds[stocks[ends]] = False
        active = active[at[active] != night]
        new = np.arange(first[night], first[night + 1])
        new = new[~holds[stocks[new]]]
        new = new[np.lexsort((stocks[new], -said[new]))]
        for tier in range(TIERS):
            wanted = new[stocks[new] % TIERS == tier]
            held = active[stocks[active] % TIERS == tier]
            ages = np.minimum(days[night] - days[nights[held]], DECAY_DAYS)
            strength = said[held] * (1 - ages / DECAY_DAYS * DECAY_LOSS)
            order = held[np.lexsort((stocks[held], nights[held], strength))]
            strengths = np.sort(strength)
            free = CAPACITY - len(held)
            leaving = 0
            taken = []
            for row in wanted:
                if free > 0:
                    free -= 1
                elif leaving < len(order) and said[row] > strengths[leaving]:
                    loser = order[leaving]
                    leaving += 1
                    filled = nights[loser] < night
                    closed.append((stocks[loser], nights[loser], night, 5,
                                   net(loser, closes[stocks[loser], night]) if filled else None))
                    holds[stocks[loser]] = False
                else:
                    break
                taken.append(row)
            active = np.concatenate((active[~np.isin(active, order[:leaving])],
                                     np.array(taken, int)))
            holds[stocks[taken]] = True
    closed.sort(key=lambda trade: (trade[2], trade[0]))
    return closed


def main():
    folder = pathlib.Path(sys.argv[1])
    days = np.fromfile(folder / 'days').astype(int)
    arrays = [np.fromfile(folder / name).reshape(-1, len(days))
              for name in ('confidence', 'open', 'high', 'low', 'close')]
    start = time.perf_counter()
    closed = replay(*arrays, days)
    seconds = time.perf_counter() - start
    with open(folder / 'trades', 'w', encoding='ascii') as file:
        for stock, night, left, why, result in closed:
            text = '' if result is None else f'{result:.9f}'
            file.write(f'S{stock:03},{days[night]},{days[left]},{NAMES[why]},{text}\n')
    print(seconds)


if __name__ == '__main__':
    main()
