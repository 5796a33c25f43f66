"""Every feature of one stock alone, computed a second time from the definitions in docs/features.md
and the sources they cite, sharing no line with backend/features, and compared bar by bar.

    PYTHONPATH=reference python3 vectors_test.py PATH_OF_FEATURE_VECTORS [SHARED_DATA]
"""
import collections
import math
import pathlib
import re
import subprocess
import sys
import unittest

from columns import FEATURES, first_of, Stock
import level_features  # Registers its features.
import price_features  # Registers its features.
import shape_features  # Registers its features.
from stocks import random_stocks, RandomStock, real_stocks
import volume_features  # Registers its features.


PAGE = pathlib.Path(__file__).resolve().parents[3] / 'docs' / 'features.md'
FAMILIES = {'momentum', 'trend', 'volume', 'volatility', 'liquidity', 'pattern', 'statistics',
            'structure', 'frame'}
BOUND = 1e-9

# Features that cannot agree to BOUND: {name: (bound, reason)}. So far all can.
LOOSER = {}


# Comparison.

def definitions():
    """From the page: the warm-up of every feature of one stock alone."""
    warm_ups, family = {}, ''
    for text in PAGE.read_text(encoding='utf-8').splitlines():
        if text.startswith('## '):
            family = text[3:]
        elif text.startswith('| `') and family in FAMILIES:
            fields = [field.strip() for field in re.split(r'(?<!\\)\|', text)]
            warm_ups[fields[1].strip('`')] = int(fields[6])
    return warm_ups


def vectors_of(program, rows):
    """What the program says: every feature's column."""
    text = 'date,open,high,low,close,volume,dividend,split\n' + ''.join(
        ','.join([row[0].isoformat(), *map(repr, row[1:])]) + '\n' for row in rows)
    output = subprocess.run([program], input=text, capture_output=True, text=True, check=True,
                            timeout=60).stdout.splitlines()
    columns = zip(*(line.split(',') for line in output[1:]))
    return {name: [float(cell) if cell else None for cell in cells]
            for name, cells in zip(output[0].split(','), columns) if name != 'date'}


def difference(value, expected):
    """How far two cells are apart; infinitely when just one is empty."""
    if value is None or expected is None:
        return 0.0 if value is expected else math.inf
    return abs(value - expected) / max(1.0, abs(expected))


def worst(column, expected):
    """The bar, counted from 1, that differs most, and by how much."""
    differences = list(map(difference, column, expected))
    largest = max(differences)
    return differences.index(largest) + 1, largest


class VectorsTest(unittest.TestCase):
    program = ''
    shared_data = pathlib.Path()

    def agree(self, stocks):
        warm_ups = definitions()
        wrong = collections.defaultdict(list)
        for name, rows in stocks.items():
            columns, stock = vectors_of(self.program, rows), Stock(rows)
            self.assertEqual(set(columns), set(FEATURES))
            for title, column in columns.items():
                self.assertEqual(len(column), len(rows))
                self.assertEqual(first_of(column), min(warm_ups[title] - 1, len(rows)),
                                 f'{title} of {name} starts on another bar')
                self.assertNotIn(None, column[warm_ups[title]:], f'{title} of {name}')
                bar, apart = worst(column, FEATURES[title](stock))
                if not apart <= LOOSER.get(title, (BOUND,))[0]:
                    wrong[title].append(f'{name}: bar {bar} by {apart:.3g}')
        if wrong:
            self.fail('\n' + '\n'.join(f'{title}: {"; ".join(where[:5])}'
                                       for title, where in wrong.items()))

    def test_the_page_the_program_and_this_file_have_the_same_features(self):
        columns = vectors_of(self.program, RandomStock(0, bars=3).rows)
        self.assertEqual(set(columns), set(definitions()))
        self.assertEqual(set(FEATURES), set(definitions()))
        self.assertLessEqual(set(LOOSER), set(FEATURES))

    def test_random_stocks(self):
        self.agree(random_stocks())

    def test_real_stocks(self):
        if not (self.shared_data / 'yahoo_2016_2026').exists():
            self.skipTest(f'no real prices at {self.shared_data}')
        stocks = real_stocks(self.shared_data, every=5, count=420)
        self.assertGreater(len(stocks), 90)
        self.agree(stocks)


if __name__ == '__main__':
    VectorsTest.program = str(pathlib.Path(sys.argv[1]).resolve())
    VectorsTest.shared_data = pathlib.Path(sys.argv[2] if len(sys.argv) > 2 else '')
    unittest.main(argv=sys.argv[:1], verbosity=2)
