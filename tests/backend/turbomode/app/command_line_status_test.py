"""turbomode status: the last night, the next one, and all that it needs, on one screen."""
import fcntl
import os
import subprocess
import unittest
from unittest import mock

import program
from trained_home import END, SESSIONS, TrainedTest

SCREEN_LINES = 24
JOBS = 'backend/data/turbomode_jobs.db'


class StatusTest(TrainedTest):
    without = ('feature_cache',)

    def setUp(self):
        super().setUp()
        # Half past eleven in New York on the first session's evening.
        self.evening('2024-06-04T03:30:00Z')

    def evening(self, now):
        patch = mock.patch.dict(os.environ, TURBOMODE_NOW=now)
        patch.start()
        self.addCleanup(patch.stop)

    def test_tells_of_the_night_and_of_all_that_the_next_one_needs(self):
        record = self.scan(SESSIONS[0])
        backup = self.json('backup')['path']
        status = self.json('status')
        # What it has told since its first version.
        self.assertEqual(status['home'], str(self.home))
        self.assertEqual(status['champion'], self.champion())
        self.assertEqual(status['last_run'], self.json('runs', 'show', SESSIONS[0]))
        self.assertEqual(status['active_signals'], record['signals_active'])
        night = status['last_night']
        self.assertEqual((night['session'], night['state'], night['words'], night['message']),
                         (SESSIONS[0], 'PUBLISHED', 'published', ''))
        self.assertEqual(night['published_at'], '2024-06-03T23:30:00-04:00')
        self.assertEqual((night['coverage'], night['is_latest']), (1.0, True))
        self.assertEqual([night[name] for name in ('signals_opened', 'signals_active')],
                         [record['signals_opened'], record['signals_active']])
        self.assertEqual(status['next_run'], {'at': '2024-06-04T23:00:00-04:00',
                                              'session': SESSIONS[1], 'waits_for': None})
        self.assertEqual(status['scheduler'], {'enabled': False, 'server': None})
        self.assertEqual(status['data'], {
            'source': 'SIMULATED', 'simulated': True, 'last_bar': END,
            'last_finished_session': SESSIONS[0], 'sessions_behind': 0, 'members': 80,
            'quarantined': 0})
        # 31 May is three days earlier; 100 and 120 days are the defaults.
        model = status['model']
        self.assertEqual((model['as_of'], model['age_days'], model['stale_on'],
                          model['expires_on'], model['stale'], model['expired'], model['fault']),
                         ('2024-05-31', 3, '2024-09-08', '2024-09-29', False, False, None))
        self.assertIsNone(status['job'])
        self.assertEqual((status['backup']['path'], status['backup']['count']), (backup, 1))
        self.assertEqual(status['disk']['turbomode_db_bytes'],
                         sum(path.stat().st_size for path in
                             (self.home / 'backend/data').glob('turbomode.db*')
                             if path.name in ('turbomode.db', 'turbomode.db-wal')))
        self.assertGreater(status['disk']['free_bytes'], 0)
        text = self.expect(0, 'status').stdout
        self.assertLessEqual(len(text.splitlines()), SCREEN_LINES)
        self.assertIn(f'{SESSIONS[0]} PUBLISHED: published, 2024-06-03T23:30:00-04:00', text)
        self.assertIn('no server runs on this home', text)

    def test_a_night_that_failed_says_why_and_an_old_one_that_it_is_old(self):
        self.scan(SESSIONS[0])
        (self.home / 'turbomode.toml').write_text('[publishing]\ncoverage_min = 1.0\n'
                                                  '[models]\nstale_after_days = 1\n'
                                                  'expired_after_days = 2\n', encoding='ascii')
        self.evening('2024-06-06T03:30:00Z')
        self.expect(3, 'scan', '--as-of', SESSIONS[1])
        status = self.json('status')
        self.assertEqual(status['last_night']['state'], 'FAILED')
        self.assertIn('expired', status['last_night']['message'])
        self.assertFalse(status['last_night']['is_latest'])
        self.assertEqual(status['signals'], {'active': status['active_signals'],
                                             'as_of': SESSIONS[0]})
        self.assertTrue(status['model']['expired'])
        text = self.expect(0, 'status').stdout
        self.assertIn(status['last_night']['message'], text)
        self.assertIn(f'the night of {SESSIONS[2]} is not there yet', text)
        self.assertIn('it scores nothing; run turbomode train', text)

    def test_a_running_job_and_a_server_are_told(self):
        running = [self.program, 'jobs', 'run', 'train', '--home', str(self.home)]
        server_lock = self.home / 'backend/data/turbomode.db.serve.lock'
        with server_lock.open('w', encoding='ascii') as server, \
                subprocess.Popen(running, stdout=subprocess.DEVNULL,
                                 stderr=subprocess.DEVNULL) as job:
            fcntl.flock(server, fcntl.LOCK_EX)
            server.write('pid 7, serve on http://127.0.0.1:5000/')
            server.flush()
            status = None
            while job.poll() is None and not (status and status['job']):
                status = self.json('status')
            self.expect(0, 'jobs', 'cancel', status['job']['id'])
            job.wait(60)
            self.assertEqual((status['job']['kind'], status['job']['state']), ('train', 'RUNNING'))
            self.assertEqual(status['scheduler']['server'],
                             'pid 7, serve on http://127.0.0.1:5000/')
        self.assertIsNone(self.json('status')['scheduler']['server'])

    def test_a_part_that_cannot_be_read_leaves_the_others(self):
        (self.home / JOBS).write_bytes(b'SQLite format 3\0 and then nothing of the kind')
        done = self.expect(3, 'status')
        self.assertRegex(done.stdout, r'job +cannot be told: .*turbomode_jobs\.db')
        self.assertIn('model      ' + self.champion(), done.stdout)
        self.assertIn('turbomode_jobs.db', done.stderr)


if __name__ == '__main__':
    program.main()
