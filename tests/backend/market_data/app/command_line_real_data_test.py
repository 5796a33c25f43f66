"""market_data on ten years of real prices, if they are there (see tests/CMakeLists.txt)."""
import csv
import lzma
import unittest

import program

# Sessions around NVDA's splits of 2021-07-20 (4:1) and 2024-06-10 (10:1), and the ends.
DATES = ('2016-03-14', '2021-07-19', '2021-07-20', '2024-06-07', '2024-06-10', '2026-03-13')


class RealDataTest(program.ProgramTest):
    def test_imports_ten_years_and_gives_the_prices_back(self):
        prices = self.shared_data / 'yahoo_2016_2026/yahoo_2016_2026.csv.xz'
        actions = self.shared_data / 'actions/actions_2016_2026.csv'
        if not prices.is_file() or not actions.is_file():
            self.skipTest(f'{prices}: no real prices here')
        counts = self.json('import', prices, '--prices', 'split-adjusted', '--actions', actions)
        # 1,237,981 rows; the README of the data finds 10 inconsistent. 1,776 tell an earlier price
        # again (SW and AMCR before their listing), and the rules doubt a handful.
        self.assertEqual(counts['bars_new'] + counts['quarantined'], 1_237_981)
        held = [row['rule'] for row in self.json('quarantine', 'list')['quarantined']]
        self.assertEqual(len(held), counts['quarantined'])
        self.assertEqual((held.count('unsound_bar'), held.count('no_trade')), (10, 1776))
        self.assertLess(len(held) - 10 - 1776, 10)
        status = self.json('status')
        self.assertEqual((status['bars'], status['quarantined']),
                         (counts['bars_new'], counts['quarantined']))
        self.assertEqual(status['symbols'], 506)

        split = {b['date']: b for b in self.json('bars', 'NVDA', '--adjust', 'split')['bars']}
        total = {b['date']: b for b in self.json('bars', 'NVDA', '--adjust', 'total')['bars']}
        raw = {b['date']: b for b in self.json('bars', 'NVDA')['bars']}
        with lzma.open(prices, 'rt', encoding='ascii') as file:
            rows = {row['date']: row for row in csv.DictReader(file) if row['symbol'] == 'NVDA'}
        self.assertEqual(sorted(split), sorted(rows))
        for date in DATES:
            for name in ('open', 'high', 'low', 'close', 'volume'):
                expected = float(rows[date][name])
                self.assertAlmostEqual(split[date][name] / expected, 1, delta=1e-9)
            expected = float(rows[date]['adj_close'])
            self.assertAlmostEqual(total[date]['close'] / expected, 1, delta=1e-4)
        # The tape of 2024-06-07 closed at 1208.88 USD; the file says 120.888.
        self.assertAlmostEqual(raw['2024-06-07']['close'], 1208.88, delta=0.01)


if __name__ == '__main__':
    program.main()
