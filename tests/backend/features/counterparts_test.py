"""docs/feature_counterparts.md against docs/features.md: each earlier feature has its row, and each
name a row gives is a feature.

    python3 -B counterparts_test.py DOCS_FOLDER
"""
import pathlib
import re
import sys
import unittest

FAMILIES = {'momentum': 15, 'trend': 27, 'volume': 14, 'volatility': 18, 'pattern': 24,
            'statistical': 22, 'structure': 12, 'multi-timeframe': 21, 'derived': 23}
HEADER = ['earlier feature', 'here', 'why']
NONE = '-'


def features(page):
    """The names on the page of features."""
    return set(re.findall(r'^\| `(\w+)`', page, re.MULTILINE))


def tables(page):
    """(family, rows) in the page's order, a row being its cells."""
    for section in re.split(r'^## ', page, flags=re.MULTILINE)[1:]:
        family, *lines = section.splitlines()
        rows = [[cell.strip() for cell in line.strip()[1:-1].split('|')]
                for line in lines if line.startswith('|')]
        yield family.strip(), rows


class CounterpartsTest(unittest.TestCase):
    docs = pathlib.Path()

    def setUp(self):
        self.features = features((self.docs / 'features.md').read_text(encoding='utf-8'))
        page = (self.docs / 'feature_counterparts.md').read_text(encoding='utf-8')
        self.tables = list(tables(page))
        self.rows = [row for _, rows in self.tables for row in rows[2:]]

    def test_the_176_rows_stand_in_their_families(self):
        self.assertEqual([(family, len(rows) - 2) for family, rows in self.tables],
                         list(FAMILIES.items()))
        self.assertEqual(len(self.rows), 176)
        for family, rows in self.tables:
            self.assertEqual(rows[0], HEADER, family)
        for row in self.rows:
            self.assertEqual(len(row), len(HEADER), row)

    def test_no_earlier_feature_stands_twice(self):
        names = [row[0] for row in self.rows]
        self.assertEqual(len(set(names)), len(names))
        self.assertNotIn('', names)

    def test_each_counterpart_is_a_feature(self):
        self.assertGreater(len(self.features), 0)
        for earlier, here, why in self.rows:
            with self.subTest(earlier):
                if here != NONE:
                    self.assertRegex(here, r'^`\w+`(, `\w+`)*$')
                for name in re.findall(r'`([^`]*)`', f'{here} {why}'):
                    self.assertTrue(name in self.features, f'{name} is no feature')

    def test_each_row_has_a_counterpart_or_a_reason(self):
        for earlier, here, why in self.rows:
            with self.subTest(earlier):
                self.assertTrue(here != NONE or why, 'neither a counterpart nor a reason')


if __name__ == '__main__':
    CounterpartsTest.docs = pathlib.Path(sys.argv[1])
    unittest.main(argv=sys.argv[:1])
