#!/usr/bin/env python3
"""Times the programs as a user runs them, on real prices, beside a peer or a limit in the same run.

    bench/programs/programs_bench.py [--programs build/bin] [--data FOLDER] [--runs 3]

Prints a row a task: median seconds, most memory, the budget, and what it is held against:

  import   1.24 M split-adjusted bars with their actions. Limit: unpacking the .xz alone.
           Peer: the same rows through Python's csv and sqlite3 into one plain table.
  train    on five years (models.history_years_max = 5).
  scan     one session of 500 stocks, file cache warm, everything included.
  history  signals history --json after 60 sessions.

DATA is a folder with yahoo_2016_2026/, actions/ and membership/; by default the one that the tests
use, beside the checkout.
"""
import argparse
import csv
import json
import lzma
import os
import pathlib
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
TRAINED_UNTIL = "2025-06-30"
SCANS = 60


def measured(*command, expect=(0,)):
    """(seconds, most resident bytes) of one run of a program."""
    start = time.monotonic()
    with subprocess.Popen([*map(str, command)], stdout=subprocess.DEVNULL,
                          stderr=subprocess.DEVNULL) as running:
        _, status, usage = os.wait4(running.pid, 0)
        running.returncode = os.waitstatus_to_exitcode(status)
    seconds = time.monotonic() - start
    if running.returncode not in expect:
        sys.exit(f"{' '.join(map(str, command))}: exit {running.returncode}")
    return seconds, usage.ru_maxrss * 1024


def timed(work):
    start = time.monotonic()
    work()
    return time.monotonic() - start


def row(task, runs, budget, note=""):
    seconds = statistics.median(second for second, _ in runs)
    peak = max(size for _, size in runs)
    print(f"{task:<34} {seconds:9.3f} s {peak / 1e6:8.0f} MB   {budget:<24} {note}", flush=True)


def unpack(path):
    with lzma.open(path) as file:
        while file.read(1 << 20):
            pass


def plain_import(path, database):
    with lzma.open(path, "rt", newline="") as file, sqlite3.connect(database) as target:
        target.execute("PRAGMA journal_mode = WAL")
        target.execute("CREATE TABLE bar (symbol TEXT, date TEXT, open REAL, high REAL, low REAL, "
                       "close REAL, volume REAL, PRIMARY KEY (symbol, date)) WITHOUT ROWID")
        rows = csv.reader(file)
        next(rows)
        target.executemany("INSERT INTO bar VALUES (?, ?, ?, ?, ?, ?, ?)",
                           ((*row[:6], row[7]) for row in rows))
    target.close()


class Bench:
    def __init__(self, arguments, folder):
        self.market_data = arguments.programs / "market_data"
        self.turbomode = arguments.programs / "turbomode"
        self.data = arguments.data
        self.runs = arguments.runs
        self.folder = folder
        self.home = folder / "home"

    def import_into(self, home):
        return measured(self.market_data, "import", self.prices(), "--prices", "split-adjusted",
                        "--actions", self.data / "actions/actions_2016_2026.csv", "--home", home)

    def prices(self):
        return self.data / "yahoo_2016_2026/yahoo_2016_2026.csv.xz"

    def imports(self):
        runs = [self.import_into(self.folder / f"import{n}") for n in range(self.runs)]
        limit = timed(lambda: unpack(self.prices()))
        peer = timed(lambda: plain_import(self.prices(), self.folder / "peer.db"))
        row("import of 1.24 M bars", runs, "10 s",
            f"limit: unpacking {limit:.2f} s; peer: csv and sqlite3 {peer:.2f} s")
        self.import_into(self.home)
        members = self.data / "membership"
        measured(self.market_data, "universe", "import", "--home", self.home,
                 "--members", members / "symbols_2026-08.csv",
                 "--spells", members / "membership_spells.csv")

    def training(self):
        settings = self.folder / "five_years.toml"
        settings.write_text("[models]\nhistory_years_max = 5\n", encoding="ascii")
        runs = [measured(self.turbomode, "train", "--as-of", TRAINED_UNTIL, "--config", settings,
                         "--no-promote", "--home", self.home)]
        row("train on five years", runs, "240 s, 4000 MB")
        runs = [measured(self.turbomode, "train", "--as-of", TRAINED_UNTIL, "--home", self.home,
                         expect=(0, 3))]
        row("train on all years", runs, "none")

    def sessions(self):
        """The SCANS sessions after training."""
        dates = set()
        with lzma.open(self.prices(), "rt", newline="") as file:
            for line in csv.reader(file):
                if line[0] == "SPY" and line[1] > TRAINED_UNTIL:
                    dates.add(line[1])
        return sorted(dates)[:SCANS]

    def scans(self):
        sessions = self.sessions()
        runs = [measured(self.turbomode, "scan", "--as-of", day, "--home", self.home)
                for day in sessions]
        row(f"scan of one session (of {SCANS})", runs, "1.5 s, 500 MB")
        again = [measured(self.turbomode, "scan", "--as-of", sessions[-1], "--home", self.home)
                 for _ in range(self.runs)]
        row("the last one again", again, "1.5 s, 500 MB")
        shown = [measured(self.turbomode, "signals", "history", "--json", "--home", self.home)
                 for _ in range(self.runs)]
        row("signals history --json", shown, "none")
        runs = json.loads(subprocess.run(
            [self.turbomode, "runs", "list", "--json", "--home", self.home], check=True,
            capture_output=True, text=True).stdout)
        states = [run["state"] for run in runs["runs"]]
        print(f"states of the {len(states)} nights: " +
              ", ".join(f"{states.count(s)} {s}" for s in sorted(set(states))))


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--programs", type=pathlib.Path, default=ROOT / "build/bin")
    parser.add_argument("--data", type=pathlib.Path, default=ROOT / "../shared/data")
    parser.add_argument("--runs", type=int, default=3)
    arguments = parser.parse_args()
    if not (arguments.data / "yahoo_2016_2026").is_dir():
        sys.exit(f"no real prices at {arguments.data}; name their folder with --data")
    os.environ["OMP_WAIT_POLICY"] = "passive"
    print(f"{'task':<34} {'median':>11} {'peak':>11}   {'budget':<24} held against")
    with tempfile.TemporaryDirectory(prefix="programs_bench_") as folder:
        bench = Bench(arguments, pathlib.Path(folder))
        bench.imports()
        bench.training()
        bench.scans()


if __name__ == "__main__":
    main()
