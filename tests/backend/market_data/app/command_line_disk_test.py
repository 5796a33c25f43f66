"""market_data on a disk that is full or may not be written to: a clear error, and the store whole.

The full disk is a small file system in memory, which takes root to make; without it the test skips.
"""
import contextlib
import os
import shutil
import sqlite3
import unittest

from vendor_home import VendorTest
import program
import small_disk


class DiskTest(small_disk.SmallDiskMixin, VendorTest):
    symbols, sessions = 24, 500

    def test_a_full_disk_ends_update_with_a_message_and_leaves_whole_stocks(self):
        home = self.small_disk('1500k') / 'home'
        shutil.copytree(self.home, home)
        done = self.expect(1, *self.update_command(), home=home)
        self.assertRegex(done.stderr, r'market_data\.db.*(full|I/O error)')
        self.assertEqual(self.json('check', home=home)['integrity'], 'ok')
        status = self.json('status', home=home)
        self.assertEqual(status['bars'] % self.sessions, 0)
        self.assertGreater(status['bars'], 0)
        # With room again it goes on.
        roomy = self.folder / 'roomy'
        shutil.copytree(home, roomy)
        self.expect(0, *self.update_command(), home=roomy)
        self.assertEqual(self.json('status', home=roomy)['bars'], self.symbols * self.sessions)

    def test_a_full_disk_ends_import_with_a_message_and_the_store_as_it_was(self):
        home = self.small_disk('400k') / 'home'
        home.mkdir()
        small = self.write('small.csv', program.HEADER, 'AAA,2024-06-13,10,11,9,10,100')
        self.expect(0, 'import', small, home=home)
        before = self.bars('AAA', home=home)
        rows = [f'S{n},{day},10,11,9,10,100' for n in range(60) for day in self.dates]
        done = self.expect(1, 'import', self.write('large.csv', program.HEADER, *rows), home=home)
        self.assertRegex(done.stderr, r'market_data\.db.*(full|I/O error)')
        self.assertEqual(self.bars('AAA', home=home), before)
        self.assertEqual(self.json('status', home=home)['bars'], 1)

    def test_a_folder_that_may_not_be_written_to_is_named(self):
        self.update()
        disk = self.small_disk('64m')
        home = disk / 'home'
        shutil.copytree(self.home, home)
        self.remount(disk, 'ro')
        done = self.run_program(*self.update_command(), home=home)
        self.assertEqual(done.returncode, 1, done.stderr)
        self.assertIn(str(home), done.stderr)
        self.assertNotIn(os.linesep * 2, done.stderr)

    def test_older_tables_on_a_disk_that_may_not_be_written_to_say_why_they_stay_old(self):
        self.update()
        disk = self.small_disk('64m')
        home = disk / 'home'
        shutil.copytree(self.home, home)
        with contextlib.closing(sqlite3.connect(home / 'backend/data/market_data.db')) as store:
            store.execute('PRAGMA journal_mode = DELETE')
            store.execute('PRAGMA user_version = 1')
        self.remount(disk, 'ro')
        done = self.run_program('status', home=home)
        self.assertEqual(done.returncode, 1, done.stderr)
        self.assertRegex(done.stderr, r'market_data\.db.*readonly')


if __name__ == '__main__':
    program.main()
