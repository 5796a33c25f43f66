"""Kills programs at chosen moments, and says whether what they left behind is whole.

Moments are spread evenly over a run, one in each part of it, at a place that a seed chooses.
"""
import pathlib
import random
import re
import shutil
import sqlite3
import subprocess
import time

# A run may be quicker than the one that was timed; then the next is killed by its time, earlier.
TRIES = 8
EARLIER = 0.9


def moments(count, seed):
    """So many numbers between 0 and 1."""
    chance = random.Random(seed)
    return [(part + chance.random()) / count for part in range(count)]


def child_of(pid):
    """A child process; None when there is none."""
    try:
        children = pathlib.Path(f'/proc/{pid}/task/{pid}/children').read_text(encoding='ascii')
    except OSError:
        return None
    return int(children.split()[0]) if children.split() else None


def kill_once(command, seconds, is_child=False):
    """Starts it and kills it, or the process that it has started. How many seconds it took when it
    ended by itself; nothing when it was killed."""
    with subprocess.Popen(command, stdout=subprocess.DEVNULL,
                          stderr=subprocess.DEVNULL) as running:
        while is_child and child_of(running.pid) is None and running.poll() is None:
            pass
        start = time.monotonic()
        try:
            running.wait(timeout=seconds)
            return time.monotonic() - start
        except subprocess.TimeoutExpired:
            pass
        if not is_child:
            running.kill()
            return None
        child = child_of(running.pid)
        if child is not None:
            subprocess.run(['kill', '-KILL', str(child)], check=False, capture_output=True)
        running.wait(timeout=60)
        return None if child is not None else time.monotonic() - start


def seconds_of(command):
    """How long a run takes that nobody disturbs."""
    start = time.monotonic()
    subprocess.run(command, check=False, capture_output=True, timeout=600)
    return time.monotonic() - start


def can_trace():
    """Whether programs can be killed at a system call."""
    if shutil.which('strace') is None:
        return False
    traced = subprocess.run(['strace', '-f', '-e', 'trace=none', 'true'], check=False,
                            capture_output=True)
    return traced.returncode == 0


# What changes a file or makes a change last.
WRITES = 'pwrite64,write,fsync,fdatasync,ftruncate,rename,renameat,renameat2,unlink,unlinkat'


def traced(command, paths, *options):
    chosen = [part for path in paths for part in ('-P', str(path))]
    return ['strace', '-f', '-qq', *chosen, *options, *map(str, command)]


def writes_of(command, paths):
    """The names of such system calls that a run makes on these paths, in their order."""
    done = subprocess.run(traced(command, paths, '-e', f'trace={WRITES}'), check=False,
                          capture_output=True, text=True, timeout=600)
    return re.findall(rf"(?m)^(?:\[pid +\d+\] )?({WRITES.replace(',', '|')})\(", done.stderr)


def kill_at_write(command, paths, writes, index):
    """Kills it as it begins the write of that index among those of writes_of; whether it did."""
    name = writes[index]
    number = writes[:index + 1].count(name)  # Each kind of call is counted by itself.
    done = subprocess.run(
        traced(command, paths, '-e', f'trace={WRITES}', '-e',
               f'inject={name}:signal=KILL:when={number}'),
        check=False, capture_output=True, timeout=600)
    return done.returncode != 0


def prices_of(home):
    """What the prices of a home are, whoever wrote them when."""
    rows = rows_of(home / 'backend/data/market_data.db', 'origin_id')
    return {table: rows[table] for table in ('symbol', 'bar', 'action', 'spell', 'cap')}


def rows_of(database, *without):
    """All rows of all tables but for the columns named, of a database that SQLite finds whole."""
    with sqlite3.connect(database) as opened:
        assert opened.execute('PRAGMA integrity_check').fetchall() == [('ok',)], database
        tables = [name for name, in opened.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' "
            'ORDER BY name')]
        rows = {}
        for table in tables:
            columns = [row[1] for row in opened.execute(f'PRAGMA table_info({table})')
                       if row[1] not in without]
            names = ', '.join(f'"{column}"' for column in columns)
            rows[table] = sorted(map(repr, opened.execute(f'SELECT {names} FROM "{table}"')))
    opened.close()
    return rows
