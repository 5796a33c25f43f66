#!/usr/bin/env python3
"""Recomputes every closed signal from the prices alone and compares it with what was published.

A second implementation of the exit rule, written from its description and not from the C++, with
nothing but the standard library. Input:

  --prices   CSV, plain, .xz or .gz: symbol,date,open,high,low,close[,...], split-adjusted to the
             last day of the file
  --actions  CSV: symbol,date,dividend,split; dividends in today's (split-adjusted) shares,
             "4" for a 4:1 split
  --history  the output of `turbomode signals history --json`, "-" for stdin

Everything is computed in today's shares; a row's prices are in shares of its exit date and are
divided by the splits that came later. Prints one line for each difference. Exit code 0: all rows
agree; 1: some differ; 2: unreadable input.

The rule: levels from the close of the signal's session, BUY +10 % / -5 %, SELL -10 % / +5 %. The
fill is the open of the next bar; at or through a level it cancels. Then bar by bar: an open at or
beyond a level exits there; else a touched stop; else a touched target. The close of the last
session within 14 calendar days exits as EXPIRED. Five sessions without a bar end the listing at
its last close. Costs are 5 basis points of the fill price a side; dividends with an ex-date in
(fill date, exit date] are received by a BUY and paid by a SELL.
"""
import argparse
import bisect
import csv
import dataclasses
import datetime
import gzip
import json
import lzma
import pathlib
import sys

TARGET, STOP = 0.10, 0.05
HOLDING_DAYS = 14
COST_PER_SIDE = 0.0005
DELISTED_AFTER_SESSIONS = 5
TOUCH = 1e-9  # Decimal prices against binary levels: 110.00 touches 100 x 1.1.
TOLERANCE = 1e-6

RULE_REASONS = ("TARGET_HIT", "STOP_HIT", "EXPIRED", "CANCELLED", "DELISTED")
LIST_REASONS = ("REPLACED", "FLIPPED")


def day(text):
    return datetime.date.fromisoformat(text)


@dataclasses.dataclass
class Stock:
    bars: dict = dataclasses.field(default_factory=dict)  # date -> (open, high, low, close)
    dividends: dict = dataclasses.field(default_factory=dict)  # ex-date -> USD, today's shares
    splits: dict = dataclasses.field(default_factory=dict)  # ex-date -> new shares for one

    def shares_later(self, date):
        """How many of today's shares one share of `date` has become."""
        product = 1.0
        for ex_date, ratio in self.splits.items():
            if ex_date > date:
                product *= ratio
        return product

    def dividends_in(self, after, until):
        return sum(usd for ex_date, usd in self.dividends.items() if after < ex_date <= until)


@dataclasses.dataclass
class Market:
    sessions: list  # All known, oldest first.
    stocks: dict

    def sessions_between(self, after, until):
        """The sessions in (after, until]."""
        first = bisect.bisect_right(self.sessions, after)
        return self.sessions[first:bisect.bisect_right(self.sessions, until)]

    def deadline(self, entry):
        """The last session within the holding time; None while the file cannot tell."""
        last = entry + datetime.timedelta(days=HOLDING_DAYS)
        unknown = self.sessions[-1] + datetime.timedelta(days=1)
        while unknown <= last:
            if unknown.weekday() < 5:
                return None
            unknown += datetime.timedelta(days=1)
        return self.sessions_between(datetime.date.min, last)[-1]


@dataclasses.dataclass
class Trade:
    """How far a trade got; prices in today's shares."""
    target: float
    stop: float
    entry: float
    fill_date: datetime.date = None
    fill: float = None
    reason: str = None
    exit_date: datetime.date = None
    exit: float = None
    close: float = None
    last_bar: datetime.date = None


def sign_of(side):
    return {"BUY": 1.0, "SELL": -1.0}[side]


def at_least(side, price, level):
    """Whether `price` is as good as `level` or better for the trade."""
    return sign_of(side) * (price - level) >= -TOUCH * level


def at_most(side, price, level):
    return sign_of(side) * (price - level) <= TOUCH * level


def through_bar(side, trade, prices):
    """(reason, price) if the bar ends the filled trade, else None."""
    opened, high, low, _ = prices
    best, worst = (high, low) if side == "BUY" else (low, high)
    if at_most(side, opened, trade.stop):
        return "STOP_HIT", opened
    if at_least(side, opened, trade.target):
        return "TARGET_HIT", opened
    if at_most(side, worst, trade.stop):
        return "STOP_HIT", trade.stop
    if at_least(side, best, trade.target):
        return "TARGET_HIT", trade.target
    return None


def follow(market, symbol, side, entry_date, until):
    """The trade as it stood on the evening of `until`."""
    stock = market.stocks[symbol]
    sign = sign_of(side)
    entry = stock.bars[entry_date][3]
    trade = Trade(target=entry * (1 + sign * TARGET), stop=entry * (1 - sign * STOP), entry=entry,
                  close=entry, last_bar=entry_date)
    deadline = market.deadline(entry_date)
    missing = 0

    def end(reason, date, price):
        trade.reason, trade.exit_date, trade.exit = reason, date, price
        return trade

    for session in market.sessions_between(entry_date, until):
        prices = stock.bars.get(session)
        if prices is None:
            missing += 1
            if missing == DELISTED_AFTER_SESSIONS:
                return end("DELISTED" if trade.fill else "CANCELLED", trade.last_bar, trade.close)
        else:
            missing = 0
            opened = prices[0]
            if trade.fill is None:
                if at_most(side, opened, trade.stop) or at_least(side, opened, trade.target):
                    return end("CANCELLED", session, opened)
                trade.fill_date, trade.fill = session, opened
            trade.last_bar, trade.close = session, prices[3]
            ending = through_bar(side, trade, prices)
            if ending:
                return end(ending[0], session, ending[1])
        if session == deadline:
            return end("EXPIRED" if trade.fill else "CANCELLED", trade.last_bar, trade.close)
    return trade


def net_return(stock, side, trade, exit_price, exit_date):
    if trade.fill is None:
        return None
    dividends = stock.dividends_in(trade.fill_date, exit_date)
    gain = sign_of(side) * (exit_price + dividends - trade.fill)
    return gain / trade.fill - 2 * COST_PER_SIDE


def differs(expected, found, scale=None):
    if expected is None or found is None:
        return expected is not found
    return abs(expected - found) > TOLERANCE * max(abs(expected), scale or 0.0)


def text_of(value):
    return value.isoformat() if isinstance(value, datetime.date) else value


def expected_row(market, row):
    """What the row should say, or the reason why it cannot be right."""
    symbol, side, reason = row["symbol"], row["signal_type"], row["exit_reason"]
    entry_date, exit_date = day(row["entry_date"]), day(row["exit_date"])
    stock = market.stocks.get(symbol)
    if stock is None or entry_date not in stock.bars:
        return None, f"no bar of {symbol} on {entry_date}"
    if reason in LIST_REASONS:
        trade = follow(market, symbol, side, entry_date, exit_date)
        if trade.reason:
            return None, f"{reason} on {exit_date}, but {trade.reason} on {trade.exit_date}"
        trade.exit_date, trade.exit = exit_date, trade.close
    elif reason in RULE_REASONS:
        trade = follow(market, symbol, side, entry_date, market.sessions[-1])
        if not trade.reason:
            return None, f"{reason} on {exit_date}, but the trade still runs"
        reason = trade.reason
    else:
        return None, f"unknown exit reason {reason}"
    net = net_return(stock, side, trade, trade.exit, trade.exit_date)
    shares = stock.shares_later(exit_date)
    return {
        "exit_reason": reason,
        "exit_date": trade.exit_date,
        "fill_date": trade.fill_date,
        "hold_days": (trade.exit_date - entry_date).days,
        "entry_price": trade.entry * shares,
        "target_price": trade.target * shares,
        "stop_price": trade.stop * shares,
        "fill_price": trade.fill and trade.fill * shares,
        "exit_price": trade.exit * shares,
        "profit_loss_pct": None if net is None else 100.0 * net,
    }, None


def compare(expected, row):
    """Lines that say where `row` is not as expected. Fields that a row lacks are not compared,
    but for those that decide."""
    lines = []
    for name, value in expected.items():
        if name not in row and name not in ("exit_reason", "exit_date", "profit_loss_pct"):
            continue
        found = row.get(name)
        if isinstance(value, float):
            scale = 100.0 if name == "profit_loss_pct" else None
            is_different = differs(value, found, scale)
        elif name == "profit_loss_pct":  # Never filled: no profit or loss.
            is_different = found not in (None, 0, 0.0)
        else:
            is_different = text_of(value) != found
        if is_different:
            lines.append(f"{name} is {found}, expected {text_of(value)}")
    return lines


def check_paper_trade(market, row):
    """A replaced signal's paper trade, where the row tells how it ended."""
    if not row.get("paper_exit_date"):
        return []
    side = row["signal_type"]
    trade = follow(market, row["symbol"], side, day(row["entry_date"]), market.sessions[-1])
    if not trade.reason:
        return [f"paper trade ended on {row['paper_exit_date']}, but it still runs"]
    net = net_return(market.stocks[row["symbol"]], side, trade, trade.exit, trade.exit_date)
    expected = {"paper_exit_reason": trade.reason, "paper_exit_date": trade.exit_date}
    lines = compare(expected, row)
    if differs(100.0 * (net or 0.0), row.get("paper_profit_loss_pct") or 0.0, 100.0):
        lines.append(f"paper_profit_loss_pct is {row.get('paper_profit_loss_pct')}, "
                     f"expected {None if net is None else 100.0 * net}")
    return lines


def check_row(market, row):
    expected, problem = expected_row(market, row)
    lines = [problem] if problem else compare(expected, row) + check_paper_trade(market, row)
    name = f"{row['symbol']} {row['signal_type']} {row['entry_date']}"
    return [f"{name}: {line}" for line in lines]


def open_text(path):
    opener = {".xz": lzma.open, ".gz": gzip.open}.get(pathlib.Path(path).suffix, open)
    return opener(path, "rt", newline="")


def read_market(prices_path, actions_path, symbols):
    """The bars of `symbols`. Sessions are SPY's dates, or all dates of the file without it."""
    stocks, dates, spy_dates = {}, set(), set()
    with open_text(prices_path) as file:
        for row in csv.DictReader(file):
            date = day(row["date"])
            dates.add(date)
            if row["symbol"] == "SPY":
                spy_dates.add(date)
            if row["symbol"] in symbols:
                prices = tuple(float(row[name]) for name in ("open", "high", "low", "close"))
                stocks.setdefault(row["symbol"], Stock()).bars[date] = prices
    with open_text(actions_path) as file:
        for row in csv.DictReader(file):
            stock = stocks.get(row["symbol"])
            if stock and row["dividend"]:
                stock.dividends[day(row["date"])] = float(row["dividend"])
            if stock and row["split"] and float(row["split"]) != 1.0:
                stock.splits[day(row["date"])] = float(row["split"])
    return Market(sessions=sorted(spy_dates or dates), stocks=stocks)


def drop_quarantined(market, path):
    """Bars that were set aside on import (CSV: symbol,date) are missing for both sides."""
    with open_text(path) as file:
        for row in csv.DictReader(file):
            if row["symbol"] in market.stocks:
                market.stocks[row["symbol"]].bars.pop(day(row["date"]), None)


def read_rows(path):
    text = sys.stdin.read() if path == "-" else pathlib.Path(path).read_text(encoding="utf-8")
    document = json.loads(text)
    return document if isinstance(document, list) else document["history"]


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--prices")
    parser.add_argument("--actions")
    parser.add_argument("--history")
    parser.add_argument("--quarantine", help="CSV of symbol,date: bars that the program set aside")
    parser.add_argument("--self-test", action="store_true", help="check the checker")
    arguments = parser.parse_args()
    if arguments.self_test:
        return self_test()
    if not (arguments.prices and arguments.actions and arguments.history):
        parser.error("--prices, --actions and --history are needed")
    try:
        rows = read_rows(arguments.history)
        market = read_market(arguments.prices, arguments.actions, {row["symbol"] for row in rows})
        if arguments.quarantine:
            drop_quarantined(market, arguments.quarantine)
    except (OSError, ValueError, KeyError, TypeError) as error:
        print(f"check_history: {error!r}", file=sys.stderr)
        return 2
    bad = 0
    for row in rows:
        lines = check_row(market, row)
        bad += bool(lines)
        for line in lines:
            print(line)
    print(f"{len(rows)} closed signals, {bad} differ")
    return 1 if bad else 0


# The checker's own tests: cases worked out by hand.

QUIET = (100.0, 101.0, 99.0, 100.0)
MONDAY = datetime.date(2024, 3, 4)  # 14 days end on 2024-03-18, ten sessions later.


def weekdays(first, count):
    days, date = [], first
    while len(days) < count:
        if date.weekday() < 5:
            days.append(date)
        date += datetime.timedelta(days=1)
    return days


def small_market(changes, count=15, dividends=None, splits=None):
    """Quiet bars of A from MONDAY on; `changes` maps a session's number to a bar, or to None."""
    sessions = weekdays(MONDAY, count)
    bars = {date: changes.get(i, QUIET) for i, date in enumerate(sessions)}
    stock = Stock({date: bar for date, bar in bars.items() if bar},
                  {sessions[i]: usd for i, usd in (dividends or {}).items()},
                  {sessions[i]: ratio for i, ratio in (splits or {}).items()})
    return Market(sessions, {"A": stock})


def row_of(side, reason, exit_date, pct, **more):
    return {"symbol": "A", "signal_type": side, "entry_date": "2024-03-04", "exit_reason": reason,
            "exit_date": exit_date, "profit_loss_pct": pct, **more}


def hand_made_cases():
    rises, falls = (100.0, 111.0, 99.0, 110.0), (100.0, 101.0, 94.0, 95.0)
    both = (100.0, 111.0, 94.0, 100.0)
    return [
        # Bought at 100, sold at 110, 0.1 % of costs.
        (small_market({2: rises}), row_of("BUY", "TARGET_HIT", "2024-03-06", 9.9,
                                          fill_date="2024-03-05", fill_price=100.0,
                                          target_price=110.0, stop_price=95.0, exit_price=110.0,
                                          entry_price=100.0, hold_days=2)),
        (small_market({2: falls}), row_of("BUY", "STOP_HIT", "2024-03-06", -5.1)),
        (small_market({2: both}), row_of("BUY", "STOP_HIT", "2024-03-06", -5.1)),
        (small_market({2: (100.0, 110.0, 99.0, 100.0)}),
         row_of("BUY", "TARGET_HIT", "2024-03-06", 9.9)),  # A touch is enough.
        (small_market({2: rises}), row_of("SELL", "STOP_HIT", "2024-03-06", -5.1)),
        (small_market({2: (100.0, 101.0, 89.0, 90.0)}),
         row_of("SELL", "TARGET_HIT", "2024-03-06", 9.9)),
        # Opens beyond a level: at the open, even if the other level follows.
        (small_market({2: (112.0, 113.0, 90.0, 91.0)}),
         row_of("BUY", "TARGET_HIT", "2024-03-06", 11.9, exit_price=112.0)),
        (small_market({2: (90.0, 112.0, 89.0, 91.0)}),
         row_of("BUY", "STOP_HIT", "2024-03-06", -10.1, exit_price=90.0)),
        # The first open is at a level: cancelled.
        (small_market({1: (110.0, 112.0, 108.0, 109.0)}),
         row_of("BUY", "CANCELLED", "2024-03-05", None, fill_date=None, exit_price=110.0)),
        (small_market({1: (105.0, 106.0, 99.0, 100.0)}),
         row_of("SELL", "CANCELLED", "2024-03-05", None)),
        # The fourteenth day; and a missing bar on it: the close before.
        (small_market({10: (100.0, 101.0, 99.0, 100.5)}),
         row_of("BUY", "EXPIRED", "2024-03-18", 0.4, hold_days=14)),
        (small_market({10: None}), row_of("BUY", "EXPIRED", "2024-03-15", -0.1, hold_days=11)),
        # Five sessions without a bar.
        (small_market({i: None for i in range(3, 15)}),
         row_of("BUY", "DELISTED", "2024-03-06", -0.1)),
        (small_market({i: None for i in range(1, 15)}),
         row_of("BUY", "CANCELLED", "2024-03-04", None)),
        # Dividends after the fill date, to the exit date.
        (small_market({3: rises}, dividends={1: 9.0, 2: 1.0, 3: 1.0, 4: 9.0}),
         row_of("BUY", "TARGET_HIT", "2024-03-07", 11.9)),
        (small_market({3: rises}, dividends={1: 9.0, 2: 1.0, 3: 1.0, 4: 9.0}),
         row_of("SELL", "STOP_HIT", "2024-03-07", -7.1)),
        # A later 4:1 split: the row speaks in shares of its exit date.
        (small_market({2: rises}, splits={3: 4.0}),
         row_of("BUY", "TARGET_HIT", "2024-03-06", 9.9, exit_price=440.0, fill_price=400.0)),
        (small_market({2: rises}, splits={2: 4.0}),
         row_of("BUY", "TARGET_HIT", "2024-03-06", 9.9, exit_price=110.0, fill_price=100.0)),
        # Closed by the list: marked to the close of the session.
        (small_market({2: (100.0, 104.0, 99.0, 103.0)}),
         row_of("BUY", "REPLACED", "2024-03-06", 2.9, exit_price=103.0, paper_exit_date=None)),
        (small_market({2: (100.0, 104.0, 99.0, 103.0)}),
         row_of("SELL", "FLIPPED", "2024-03-06", -3.1)),
        (small_market({3: falls}),
         row_of("BUY", "REPLACED", "2024-03-06", -0.1, paper_exit_date="2024-03-07",
                paper_exit_reason="STOP_HIT", paper_profit_loss_pct=-5.1)),
    ]


def wrong_rows():
    """Rows that must be found out, against a market where the right one is TARGET_HIT, 9.9 %."""
    right = row_of("BUY", "TARGET_HIT", "2024-03-06", 9.9)
    return [
        {**right, "exit_reason": "EXPIRED"},
        {**right, "exit_reason": "REPLACED"},  # It had ended before it could be replaced.
        {**right, "exit_reason": "SOLD"},
        {**right, "exit_date": "2024-03-07"},
        {**right, "profit_loss_pct": 10.0},
        {**right, "profit_loss_pct": 9.9002},
        {**right, "profit_loss_pct": None},
        {**right, "fill_price": 100.01},
        {**right, "fill_date": None},
        {**right, "entry_date": "2024-03-02"},
        {**right, "symbol": "B"},
        {**right, "hold_days": 3},
        {**right, "exit_reason": "REPLACED", "exit_date": "2024-03-05", "profit_loss_pct": -0.1,
         "paper_exit_date": "2024-03-06", "paper_exit_reason": "TARGET_HIT",
         "paper_profit_loss_pct": 4.0},
    ]


def self_test():
    failures = []
    cases = hand_made_cases()
    for market, row in cases:
        failures += check_row(market, row)
    market = small_market({2: (100.0, 111.0, 99.0, 110.0)})
    wrong = wrong_rows()
    failures += [f"not found out: {row}" for row in wrong if not check_row(market, row)]
    too_short = small_market({}, count=10)  # Ends on 2024-03-15, before the deadline is known.
    if not check_row(too_short, row_of("BUY", "EXPIRED", "2024-03-15", -0.1)):
        failures.append("not found out: expired before the deadline")
    passed = f"self-test passed: {len(cases)} right and {len(wrong)} wrong rows"
    print("\n".join(failures) or passed)
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
