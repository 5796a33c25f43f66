"""market_data update killed at any moment: nothing lost, nothing twice, the next run goes on."""
import shutil
import sqlite3
import unittest

import program
from vendor_home import VendorTest

KILLS = 20


class UpdateCrashTest(VendorTest):
    symbols, sessions = 24, 500

    def everything(self, home):
        """Every stored bar and action; a row is its key, so none can be there twice."""
        with sqlite3.connect(home / 'backend/data/market_data.db') as database:
            self.assertEqual(database.execute('PRAGMA integrity_check').fetchall(), [('ok',)])
            rows = [database.execute(
                f'SELECT ticker, {columns} FROM {table} JOIN symbol ON symbol.id = symbol_id '
                f'ORDER BY ticker, date').fetchall()
                for table, columns in (('bar', 'date, open, high, low, close, volume'),
                                       ('action', 'date, dividend, split'),
                                       ('bar_version', 'date'), ('quarantine', 'date'))]
        database.close()
        return rows

    def test_killed_at_any_moment_it_goes_on_where_it_was(self):
        self.server.latency = 0.02
        undisturbed = self.folder / 'undisturbed'
        shutil.copytree(self.home, undisturbed)
        duration = self.timed(*self.update_command(), home=undisturbed)
        expected = self.everything(undisturbed)
        self.assertEqual(len(expected[0]), self.symbols * self.sessions)
        killed = partly = 0
        for moment in range(KILLS):
            with self.subTest(moment=moment):
                home = self.folder / f'home{moment}'
                shutil.copytree(self.home, home)
                killed += self.kill_after(duration * (moment + 0.5) / KILLS,
                                          *self.update_command(), home=home)
                begun = self.everything(home)
                # Whole stocks only: each is a transaction of its own.
                self.assertEqual(len(begun[0]) % self.sessions, 0)
                self.assertLessEqual(set(begun[0]), set(expected[0]))
                partly += 0 < len(begun[0]) < len(expected[0])
                self.expect(0, *self.update_command(), home=home)
                self.assertEqual(self.everything(home), expected)
                shutil.rmtree(home)
        self.assertGreater(killed, KILLS // 3, 'too few runs were killed to tell anything')
        self.assertGreater(partly, 0, 'no run was killed between two stocks')


if __name__ == '__main__':
    program.main()
