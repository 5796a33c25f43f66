#!/usr/bin/env python3
"""Tests of tools/model_card.py."""
import json
import pathlib
import subprocess
import sys
import tempfile
import unittest

TOOL = pathlib.Path(__file__).resolve().parents[2] / 'tools' / 'model_card.py'

MEASURES = {
    'nights': 20, 'outcomes': 1000, 'win_rate': 0.52, 'mean_confidence': 0.515,
    'log_loss': 0.69171, 'log_loss_base_rate': 0.69371, 'brier': 0.249, 'brier_base_rate': 0.25,
    'auc': None, 'calibration_error': 0.0107, 'calibration_error_base_rate': 0.0349,
    'rank_ic': 0.0219, 'rank_ic_low': 0.003, 'rank_ic_high': 0.041, 'rank_ic_t': 2.3,
    'rank_ic_expected_return': 0.014, 'rank_ic_expected_return_t': 2.7,
    'top20_win_rate_over_all': 0.034, 'top20_net_return_over_all': 0.0001}


def report() -> dict:
    momentum = {'rank_ic': 0.01, 'rank_ic_t': 0.5, 'top20_win_rate_over_all': None,
                'top20_net_return_over_all': -0.002}
    return {
        'about': {'from': '2013-01-01', 'to': '2013-12-31', 'refit': 'yearly', 'profile': 'fast',
                  'data_source': 'prices.csv', 'data_hash': 'd' * 64, 'config_hash': 'c' * 64,
                  'seed': 1, 'survivorship': {'2013': {'members': 497, 'without_prices': 189}}},
        'pooled': {'BUY': {**MEASURES, 'years_better_than_base_rate': 1, 'years': 1,
                           'beside': {'momentum_12_1': momentum}, 'tiers': {'small': MEASURES}}},
        'years': [{'year': 2013, 'side': 'BUY', **MEASURES},
                  {'year': 2014, 'side': 'BUY', 'nights': 0, 'outcomes': 0}]}


class ModelCardTest(unittest.TestCase):
    def run_on(self, text: str) -> subprocess.CompletedProcess:
        with tempfile.TemporaryDirectory() as folder:
            path = pathlib.Path(folder) / 'report.json'
            path.write_text(text, encoding='utf-8')
            return subprocess.run([sys.executable, '-B', TOOL, path], capture_output=True,
                                  text=True, check=False)

    def test_every_number_comes_from_the_report(self):
        card = self.run_on(json.dumps(report())).stdout
        self.assertIn('| base rate | 0.69371 | 0.25000 | 0.500 | 3.49 |', card)
        self.assertIn('| the model | 0.69171 | 0.24900 | - | 1.07 | '
                      '+0.022 (+0.003 to +0.041), t +2.3 | +3.4 | +0.01 |', card)
        self.assertIn('| 12-1 momentum | - | - | - | - | +0.010, t +0.5 | - | -0.20 |', card)
        self.assertIn('2013 189 of 497', card)
        self.assertIn('| small | 52.0 | 0.6917 (0.6937) |', card)
        self.assertIn('| 2013 | BUY | 52.0 |', card)
        self.assertNotIn('| 2014 |', card)
        self.assertIn('Intervals are of 95 %', card)
        del (plain := report())['pooled']['BUY']['beside']
        self.assertNotIn('Intervals', self.run_on(json.dumps(plain)).stdout)

    def test_a_year_that_is_worse_than_the_base_rate_is_marked(self):
        worse = report()
        worse['years'][0]['log_loss'] = 0.7
        self.assertIn('0.7000 (0.6937, worse)', self.run_on(json.dumps(worse)).stdout)

    def test_a_file_that_is_no_report_is_named(self):
        result = self.run_on('not json')
        self.assertEqual(result.returncode, 2)
        self.assertIn('report.json', result.stderr)
        self.assertEqual(result.stdout, '')


if __name__ == '__main__':
    unittest.main()
