"""turbomode backtest: the nights again, from what they said and from the model that said it."""
import contextlib
import csv
import datetime
import shutil
import sqlite3
import subprocess

import program
from trained_home import END, SESSIONS, TRAINED_UNTIL, TrainedTest

HEADER = ('signal_date,symbol,side,tier,sector,confidence,fill_date,fill_price,exit_date,'
          'exit_price,exit_reason,net_return')


class BacktestTest(TrainedTest):
    def backtest(self, name, *arguments):
        """Its folder and its report."""
        folder = self.home / name
        return folder, self.json('backtest', '--out', folder, *arguments)

    def scan_all(self):
        for session in SESSIONS:
            self.expect(0, 'scan', '--as-of', session)
        return self.expect(0, 'signals', 'history', '--csv').stdout

    def test_the_trades_are_those_of_the_nights_byte_for_byte(self):
        history = self.scan_all()
        self.assertGreater(len(history.splitlines()), 10)
        folder, report = self.backtest('nights', '--predictions', 'nights')
        self.assertEqual((folder / 'trades.csv').read_text(), history)
        self.assertEqual(report['nights']['published'], len(SESSIONS))
        # The champion over all history at once says the same as it did night by night.
        folder, report = self.backtest('model', '--model', 'champion', '--from', SESSIONS[0])
        self.assertEqual((folder / 'trades.csv').read_text(), history)
        self.assertEqual(report['about']['model_id'], self.champion())

    def test_everything_is_written_and_a_second_run_says_the_same(self):
        arguments = ('--model', 'champion', '--from', SESSIONS[0],
                     '--grid', 'capacity=5,20', '--grid', 'target=0.05,0.10')
        folder, report = self.backtest('first', *arguments)
        self.assertEqual((folder / 'trades.csv').read_text().splitlines()[0], HEADER)
        with open(folder / 'equity.csv', newline='', encoding='ascii') as file:
            days = list(csv.DictReader(file))
        self.assertEqual([days[0]['date'], days[-1]['date']], [SESSIONS[0], END])
        self.assertEqual(len(report['sensitivity']['cells']), 4)
        self.assertEqual(sum(cell['is_default'] for cell in report['sensitivity']['cells']), 1)
        names = [row['name'] for row in report['baselines']]
        self.assertEqual(
            names, ['turbomode', 'equal_weight', 'spy', 'momentum', 'reversal', 'linear'])
        self.assertTrue(report['survivorship']['is_complete'])
        self.assertTrue(report['about']['simulated'])
        again, second = self.backtest('second', *arguments)
        self.assertEqual((again / 'trades.csv').read_bytes(), (folder / 'trades.csv').read_bytes())
        self.assertEqual((again / 'equity.csv').read_bytes(), (folder / 'equity.csv').read_bytes())
        self.assertEqual(second['portfolio'], report['portfolio'])
        # The ledger knows of four settings now, and of the same four again.
        self.assertEqual(self.json('models', 'trials')['count'], 2)
        self.assertIn('of 4 tried', self.expect(0, 'models', 'trials').stdout)

    def models_kept(self):
        """What tells the files of each model that a walk has kept so far, by its folder."""
        kept = (self.home / 'backend/data/backtests').rglob('manifest.json')
        return {path.parent: sorted((file.name, file.stat().st_ino, file.stat().st_mtime_ns)
                                    for file in path.parent.iterdir()) for path in kept}

    @contextlib.contextmanager
    def walking(self, models, *arguments):
        """A walk that goes on and has kept so many models."""
        command = [self.program, *map(str, arguments), '--home', str(self.home)]
        with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
                              text=True) as walk:
            try:
                while walk.poll() is None and len(self.models_kept()) < models:
                    with contextlib.suppress(subprocess.TimeoutExpired):
                        walk.wait(timeout=0.05)
                self.assertIsNone(walk.poll(), f'it ended before it had kept {models} models')
                yield walk
            finally:
                walk.kill()

    def test_a_walk_that_was_killed_goes_on_with_the_models_it_had(self):
        # Four months; the model of the first is fitted out of fold and never kept.
        arguments = ('backtest', '--from', '2024-03-01', '--refit', 'monthly', '--profile', 'study')
        whole = self.folder / 'whole'
        shutil.copytree(self.home, whole)
        self.expect(0, *arguments, '--out', self.folder / 'undisturbed', home=whole)
        with self.walking(1, *arguments, '--out', self.folder / 'killed') as walk:
            walk.kill()
        self.assertFalse((self.folder / 'killed').exists())
        first = self.models_kept()
        with self.walking(2, *arguments, '--out', self.folder / 'taken_up') as walk:
            self.assertLessEqual(first.items(), self.models_kept().items())
            _, said = walk.communicate(timeout=240)
            self.assertEqual(walk.returncode, 0, said)
        self.assertEqual(said.count('is there from a run that was cut short'), len(first))
        for name in ('trades.csv', 'equity.csv', 'report.json'):
            self.assertEqual((self.folder / 'taken_up' / name).read_bytes(),
                             (self.folder / 'undisturbed' / name).read_bytes())
        self.assertGreater(len((self.folder / 'taken_up/trades.csv').read_text().splitlines()), 10)
        # The nights are scored now; the models that led there are no longer kept.
        self.assertEqual(self.models_kept(), {})

    def test_a_session_with_too_few_bars_is_no_night_and_the_report_says_so(self):
        with sqlite3.connect(self.home / 'backend/data/market_data.db') as prices:
            day = (datetime.date(2024, 6, 5) - datetime.date(1970, 1, 1)).days
            prices.execute('DELETE FROM bar WHERE date = ? AND symbol_id % 2 = 0', (day,))
        prices.close()
        (self.home / 'backend/data/market_data.db.snapshot').unlink()
        _, report = self.backtest('holes', '--model', 'champion', '--from', SESSIONS[0])
        self.assertEqual(report['nights']['incomplete'], 1)
        self.assertEqual(report['nights']['sessions'], len(SESSIONS))

    def test_what_cannot_be_is_refused_with_its_reason(self):
        self.refused(2, 'later than', 'backtest', '--from', END, '--to', SESSIONS[0])
        self.refused(4, 'reach from', 'backtest', '--from', '1995-01-03')
        self.refused(4, 'reach from', 'backtest', '--from', SESSIONS[0], '--to', '2025-06-02')
        self.refused(4, 'no night with complete features from 2021-09-01', 'backtest', '--from',
                     '2021-09-01', '--to', '2021-10-01')
        self.refused(4, 'training needs', 'backtest', '--from', '2022-09-01', '--to', '2022-10-03',
                     '--profile', 'study')
        self.refused(4, "there is no model 'nosuch'", 'backtest', '--model', 'nosuch', '--from',
                     SESSIONS[0])
        self.refused(4, 'there is no TurboMode database', 'backtest', '--predictions', 'nights')
        self.refused(3, 'learned from data until', 'backtest', '--model', 'champion', '--from',
                     TRAINED_UNTIL)
        self.refused(2, 'capacity', 'backtest', '--grid', 'capacity=0')
        (self.home / 'backend/data/turbomode_models/champion.json').unlink()
        self.refused(4, 'there is no champion', 'backtest', '--model', 'champion', '--from',
                     SESSIONS[0])
        self.assertFalse((self.home / 'backend/data/backtests').exists())


if __name__ == '__main__':
    program.main()
