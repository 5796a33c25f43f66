"""turbomode on a disk that is full or may not be written to: a clear error that names the file,
nothing half-written, and with room again the next run completes.

The disk is a small file system in memory, which takes root to make; without it the tests skip.
"""
import json
import pathlib
import shutil
import unittest
import urllib.error

import kills
import program
import small_disk
from command_line_train_test import MODELS, SECOND, TrainTest
from served import ServedMixin, wait_until
from trained_home import SESSIONS, TrainedTest

DATA = 'backend/data'
FAILED = 1
# What the system and SQLite call it.
FULL = r'(disk is full|disk I/O error|No space left on device|unable to open database file)'
READ_ONLY = r'(readonly|Read-only file system|unable to open database file)'
TIMES = ('started_at', 'published_at')


class DiskTest(small_disk.SmallDiskMixin, ServedMixin, TrainedTest):
    without = ('feature_cache',)

    def setUp(self):
        super().setUp()
        self.scan(SESSIONS[0])
        self.backup = pathlib.Path(self.json('backup')['path']).name
        self.disk = self.small_disk('48m')
        self.trained_here, self.home = self.home, self.disk / 'home'
        shutil.copytree(self.trained_here, self.home)
        self.database = self.home / DATA / 'turbomode.db'
        self.before = kills.rows_of(self.database, *TIMES)

    def published(self):
        """From a copy with room: reading a database takes a little of it too."""
        copy = self.folder / 'copy'
        shutil.rmtree(copy, ignore_errors=True)
        copy.mkdir()
        for file in self.database.parent.glob('turbomode.db*'):
            shutil.copy(file, copy)
        return self.without_failures(kills.rows_of(copy / 'turbomode.db', *TIMES))

    @staticmethod
    def without_failures(rows):
        """A night that failed may have had room to say so."""
        rows['run'] = [run for run in rows['run'] if "'FAILED'" not in run]
        return rows

    def files(self):
        return sorted(str(path.relative_to(self.home)) for path in self.home.rglob('*')
                      if not path.name.endswith(('-wal', '-shm', '.lock')))

    def fails(self, place, reason, *arguments):
        """Exit 1 and a message that has the file and the reason; nothing new lies about."""
        before = self.files()
        done = self.run_program(*arguments)
        self.assertEqual(done.returncode, FAILED, f'{arguments}: {done.stdout}{done.stderr}')
        self.assertRegex(done.stderr, f'{place}.*{reason}')
        self.assertEqual(self.files(), before)
        self.assertEqual(self.published(), self.before)

    def test_a_scan_without_room_publishes_nothing_and_with_room_all(self):
        undisturbed = self.trained_here
        self.scan(SESSIONS[1], home=undisturbed)
        after = kills.rows_of(undisturbed / DATA / 'turbomode.db', *TIMES)
        for leave in (0, 20_000, 60_000, 120_000):
            with self.subTest(leave=leave):
                filler = self.fill(self.disk, leave)
                self.fails(r'turbomode\.db', FULL, 'scan', '--as-of', SESSIONS[1])
                filler.unlink()
        self.scan(SESSIONS[1])
        self.assertEqual(kills.rows_of(self.database, *TIMES), after)
        self.assertTrue(self.json('ledger', 'verify')['sound'])

    def test_a_backup_and_a_restore_without_room_leave_what_there_is(self):
        for leave in (0, 40_000):
            with self.subTest(leave=leave):
                filler = self.fill(self.disk, leave)
                self.fails(r'(backups/|turbomode\.db)', FULL, 'backup')
                self.fails(r'(backups/|turbomode\.db)', FULL, 'restore',
                           self.home / DATA / 'backups' / self.backup)
                filler.unlink()
        self.expect(0, 'backup')
        self.expect(0, 'restore', self.home / DATA / 'backups' / self.backup)
        self.assertEqual(self.published(), self.before)

    def test_a_job_without_room_says_what_could_not_be_written(self):
        self.expect(0, 'jobs', 'list')
        filler = self.fill(self.disk)
        self.fails(r'turbomode_jobs\.db', FULL, 'jobs', 'run', 'scan', '--as-of', SESSIONS[1])
        # With room for the row of the job and no more, the job itself fails.
        filler.unlink()
        filler = self.fill(self.disk, 90_000)
        done = self.run_program('jobs', 'run', 'scan', '--as-of', SESSIONS[1])
        self.assertEqual(done.returncode, FAILED, done.stderr)
        self.assertEqual(self.published(), self.before)
        filler.unlink()
        self.expect(0, 'jobs', 'run', 'scan', '--as-of', SESSIONS[1])
        self.assertNotIn('RUNNING', {job['state'] for job in self.json('jobs', 'list')['jobs']})
        self.assertEqual(list((self.home / DATA / 'logs').glob('*.progress')), [])

    def test_where_nothing_may_be_written_each_command_says_so(self):
        self.expect(0, 'jobs', 'list')
        self.remount(self.disk, 'ro')
        for place, arguments in ((r'turbomode\.db', ('scan', '--as-of', SESSIONS[1])),
                                 (r'turbomode_jobs\.db', ('jobs', 'run', 'scan')),
                                 (r'turbomode', ('backup',)),
                                 (r'turbomode_models', ('train',)),
                                 (r'turbomode\.db', ('serve', '--port', '0'))):
            with self.subTest(arguments=arguments):
                done = self.run_program(*arguments)
                self.assertEqual(done.returncode, FAILED, done.stderr)
                self.assertRegex(done.stderr, f'{place}.*{READ_ONLY}')
        self.remount(self.disk, 'rw')
        self.assertEqual(self.published(), self.before)
        self.scan(SESSIONS[1])

    def test_pages_are_served_on_while_the_disk_is_full(self):
        with self.served('--no-scheduler') as (address, server):
            shown = self.get(address + '/turbomode/signals')
            filler = self.fill(self.disk)
            with self.assertRaises(urllib.error.HTTPError) as refused:
                self.get(address + '/turbomode/scan', 'POST')
            self.assertEqual(refused.exception.code, 500)
            self.assertIn('turbomode_jobs.db', refused.exception.read().decode())
            refused.exception.close()
            self.assertEqual(self.get(address + '/turbomode/signals'), shown)
            self.assertEqual(self.get(address + '/healthz')['status'], 'ok')
            self.assertIsNone(server.poll())
            filler.unlink()
            self.get(address + '/turbomode/scan', 'POST')
            wait_until(lambda: 'RUNNING' not in json.dumps(self.get(address + '/turbomode/jobs')))
            self.assertEqual(self.get(address + '/turbomode/signals'), shown)


class TrainDiskTest(small_disk.SmallDiskMixin, TrainTest):
    def test_a_training_without_room_leaves_no_half_model(self):
        home = self.small_disk('24m') / 'home'
        shutil.copytree(self.home, home)
        (home / MODELS).mkdir(parents=True)
        filler = self.fill(home.parent, 1_500_000)
        done = self.run_program('train', '--as-of', SECOND, home=home)
        self.assertEqual(done.returncode, FAILED, done.stderr)
        self.assertRegex(done.stderr, f'turbomode_models/.*{FULL}')
        self.assertEqual([path for path in (home / MODELS).iterdir() if path.is_dir()], [])
        filler.unlink()
        model = self.train(SECOND, home=home)
        self.json('models', 'show', model, home=home)


if __name__ == '__main__':
    program.main()
