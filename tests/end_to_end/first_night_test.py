#!/usr/bin/env python3
"""The whole thread on real prices: import a slice, train, scan forty sessions, check every close.

Usage: first_night_test.py BIN_FOLDER SHARED_DATA_FOLDER. Without the data it skips (exit 77).
The closed signals are recomputed by check_history.py, an independent implementation of the rule.
"""
import csv
import json
import lzma
import pathlib
import subprocess
import sys
import tempfile

SYMBOLS = 150  # Every third member: enough of a cross-section, quick to train.
FIRST_DATE = "2020-01-01"
TRAINED_UNTIL = "2025-06-30"
SCANS = 40
SKIPPED = 77

# Lower bars than the defaults: the test wants many signals, good or bad, to follow.
SETTINGS = """
[publishing]
min_confidence_buy = 0.50
min_confidence_sell = 0.35
"""


def run(*command, expect=(0,)):
    done = subprocess.run(command, capture_output=True, text=True, timeout=600)
    if done.returncode not in expect:
        line = " ".join(map(str, command))
        sys.exit(f"{line}: exit {done.returncode}\n{done.stdout}{done.stderr}")
    return done.stdout


def write_slice(data, folder):
    """Bars of a third of the members since FIRST_DATE; returns the sessions after training."""
    with open(data / "membership/symbols_2026-08.csv") as file:
        members = list(csv.DictReader(file))[::3][:SYMBOLS]
    chosen = {row["symbol"].replace(".", "-") for row in members} | {"SPY"}
    sessions = set()
    prices = data / "yahoo_2016_2026/yahoo_2016_2026.csv.xz"
    with lzma.open(prices, "rt") as source, open(folder / "prices.csv", "w") as target:
        target.write(next(source))
        for line in source:
            symbol, date, _ = line.split(",", 2)
            if symbol in chosen and date >= FIRST_DATE:
                target.write(line)
                if symbol == "SPY" and date > TRAINED_UNTIL:
                    sessions.add(date)
    with open(folder / "spells.csv", "w") as target:
        target.write("ticker,start_date,end_date\n")
        target.writelines(f"{row['symbol']},{FIRST_DATE},\n" for row in members)
    return sorted(sessions)[:SCANS]


def scan_all(turbomode, home, sessions):
    for session in sessions:
        record = json.loads(run(turbomode, "scan", "--as-of", session, "--json", "--home", home))
        assert record["state"] in ("PUBLISHED", "NO_EDGE"), record
        assert record["signals_active"] <= 120, record


def main():
    programs, data = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])
    if not (data / "yahoo_2016_2026").is_dir():
        print(f"SKIPPED: no real prices at {data}")
        return SKIPPED
    market_data, turbomode = str(programs / "market_data"), str(programs / "turbomode")
    actions = str(data / "actions/actions_2016_2026.csv")
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        home = str(folder / "home")
        sessions = write_slice(data, folder)
        assert len(sessions) == SCANS
        run(market_data, "import", str(folder / "prices.csv"), "--prices", "split-adjusted",
            "--actions", actions, "--home", home)
        run(market_data, "universe", "import", "--members",
            str(data / "membership/symbols_2026-08.csv"), "--spells", str(folder / "spells.csv"),
            "--home", home)
        pathlib.Path(home, "turbomode.toml").write_text(SETTINGS)
        trained = json.loads(
            run(turbomode, "train", "--as-of", TRAINED_UNTIL, "--json", "--home", home,
                expect=(0, 3)))
        if not trained["promoted"]:
            sys.exit(f"the gate refused the model: {trained['objections']}")
        scan_all(turbomode, home, sessions)
        again = run(turbomode, "signals", "history", "--json", "--home", home)
        scan_all(turbomode, home, sessions[-1:])  # The same session twice: the same result.
        history = run(turbomode, "signals", "history", "--json", "--home", home)
        assert history == again
        rows = json.loads(history)["history"]
        assert len(rows) >= 30, f"only {len(rows)} signals closed"
        (folder / "history.json").write_text(history)
        checker = pathlib.Path(__file__).with_name("check_history.py")
        print(run(sys.executable, str(checker), "--prices", str(folder / "prices.csv"),
                  "--actions", actions, "--history", str(folder / "history.json")))
        reasons = sorted({row["exit_reason"] for row in rows})
        print(f"{len(rows)} closed signals agree; reasons: {', '.join(reasons)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
