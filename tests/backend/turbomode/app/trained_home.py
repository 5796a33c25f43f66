"""A home with a small simulated market and a champion, made once for the tests of a script.

CTest makes it once for all of them, in the folder that $TURBOMODE_TRAINED_HOME names:

    PYTHONPATH=tests/support python3 trained_home.py PATH_OF_THE_PROGRAM
"""
import atexit
import functools
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

import program

END = '2024-06-14'
TRAINED_UNTIL = '2024-05-31'
SESSIONS = ['2024-06-03', '2024-06-04', '2024-06-05', '2024-06-06', '2024-06-07', '2024-06-10',
            '2024-06-11', '2024-06-12', '2024-06-13', END]
# So strong an effect, and so low a bar, that a market this small has signals.
MARKET = ('--symbols', '80', '--sessions', '760', '--end', END, '--edge', '1.0', '--seed', '12')
SETTINGS = '[publishing]\nmin_confidence_buy = 0.48\nmin_confidence_sell = 0.40\n'


def make_trained_home(program_path, home):
    (home / 'turbomode.toml').write_text(SETTINGS, encoding='ascii')
    market_data = pathlib.Path(program_path).with_name('market_data')
    for command in ([market_data, 'simulate', *MARKET],
                    [program_path, 'train', '--as-of', TRAINED_UNTIL]):
        subprocess.run([*map(str, command), '--home', str(home)], check=True,
                       capture_output=True, timeout=240)


@functools.cache
def trained_home(program_path):
    """The folder, made once a script and removed at its end: training is what takes the time."""
    if 'TURBOMODE_TRAINED_HOME' in os.environ:
        return pathlib.Path(os.environ['TURBOMODE_TRAINED_HOME'])
    folder = tempfile.TemporaryDirectory(prefix='turbomode_trained_')
    atexit.register(folder.cleanup)
    make_trained_home(program_path, pathlib.Path(folder.name))
    return pathlib.Path(folder.name)


class TrainedTest(program.ProgramTest):
    """Each test gets a copy of the home to spoil, but for what its class can do without."""

    without = ()

    @classmethod
    def setUpClass(cls):
        cls.trained = trained_home(cls.program)

    def setUp(self):
        super().setUp()
        shutil.copytree(self.trained, self.home, dirs_exist_ok=True,
                        ignore=shutil.ignore_patterns(*self.without))

    def market_data(self, *arguments):
        command = [pathlib.Path(self.program).with_name('market_data'), *arguments]
        return subprocess.run([*map(str, command), '--home', str(self.home)], check=True,
                              capture_output=True, text=True, timeout=240).stdout

    def champion(self):
        return self.json('models', 'list')['champion']

    def model_folder(self):
        return self.home / 'backend/data/turbomode_models' / self.champion()

    def scan(self, session, home=None):
        """The record of a scan that goes well."""
        return self.json('scan', '--as-of', session, home=home)

    def published(self, home=None):
        """What a reader sees: the active signals, the closed ones and how each night ended."""
        shown = [self.json('signals', what, home=home) for what in ('list', 'history')]
        runs = self.json('runs', 'list', home=home)['runs']
        for run in runs:
            for moment in ('started_at', 'published_at'):
                del run[moment]
        return json.dumps([*shown, runs], sort_keys=True)


if __name__ == '__main__':
    shared = pathlib.Path(os.environ['TURBOMODE_TRAINED_HOME'])
    shutil.rmtree(shared, ignore_errors=True)
    shared.mkdir(parents=True)
    make_trained_home(sys.argv[1], shared)
