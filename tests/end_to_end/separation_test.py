"""TurboMode and ML Automation at once, over twenty sessions under simulated clocks, with every file
that they open written down: neither touches the other, and neither misses the other.

    PYTHONPATH=tests/support python3 separation_test.py FOLDER_OF_THE_PROGRAMS [SHARED_DATA]

On real prices where there are any, else on a simulated market.
"""
import csv
import json
import lzma
import os
import pathlib
import re
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import unittest

PROGRAMS, DATA = pathlib.Path(), pathlib.Path()
TRAINED_UNTIL = '2025-06-30'
FIRST, LAST, AFTER = '2025-07-01', '2025-07-29', '2025-07-30'
SESSIONS = 20
SYMBOLS = 150  # Every third member, as in first_night_test.py.
# Lower bars than the defaults: so small an index shall have signals, good or bad.
SETTINGS = '[publishing]\nmin_confidence_buy = 0.48\nmin_confidence_sell = 0.40\n'

TURBOMODE_DATABASES = 'backend/data/turbomode'
TURBOMODE_MODELS = 'backend/data/turbomode_models'
ML_DATABASE = 'backend/backend/data/advanced_ml_system.db'
ML_MODELS = 'backend/data/ml_models'
# What in a path means the one or the other.
OF_TURBOMODE = re.compile(r'turbomode_models|/turbomode[^/]*\.(db|toml)|feature_cache|/backups')
OF_ML_AUTOMATION = re.compile(
    r'ml_models|advanced_ml_system|ml_automation\.toml|ml_automation_logs')
CALL = re.compile(r'^(?:\[pid +)?(\d+)?\]? *(\w+)\((.*)')
PATH = re.compile(r'"((?:[^"\\]|\\.)*)"')


def run(program, *arguments, environment=None):
    done = subprocess.run([str(PROGRAMS / program), *map(str, arguments)], capture_output=True,
                          text=True, timeout=600, check=False,
                          env=dict(os.environ, **(environment or {})))
    if done.returncode not in (0, 3):
        raise AssertionError(f'{program} {arguments}: {done.returncode} {done.stdout}{done.stderr}')
    return done


def real_prices(home, folder):
    """A slice of the index with its real prices."""
    with open(DATA / 'membership/symbols_2026-08.csv', encoding='utf-8') as file:
        members = list(csv.DictReader(file))[::3][:SYMBOLS]
    chosen = {row['symbol'].replace('.', '-') for row in members}
    prices = DATA / 'yahoo_2016_2026/yahoo_2016_2026.csv.xz'
    with lzma.open(prices, 'rt') as source, \
            open(folder / 'prices.csv', 'w', encoding='ascii') as target:
        target.write(next(source))
        for line in source:
            symbol, date, _ = line.split(',', 2)
            if symbol in chosen and date >= '2020-01-01':
                target.write(line)
    with open(folder / 'spells.csv', 'w', encoding='ascii') as target:
        target.write('ticker,start_date,end_date\n')
        target.writelines(f"{row['symbol']},2020-01-01,\n" for row in members)
    run('market_data', 'import', folder / 'prices.csv', '--prices', 'split-adjusted', '--actions',
        DATA / 'actions/actions_2016_2026.csv', '--home', home)
    run('market_data', 'universe', 'import', '--members', DATA / 'membership/symbols_2026-08.csv',
        '--spells', folder / 'spells.csv', '--home', home)


def ask_no_vendor(home):
    """The nights' updates then look for files in the home alone."""
    (home / 'market_data.toml').write_text('[update]\nprovider = "csv"\n', encoding='ascii')


def has_real_prices():
    return (DATA / 'yahoo_2016_2026').is_dir()


def simulated_prices(home):
    run('market_data', 'simulate', '--symbols', 80, '--sessions', 800, '--end', AFTER, '--edge',
        '1.0', '--seed', 12, '--home', home)


def paths_in(log):
    """(program, call, path) of every call in what strace wrote that names a file."""
    program_of = {}
    for line in log.read_text(encoding='utf-8', errors='replace').splitlines():
        match = CALL.match(line)
        if match is None:
            continue
        pid, call, rest = match.groups()
        if call == 'execve':
            program_of[pid] = pathlib.Path(PATH.search(rest).group(1)).name
        for path in PATH.findall(rest.split('[', 1)[0] if call == 'execve' else rest):
            yield program_of.get(pid, ''), call, path, rest


def dump(path):
    connection = sqlite3.connect(f'file:{path}?mode=ro', uri=True)
    text = '\n'.join(connection.iterdump())
    connection.close()
    return text


class BothAtOnce(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        folder = tempfile.TemporaryDirectory(prefix='both_')
        cls.addClassCleanup(folder.cleanup)
        cls.folder = pathlib.Path(folder.name)
        cls.home = cls.folder / 'home'
        cls.home.mkdir()
        if has_real_prices():
            real_prices(cls.home, cls.folder)
            ask_no_vendor(cls.home)
        else:
            simulated_prices(cls.home)
        (cls.home / 'turbomode.toml').write_text(SETTINGS, encoding='ascii')
        trained = run('turbomode', 'train', '--as-of', TRAINED_UNTIL, '--json', '--home', cls.home)
        cls.trained = json.loads(trained.stdout)
        if not cls.trained['promoted']:
            raise AssertionError(f"the gate refused the model: {cls.trained['objections']}")
        cls.alone = cls.folder / 'never_both'
        shutil.copytree(cls.home, cls.alone)
        cls.logs = {name: cls.folder / f'{name}.strace' for name in ('turbomode', 'ml_automation')}
        both = [cls.rehearse(name) for name in cls.logs]
        cls.said = [process.communicate(timeout=900)[0] for process in both]
        cls.codes = [process.returncode for process in both]
        cls.calls = {name: list(paths_in(log)) for name, log in cls.logs.items()}

    @classmethod
    def rehearse(cls, name):
        return subprocess.Popen(
            ['strace', '-f', '--seccomp-bpf', '-e', 'trace=%file', '-e', 'signal=none', '-s', '400',
             '-o', str(cls.logs[name]), str(PROGRAMS / name), 'rehearse', '--from', FIRST, '--to',
             LAST, '--home', str(cls.home)],
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)

    def touched(self, name):
        return {path for _, _, path, _ in self.calls[name]}

    def test_success_both_systems_run_independently_without_conflicts(self):
        self.assertEqual(self.codes, [0, 0], self.said)
        nights = dump(self.home / f'{TURBOMODE_DATABASES}.db').count('INSERT INTO "run"')
        cycles = dump(self.home / ML_DATABASE).count('INSERT INTO "cycle"')
        self.assertEqual((nights, cycles), (SESSIONS, SESSIONS), self.said)
        # What was written down is the work itself: thousands of calls, the prices among them.
        for name in self.calls:
            self.assertGreater(len(self.calls[name]), 1000)
            self.assertTrue(any('market_data.db' in path for path in self.touched(name)))

    def test_success_turbomode_loads_models_from_turbomode_models_only(self):
        self.assertTrue(any(TURBOMODE_MODELS in path for path in self.touched('turbomode')))
        self.assertEqual([path for path in self.touched('turbomode')
                          if OF_ML_AUTOMATION.search(path)], [])

    def test_success_ml_automation_loads_models_from_ml_models_only(self):
        self.assertTrue(any(f'{ML_MODELS}/ml-' in path for path in self.touched('ml_automation')))
        self.assertEqual([path for path in self.touched('ml_automation')
                          if OF_TURBOMODE.search(path)], [])

    def test_success_no_shared_model_files(self):
        for program in ('turbomode', 'ml_automation'):
            done = run(program, 'verify-separation', '--json', '--home', self.home)
            self.assertEqual(done.returncode, 0, done.stdout)
            checks = {check['name']: check for check in json.loads(done.stdout)['checks']}
            evidence = ' '.join(checks['different model files']['evidence'])
            self.assertIn(f'{TURBOMODE_MODELS}', evidence)
            self.assertIn(f'{ML_MODELS}', evidence)

    def test_success_turbomode_models_are_trained_and_ready_for_tonight(self):
        self.assertTrue(self.trained['id'].startswith('tm-'))
        folder = self.home / TURBOMODE_MODELS / self.trained['id']
        manifest = json.loads((folder / 'manifest.json').read_text(encoding='utf-8'))
        self.assertEqual(manifest['application'], 'turbomode')

    def test_check_1_different_model_files(self):
        hashes = [{path.read_bytes() for path in (self.home / folder).rglob('*')
                   if path.is_file() and path.stat().st_size}
                  for folder in (TURBOMODE_MODELS, ML_MODELS)]
        self.assertTrue(all(hashes))
        self.assertFalse(hashes[0] & hashes[1])

    def test_check_2_different_schedulers(self):
        turbomode, ml_automation = self.said
        self.assertIn('T23:00:00-04:00', turbomode)
        self.assertIn('T18:00:00-04:00', ml_automation)
        self.assertNotIn('T18:00:00', turbomode)
        self.assertNotIn('T23:00:00', ml_automation)

    def test_check_3_different_databases(self):
        stamps = []
        for path in (f'{TURBOMODE_DATABASES}.db', ML_DATABASE):
            connection = sqlite3.connect(f'file:{self.home / path}?mode=ro', uri=True)
            stamps.append(connection.execute('PRAGMA application_id').fetchone()[0])
            connection.close()
        self.assertEqual(stamps, [0x5442304d, 0x4d4c4130])

    def test_check_4_no_symbol_of_the_one_is_in_the_other(self):
        for program, own, other in (('turbomode', 'turbomode::', 'ml_automation::'),
                                    ('ml_automation', 'ml_automation::', 'turbomode::')):
            symbols = subprocess.run(['nm', '--demangle', str(PROGRAMS / program)], check=True,
                                     capture_output=True, text=True, timeout=120).stdout
            self.assertGreater(symbols.count(own), 100)
            self.assertEqual(symbols.count(other), 0)

    def test_check_5_prices_are_shared_and_opened_for_reading_only(self):
        for name in self.calls:
            opened = [(program, rest) for program, call, path, rest in self.calls[name]
                      if path.endswith('market_data.db') and call in ('open', 'openat')]
            readers = [rest for program, rest in opened if program != 'market_data']
            self.assertGreater(len(readers), SESSIONS - 1)
            self.assertEqual([rest for rest in readers if 'O_RDONLY' not in rest], [])

    def test_turbomode_keeps_all_its_figures_while_the_other_runs(self):
        run('turbomode', 'rehearse', '--from', FIRST, '--to', LAST, '--home', self.alone)
        self.assertFalse((self.alone / ML_MODELS).exists())
        self.assertEqual(*(dump(home / f'{TURBOMODE_DATABASES}.db')
                           for home in (self.home, self.alone)))

    def next_run(self, home, *arguments):
        return run(*arguments, '--as-of', AFTER, '--json', '--home', home,
                   environment={'TURBOMODE_NOW': f'{AFTER}T23:30:00Z'}).stdout

    def test_turbomode_misses_nothing_when_the_other_is_gone(self):
        whole, alone = self.folder / 'whole', self.folder / 'alone'
        for home in (whole, alone):
            shutil.copytree(self.home, home)
        shutil.rmtree(alone / ML_MODELS)
        shutil.rmtree((alone / ML_DATABASE).parents[1])
        answers = [self.next_run(home, 'turbomode', 'scan') for home in (whole, alone)]
        self.assertEqual(answers[0], answers[1])
        self.assertEqual(*(dump(home / f'{TURBOMODE_DATABASES}.db') for home in (whole, alone)))

    def test_ml_automation_misses_nothing_when_the_other_is_gone(self):
        whole, alone = self.folder / 'whole_ml', self.folder / 'alone_ml'
        for home in (whole, alone):
            shutil.copytree(self.home, home)
        shutil.rmtree(alone / TURBOMODE_MODELS)
        (alone / 'turbomode.toml').unlink()
        for path in (alone / 'backend/data').glob('turbomode*.db*'):
            path.unlink()
        answers = [self.next_run(home, 'ml_automation', 'cycle') for home in (whole, alone)]
        self.assertEqual(answers[0], answers[1])
        self.assertEqual(*(dump(home / ML_DATABASE) for home in (whole, alone)))


if __name__ == '__main__':
    PROGRAMS = pathlib.Path(sys.argv[1]).resolve()
    DATA = pathlib.Path(sys.argv[2] if len(sys.argv) > 2 else '')
    if not has_real_prices():
        print(f'no real prices at {DATA}: on a simulated market')
    unittest.main(argv=sys.argv[:1])
