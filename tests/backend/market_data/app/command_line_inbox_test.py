"""market_data update --provider csv: a folder into which files are dropped."""
import dataclasses
import json
import os
import shutil

import program
from vendor_home import VendorTest


class InboxTest(VendorTest):
    """Files that another program drops: the last two sessions of the small market."""

    symbols, sessions = 4, 60

    def setUp(self):
        super().setUp()
        self.inbox = self.home / 'backend/data/inbox'
        self.inbox.mkdir(parents=True)
        self.settings(update=('provider = "csv"',))

    def drop(self, file, day, names):
        rows = [f'{name},{day},' + ','.join(str(value) for value in self.raw(name)[day])
                for name in names]
        (self.inbox / file).write_text('\n'.join([program.HEADER, *rows]) + '\n')

    def test_new_files_are_imported_once_and_a_bad_one_costs_nothing(self):
        self.drop('one.csv', self.dates[-1], self.names)
        first = self.json('update')
        self.assertEqual((first['imported'], first['bars_new'], first['fresh']),
                         (['one.csv'], 4, 4))
        self.drop('two.csv', self.dates[-2], self.names)
        (self.inbox / 'bad.csv').write_text('symbol,date\nAAA,2024-06-14\n')
        done = self.expect(0, 'update', '--json')
        second = json.loads(done.stdout)
        self.assertEqual((second['imported'], second['known'], second['failed']),
                         (['two.csv'], 1, 1))
        self.assertIn('bad.csv', done.stderr)
        self.assertEqual(sorted(self.bars(self.names[0])), self.dates[-2:])

    def test_the_last_session_must_be_there(self):
        self.drop('old.csv', self.dates[-2], self.names)
        self.drop('new.csv', self.dates[-1], self.names[:2])
        done = self.expect(4, 'update')
        self.assertIn(f'2 of 4 stocks have a bar of {self.dates[-1]}', done.stderr)
        self.assertIn(f'put newer CSV files into {self.inbox}', done.stderr)
        self.drop('rest.csv', self.dates[-1], self.names[2:])
        self.expect(0, 'update')
        for file in self.inbox.iterdir():
            file.unlink()
        self.expect(0, 'update')  # Nothing new, and nothing missing.

    def test_an_empty_or_missing_inbox_says_where_files_go(self):
        self.refused_with_report('0 of 4 stocks')
        self.inbox.rmdir()
        self.refused_with_report('0 of 4 stocks')
        self.home = self.folder / 'new'  # Without an index.
        self.home.mkdir()
        self.inbox = self.home / 'backend/data/inbox'
        self.settings(update=('provider = "csv"',))
        self.refused_with_report('there are no prices yet')

    def refused_with_report(self, words):
        done = self.expect(4, 'update')
        self.assertIn(words, done.stderr)
        self.assertIn(f'put newer CSV files into {self.inbox}', done.stderr)
        self.assertIn('0 files imported', done.stdout)

    def test_the_source_is_the_folder_and_not_its_files(self):
        self.drop('one.csv', self.dates[-2], self.names)
        self.drop('two.csv', self.dates[-1], self.names)
        self.expect(0, 'update')
        self.assertEqual(self.json('status')['source'], 'inbox')

    def test_known_files_are_left_alone(self):
        self.drop('one.csv', self.dates[-1], self.names)
        self.expect(0, 'update')
        again = self.json('update')
        self.assertEqual((again['known'], again['bars_changed']), (1, 0))

    def test_what_is_not_a_finished_file_waits(self):
        self.drop('one.csv', self.dates[-1], self.names)
        for name in ('one.csv.part', 'one.csv~', '.one.csv.swp'):
            shutil.copy(self.inbox / 'one.csv', self.inbox / name)
        (self.inbox / 'one.csv').rename(self.inbox / 'ONE.CSV')
        self.assertEqual(self.json('update')['imported'], ['ONE.CSV'])

    def test_a_name_that_is_no_utf8_breaks_nothing(self):
        self.drop('one.csv', self.dates[-1], self.names)
        os.rename(self.inbox / 'one.csv', os.fsencode(self.inbox) + b'/caf\xe9.csv')
        self.assertEqual(self.json('update')['fresh'], 4)

    def test_a_file_whose_bars_are_held_is_judged_again(self):
        name = self.names[0]
        bars = self.market.stocks[name].bars
        for bar in bars[:-1]:
            self.drop_row(f'{bar.date}.csv', name, bar)
        half = {field: round(getattr(bars[-2], field) / 2, 2)
                for field in ('open', 'high', 'low', 'close')}
        for bar in bars[-2:]:
            self.drop_row(f'{bar.date}.csv', name, dataclasses.replace(bar, **half))
        self.expect(4, 'update')
        self.json('quarantine', 'release', name, self.dates[-2])
        self.expect(4, 'update')  # The others have no bars at all.
        self.assertEqual(sorted(self.bars(name)), self.dates)

    def drop_row(self, file, name, bar):
        (self.inbox / file).write_text(
            f'{program.HEADER}\n{name},{bar.date},{bar.open},{bar.high},{bar.low},{bar.close},'
            f'{bar.volume}\n')

    def test_a_file_set_back_to_what_it_was_is_imported_again(self):
        self.drop('one.csv', self.dates[-1], self.names)
        first = (self.inbox / 'one.csv').read_text()
        self.expect(0, 'update')
        before = self.bars(self.names[0])
        (self.inbox / 'one.csv').write_text(first.replace('\n', '0\n').replace('volume0', 'volume'))
        self.assertEqual(self.json('update')['bars_changed'], 4)
        (self.inbox / 'one.csv').write_text(first)
        self.assertEqual(self.json('update')['bars_changed'], 4)
        self.assertEqual(self.bars(self.names[0]), before)

    def test_an_inbox_that_is_no_folder_is_named(self):
        self.inbox.rmdir()
        self.inbox.write_text('')
        self.refused(1, f'{self.inbox}: ', 'update')

    def test_flags_for_vendors_are_refused(self):
        for flag, value in (('--symbols', self.names[0]), ('--since', self.dates[0]),
                            ('--base-url', self.server.url)):
            self.refused(2, f'{flag} is for yahoo and tiingo', 'update', flag, value)


if __name__ == '__main__':
    program.main()
