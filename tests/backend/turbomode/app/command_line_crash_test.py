"""turbomode killed at any moment of a scan: the next run finishes as if nothing had happened."""
import shutil
import sqlite3
import unittest

import program
from trained_home import SESSIONS, TrainedTest

KILLS = 20


class CrashTest(TrainedTest):
    def assert_sound(self, home):
        with sqlite3.connect(home / 'backend/data/turbomode.db') as database:
            self.assertEqual(database.execute('PRAGMA integrity_check').fetchall(), [('ok',)])
        database.close()

    def test_scan_killed_at_any_moment_can_be_repeated(self):
        *earlier, tonight = SESSIONS[:8]
        for session in earlier:
            self.scan(session)
        before = self.published()
        undisturbed = self.folder / 'undisturbed'
        shutil.copytree(self.home, undisturbed)
        duration = self.timed('scan', '--as-of', tonight, home=undisturbed)
        after = self.published(home=undisturbed)
        self.assertNotEqual(before, after)

        killed = 0
        for moment in range(KILLS):
            with self.subTest(moment=moment):
                home = self.folder / f'home{moment}'
                shutil.copytree(self.home, home)
                killed += self.kill_after(duration * (moment + 0.5) / KILLS, 'scan', '--as-of',
                                          tonight, home=home)
                self.assertIn(self.published(home=home), (before, after))
                self.assert_sound(home)
                self.scan(tonight, home=home)
                self.assertEqual(self.published(home=home), after)
                shutil.rmtree(home)
        self.assertGreater(killed, KILLS // 3, 'too few runs were killed to tell anything')

    def test_training_killed_leaves_the_champion_and_no_half_model(self):
        champion = self.champion()
        for seconds in (0.3, 1.5, 3.0):
            self.kill_after(seconds, 'train', '--as-of', '2024-06-07', home=self.home)
            models = self.json('models', 'list')
            self.assertEqual(models['champion'], champion)
            self.assertEqual([model['fault'] for model in models['models']], [None])
            self.scan(SESSIONS[0])


if __name__ == '__main__':
    program.main()
