#!/usr/bin/env python3
"""Tests of tools/retraining_study.py."""
import json
import pathlib
import subprocess
import sys
import tempfile
import unittest
import xml.etree.ElementTree

TOOL = pathlib.Path(__file__).resolve().parents[2] / 'tools' / 'retraining_study.py'
NIGHTS = [f'2011-{month:02}-{day:02}' for month in range(1, 5) for day in range(1, 21)]


def write(folder: pathlib.Path, refit: str, edge: float,
          nights: list[str] = NIGHTS) -> pathlib.Path:
    """An evaluation where every second stock wins and confidences are right by `edge`; nights
    differ a little, or there would be no standard error."""
    place = folder / refit
    place.mkdir()
    row = {'log_loss': 0.69, 'log_loss_base_rate': 0.693, 'rank_ic': 0.02, 'rank_ic_t': 2.0,
           'top20_win_rate_over_all': 0.01, 'top20_net_return_over_all': 0.001}
    (place / 'report.json').write_text(json.dumps({
        'about': {'refit': refit, 'from': nights[0], 'to': nights[-1], 'profile': 'study',
                  'data_source': 'prices.csv', 'data_hash': 'd' * 64, 'config_hash': 'c' * 64,
                  'seed': 1},
        'pooled': {'BUY': row}}), encoding='utf-8')
    lines = ['date,symbol,side,confidence,base_rate,expected_return,outcome,exit_date,exit_reason']
    for number, night in enumerate(nights):
        lean = edge + 0.01 * (number % 3)
        lines += [f'{night},A,BUY,{0.5 + lean},0.5,0,0.01,,TARGET',
                  f'{night},B,BUY,{0.5 - lean},0.5,0,-0.01,,STOP', f'{night},C,BUY,0.5,0.5,0,,,']
    (place / 'predictions.csv').write_text('\n'.join(lines) + '\n', encoding='utf-8')
    return place


class RetrainingStudyTest(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        self.path = pathlib.Path(self.folder.name)

    def run_on(self, *folders: pathlib.Path) -> subprocess.CompletedProcess:
        return subprocess.run([sys.executable, '-B', TOOL, '--out', self.path, *folders],
                              capture_output=True, text=True, check=False)

    def test_the_rarest_schedule_that_none_beats_is_recommended(self):
        done = self.run_on(write(self.path, 'weekly', 0.1), write(self.path, 'yearly', 0.02),
                           write(self.path, 'monthly', 0.1))
        self.assertEqual(done.returncode, 0, done.stderr)
        text = (self.path / 'retraining.md').read_text(encoding='utf-8')
        self.assertIn('**monthly**', text)
        self.assertLess(text.index('| yearly |'), text.index('| monthly |'))
        self.assertIn('| yearly | BUY | 0.69000 (0.69300) | reference |', text)
        xml.etree.ElementTree.parse(self.path / 'retraining.svg')

    def test_equal_schedules_leave_the_rarest_that_outlives_no_model(self):
        self.run_on(write(self.path, 'weekly', 0.02), write(self.path, 'yearly', 0.02),
                    write(self.path, 'quarterly', 0.02))
        text = (self.path / 'retraining.md').read_text(encoding='utf-8')
        self.assertIn('**quarterly**', text)
        self.assertIn('Not measured: never, monthly, fortnightly.', text)
        self.assertIn('| +0.0 (0.0) |', text.replace('-0.0', '+0.0'))

    def test_other_nights_are_refused_and_nothing_is_written(self):
        done = self.run_on(write(self.path, 'weekly', 0.02, NIGHTS[1:]),
                           write(self.path, 'yearly', 0.02))
        self.assertEqual(done.returncode, 1)
        self.assertIn('not of the same nights', done.stderr)
        self.assertFalse((self.path / 'retraining.md').exists())

    def test_one_schedule_alone_is_no_study(self):
        done = self.run_on(write(self.path, 'yearly', 0.02))
        self.assertEqual(done.returncode, 1)
        self.assertIn('at least one other', done.stderr)


if __name__ == '__main__':
    unittest.main()
