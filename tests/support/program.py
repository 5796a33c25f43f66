"""Runs one of the programs in build/bin as a user would, for the tests of its command line.

    PYTHONPATH=tests/support python3 SOME_test.py PATH_OF_THE_PROGRAM [SHARED_DATA]
"""
import csv
import json
import pathlib
import subprocess
import sys
import tempfile
import time
import unittest

SKIPPED = 77  # What CTest takes for "skipped".
HEADER = 'symbol,date,open,high,low,close,volume'


class ProgramTest(unittest.TestCase):
    """A test with a folder of its own, and in it a home for the program."""

    program = ''
    shared_data = pathlib.Path()

    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix='turbomode_')
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        self.home = self.folder / 'home'
        self.home.mkdir()

    def run_program(self, *arguments, home=None, environment=None):
        command = [self.program, *map(str, arguments)]
        if environment is None:
            command += ['--home', str(home or self.home)]
        return subprocess.run(command, capture_output=True, text=True, timeout=240, check=False,
                              env=environment, cwd=self.folder)

    def expect(self, code, *arguments, home=None):
        """Runs and expects that exit code; what it wrote to stdout and stderr."""
        done = self.run_program(*arguments, home=home)
        self.assertEqual(done.returncode, code, f'{arguments}: {done.stdout}{done.stderr}')
        return done

    def kill_after(self, seconds, *arguments, home):
        """Starts the program and kills it; whether it was still running."""
        with subprocess.Popen([self.program, *map(str, arguments), '--home', str(home)],
                              stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as running:
            try:
                running.wait(timeout=seconds)
                return False
            except subprocess.TimeoutExpired:
                running.kill()
                return True

    def timed(self, *arguments, home):
        """Seconds that a run which goes well takes."""
        start = time.monotonic()
        self.expect(0, *arguments, home=home)
        return time.monotonic() - start

    def json(self, *arguments, home=None):
        """The one document on stdout of a run that goes well."""
        return json.loads(self.expect(0, *arguments, '--json', home=home).stdout)

    def refused(self, code, words, *arguments, home=None):
        """Expects the exit code, the words on stderr and nothing on stdout."""
        done = self.expect(code, *arguments, home=home)
        self.assertIn(words, done.stderr)
        self.assertEqual(done.stdout, '')

    def bars(self, symbol, *arguments, home=None):
        """The bars of a stock by date, as numbers."""
        done = self.expect(0, 'bars', symbol, *arguments, home=home)
        rows = csv.DictReader(done.stdout.splitlines())
        return {row['date']: [float(row[name]) for name in HEADER.split(',')[2:]] for row in rows}

    def write(self, name, *lines):
        path = self.folder / name
        path.write_text('\n'.join(lines) + '\n', encoding='ascii')
        return path

    def contents(self, symbols, home=None):
        """What the store holds: its counts, and every bar of some stocks."""
        status = self.json('status', home=home)
        del status['database']
        return status, [self.expect(0, 'bars', s, home=home).stdout for s in symbols]


def main():
    ProgramTest.program = str(pathlib.Path(sys.argv[1]).resolve())
    ProgramTest.shared_data = pathlib.Path(sys.argv[2] if len(sys.argv) > 2 else '')
    result = unittest.main(module='__main__', argv=sys.argv[:1], exit=False).result
    if not result.wasSuccessful():
        sys.exit(1)
    sys.exit(SKIPPED if result.skipped and len(result.skipped) == result.testsRun else 0)
