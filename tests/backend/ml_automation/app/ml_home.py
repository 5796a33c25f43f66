"""A small simulated market, made once for the tests of a script, and what they share."""
import atexit
import functools
import pathlib
import shutil
import sqlite3
import subprocess
import tempfile

import program

END = '2024-06-14'
MARKET = ('--symbols', '60', '--sessions', '900', '--end', END, '--edge', '0.5', '--seed', '4')
DATABASE = 'backend/backend/data/advanced_ml_system.db'
MODELS = 'backend/data/ml_models'
# Small, so that a training takes no time.
SETTINGS = '[training]\ntrees = 20\nhistory_years = 1.5\n'


@functools.cache
def market(program_path):
    folder = tempfile.TemporaryDirectory(prefix='ml_market_')
    atexit.register(folder.cleanup)
    market_data = pathlib.Path(program_path).with_name('market_data')
    subprocess.run([str(market_data), 'simulate', *MARKET, '--home', folder.name], check=True,
                   capture_output=True, timeout=240)
    return pathlib.Path(folder.name)


class HomeTest(program.ProgramTest):
    """Each test gets a copy of the market to work in."""

    def setUp(self):
        super().setUp()
        shutil.copytree(market(self.program), self.home, dirs_exist_ok=True)
        self.settings('')

    def settings(self, more, home=None):
        ((home or self.home) / 'ml_automation.toml').write_text(SETTINGS + more, encoding='ascii')

    def rows(self, sql, home=None):
        connection = sqlite3.connect(f'file:{(home or self.home) / DATABASE}?mode=ro', uri=True)
        try:
            return connection.execute(sql).fetchall()
        finally:
            connection.close()

    def change(self, sql, *values):
        connection = sqlite3.connect(self.home / DATABASE)
        with connection:
            connection.execute(sql, values)
        connection.close()

    def copy_of_home(self, name):
        copy = self.folder / name
        shutil.copytree(self.home, copy)
        return copy


def dump(home, timeless=True):
    """Everything in the database but, on demand, when it was written."""
    connection = sqlite3.connect(f'file:{home / DATABASE}?mode=ro', uri=True)
    times = {'made_at', 'started_at', 'ended_at', 'raised_at', 'resolved_at'} if timeless else set()
    found = {}
    for (table,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'"):
        columns = [row[1] for row in connection.execute(f'PRAGMA table_info({table})')]
        kept = [name for name in columns if name not in times]
        found[table] = connection.execute(
            f'SELECT {", ".join(kept)} FROM {table} ORDER BY 1, 2').fetchall()
    connection.close()
    return found


def models(home):
    """The bytes of every file of the models, by name."""
    folder = home / MODELS
    return {str(path.relative_to(folder)): path.read_bytes()
            for path in sorted(folder.rglob('*')) if path.is_file()}
