#!/usr/bin/env python3
"""Times `market_data update` against a vendor on the loopback address, beside what the wire allows.

    bench/programs/update_bench.py [--programs build/bin] [--symbols 500] [--sessions 2520]

Two tasks, three runs each, the median: the whole history of every stock into an empty home, and one
new bar each into a full one. The vendor answers every request 50 ms late. The limit is that of the
wire: symbols x 50 ms / connections; beside it the bytes that came.
"""
import argparse
import datetime
import json
import pathlib
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests/support"))

import vendor_market  # noqa: E402  pylint: disable=wrong-import-position
import vendor_server  # noqa: E402  pylint: disable=wrong-import-position

LATENCY_MS = 50
CONNECTIONS = 16
RUNS = 3


def last_finished():
    now = datetime.datetime.now(vendor_market.NEW_YORK)
    day = now.date() if now.hour >= 16 else now.date() - datetime.timedelta(days=1)
    return vendor_market.sessions_until(day, 1)[-1]


class Bench:
    def __init__(self, program, server, folder):
        self.program, self.server, self.folder = program, server, folder

    def run(self, home, *arguments):
        return subprocess.run([self.program, *map(str, arguments), "--home", home], check=True,
                              capture_output=True, text=True).stdout

    def new_home(self, name):
        home = self.folder / name
        home.mkdir()
        (home / "market_data.toml").write_text(
            f'[transport]\nconnections_max = {CONNECTIONS}\n[update]\nfirst_date = "2000-01-03"\n',
            encoding="ascii")
        spells = self.folder / "spells.csv"
        rows = [f"{name},2000-01-03," for name in sorted(self.server.market.stocks)]
        spells.write_text("\n".join(["ticker,start_date,end_date", *rows, ""]), encoding="ascii")
        self.run(home, "universe", "import", "--spells", spells)
        return home

    def update(self, home):
        start = time.monotonic()
        summary = json.loads(self.run(home, "update", "--base-url", self.server.url, "--json"))
        return time.monotonic() - start, summary

    def report(self, task, runs, budget):
        seconds = statistics.median(second for second, _ in runs)
        asked = runs[0][1]["asked"]
        limit = asked * LATENCY_MS / 1000 / CONNECTIONS
        last = runs[-1][1]
        print(f"{task:<28} {seconds:7.2f} s   budget {budget} s   wire's limit {limit:.2f} s   "
              f"{last['bars_new']} bars new, {last['failed']} failed", flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--programs", type=pathlib.Path, default=ROOT / "build/bin")
    parser.add_argument("--symbols", type=int, default=500)
    parser.add_argument("--sessions", type=int, default=2520)
    arguments = parser.parse_args()
    whole = vendor_market.Market.made(arguments.symbols, arguments.sessions, last_finished())
    server = vendor_server.VendorServer(whole, latency_ms=LATENCY_MS)
    server.prebuild()
    with server, tempfile.TemporaryDirectory(prefix="update_bench_") as name:
        bench = Bench(arguments.programs / "market_data", server, pathlib.Path(name))
        runs = [bench.update(bench.new_home(f"full{n}")) for n in range(RUNS)]
        bench.report("whole history, empty home", runs, 6)
        server.change(vendor_market.Market(
            {symbol: vendor_market.Stock(stock.bars[:-1], stock.splits, stock.dividends)
             for symbol, stock in whole.stocks.items()}))
        server.prebuild()
        before = bench.new_home("before")
        # It lacks the last session, which update says with its exit code.
        subprocess.run([bench.program, "update", "--base-url", server.url, "--home", before],
                       check=False, capture_output=True)
        server.change(whole)
        runs = []
        for n in range(RUNS):
            home = bench.folder / f"night{n}"
            shutil.copytree(before, home)
            runs.append(bench.update(home))
        bench.report("one new bar each", runs, 3)


if __name__ == "__main__":
    main()
