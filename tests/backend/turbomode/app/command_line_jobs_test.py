"""turbomode jobs, rehearse, backup, restore, serve: the nights by themselves, and by hand."""
import json
import shutil
import sqlite3
import subprocess
import time
import urllib.error
import urllib.request

import program
from served import ServedMixin, wait_until
from trained_home import SESSIONS, TrainedTest

REFUSED, NOT_ENOUGH = 3, 4
# Past midnight UTC: 23:30 in New York on the evening of the first session.
FIRST_EVENING = '2024-06-04T03:30:00Z'


class JobsTest(ServedMixin, TrainedTest):
    def jobs(self):
        """Kind, key and state, the oldest first."""
        listed = self.json('jobs', 'list', '--limit', '1000')['jobs']
        return [(job['kind'], job['key'], job['state']) for job in reversed(listed)]

    def test_a_job_by_hand_is_remembered_with_its_log(self):
        done = self.json('jobs', 'run', 'scan', '--as-of', SESSIONS[0])
        self.assertEqual((done['kind'], done['key'], done['cause'], done['state'],
                          done['exit_code']), ('scan', SESSIONS[0], 'hand', 'DONE', 0))
        self.assertEqual(self.jobs(), [('scan', SESSIONS[0], 'DONE')])
        log = self.expect(0, 'jobs', 'log', done['id']).stdout
        self.assertIn(f'{SESSIONS[0]} PUBLISHED', log)
        self.refused(NOT_ENOUGH, 'there is no such job', 'jobs', 'log', 'scan-1')
        self.refused(REFUSED, 'it has ended already', 'jobs', 'cancel', done['id'])
        self.refused(2, '--as-of is for scans', 'jobs', 'run', 'train', '--as-of', SESSIONS[0])

    def test_a_failed_job_ends_with_its_own_exit_code(self):
        done = self.run_program('jobs', 'run', 'scan', '--as-of', '2024-09-03')
        self.assertEqual(done.returncode, NOT_ENOUGH)
        self.assertEqual(self.jobs(), [('scan', '2024-09-03', 'FAILED')])

    def test_a_running_job_refuses_another_and_can_be_cancelled(self):
        command = [self.program, 'jobs', 'run', 'train', '--home', str(self.home)]
        with subprocess.Popen(command, stdout=subprocess.DEVNULL,
                              stderr=subprocess.DEVNULL) as training:
            wait_until(lambda: self.jobs() == [('train', None, 'RUNNING')])
            self.refused(REFUSED, 'train since', 'jobs', 'run', 'scan')
            self.expect(0, 'jobs', 'cancel', self.json('jobs', 'list')['jobs'][0]['id'])
            training.wait(30)
        self.assertEqual(self.jobs(), [('train', None, 'CANCELLED')])
        self.expect(0, 'jobs', 'run', 'scan', '--as-of', SESSIONS[0])

    def test_the_scheduler_runs_the_night_that_is_due_at_its_first_start(self):
        with self.served(now=FIRST_EVENING) as (address, _):
            wait_until(lambda: len(self.jobs()) == 3 and self.jobs()[-1][2] == 'DONE')
            status = self.get(address + '/turbomode/scheduler/status')['status']
            signals = self.get(address + '/turbomode/signals')
        self.assertEqual(self.jobs(), [('update', SESSIONS[0], 'DONE'),
                                       ('scan', SESSIONS[0], 'DONE'),
                                       ('backup', SESSIONS[0], 'DONE')])
        self.assertEqual(signals['as_of'], SESSIONS[0])
        self.assertTrue(status['enabled'] and status['scheduler_running'])
        self.assertEqual(status['next_run'], '2024-06-04T23:00:00-04:00')
        self.assertEqual(status['next_run_session'], SESSIONS[1])
        self.assertEqual(status['waits_for'], f'the night of {SESSIONS[1]}')
        self.assertEqual(status['last_run']['key'], SESSIONS[0])

    def test_missed_nights_are_made_up_for_once_each(self):
        self.scan(SESSIONS[0])
        with self.served(now='2024-06-08T12:00:00Z'):
            wait_until(lambda: self.jobs()[-1:] == [('backup', SESSIONS[4], 'DONE')])
        self.assertEqual(self.jobs(), [('update', SESSIONS[4], 'DONE'),
                                       *(('scan', session, 'DONE') for session in SESSIONS[1:5]),
                                       ('backup', SESSIONS[4], 'DONE')])
        with self.served(now='2024-06-08T12:00:00Z'):
            time.sleep(1)
        self.assertEqual(len(self.jobs()), 6)

    def test_switched_off_it_starts_nothing(self):
        with self.served('--no-scheduler', now=FIRST_EVENING) as (address, _):
            off = self.get(address + '/turbomode/scheduler/stop', 'POST')['status']
            self.assertEqual((off['enabled'], off['scheduler_running']), (False, False))
        with self.served(now=FIRST_EVENING):
            time.sleep(1)
        self.assertEqual(self.jobs(), [])

    def test_a_page_can_ask_for_a_rollback_and_read_why_it_failed(self):
        with self.served('--no-scheduler') as (address, _):
            job = self.get(address + '/turbomode/models/rollback', 'POST')['job']['id']
            wait_until(lambda: self.jobs() == [('rollback', None, 'FAILED')])
            log = self.get(f'{address}/turbomode/jobs/{job}/log')
            self.assertIn('no earlier champion', log['text'])
            self.assertTrue(log['ended'])
            rest = self.get(f'{address}/turbomode/jobs/{job}/log?offset={log["next_offset"]}')
            self.assertEqual((rest['text'], rest['ended']), ('', True))
            models = self.get(address + '/turbomode/models')
            self.assertEqual(models['models'][0]['role'], 'champion')

    def test_the_bars_of_a_signal_end_with_the_night_shown(self):
        self.scan(SESSIONS[0])
        with self.served('--no-scheduler') as (address, _):
            signal = self.get(address + '/turbomode/signals?limit=1')['signals'][0]
            bars = self.get(f'{address}/turbomode/bars/{signal["symbol"]}?limit=5')['bars']
            self.assertEqual(len(bars), 5)
            self.assertEqual(bars[-1]['date'], SESSIONS[0])
            self.assertEqual(bars[-1]['close'], signal['current_price'])

    def test_other_machines_are_served_with_a_token_alone(self):
        self.refused(2, 'serve.token_file', 'serve', '--bind', '0.0.0.0', '--port', '0')
        token = self.home / 'token'
        with (self.home / 'turbomode.toml').open('a', encoding='ascii') as settings:
            settings.write('[serve]\ntoken_file = "token"\n')
        token.write_text('short\n', encoding='ascii')
        token.chmod(0o644)
        self.refused(REFUSED, 'others can read it', 'serve', '--bind', '0.0.0.0', '--port', '0')
        token.chmod(0o600)
        self.refused(2, 'has 5 characters', 'serve', '--bind', '0.0.0.0', '--port', '0')
        token.write_text('correct horse battery\n', encoding='ascii')
        with self.served('--no-scheduler', '--bind', '0.0.0.0') as (address, _):
            rollback = address.replace('0.0.0.0', '127.0.0.1') + '/turbomode/models/rollback'
            with self.assertRaises(urllib.error.HTTPError) as refused:
                self.get(rollback, 'POST')
            self.assertEqual(refused.exception.code, 401)
            refused.exception.close()
            allowed = urllib.request.Request(
                rollback, method='POST',
                headers={'Authorization': 'Bearer correct horse battery'})
            with urllib.request.urlopen(allowed, timeout=30) as answer:
                self.assertEqual(answer.status, 202)

    def test_a_second_server_is_told_who_serves(self):
        with self.served('--no-scheduler') as (address, server):
            self.refused(REFUSED, f'pid {server.pid}, serve on {address}/', 'serve', '--port', '0')
            self.refused(REFUSED, 'serve on', 'rehearse', '--from', SESSIONS[0], '--to',
                         SESSIONS[0])

    def test_a_killed_server_leaves_a_job_that_the_next_one_repeats(self):
        with self.served('--no-scheduler') as (address, server):
            self.get(address + '/turbomode/train', 'POST')
            with self.assertRaises(urllib.error.HTTPError) as refused:
                self.get(address + '/turbomode/scan', 'POST')
            self.assertEqual(refused.exception.code, 409)
            refused.exception.close()
            server.kill()
            server.wait(30)
        with self.served(now=FIRST_EVENING):
            wait_until(lambda: self.jobs()[-1:] == [('backup', SESSIONS[0], 'DONE')])
        self.assertEqual(self.jobs()[0], ('train', None, 'INTERRUPTED'))
        self.assertEqual(len(self.json('models', 'list')['models']), 1)

    def test_a_rehearsal_runs_past_nights_with_a_crash_and_a_dead_vendor(self):
        # A weekend lies between: 3 to 7 June, then the 10th; no training, which takes its time.
        with (self.home / 'turbomode.toml').open('a', encoding='ascii') as settings:
            settings.write('[schedule]\ntraining = "manual"\n')
        undisturbed = self.folder / 'undisturbed'
        shutil.copytree(self.home, undisturbed)
        self.json('rehearse', '--from', SESSIONS[0], '--to', SESSIONS[5], home=undisturbed)

        command = [self.program, 'rehearse', '--from', SESSIONS[0], '--to', SESSIONS[2], '--home',
                   str(self.home)]
        with subprocess.Popen(command, stdout=subprocess.DEVNULL,
                              stderr=subprocess.DEVNULL) as running:
            wait_until(lambda: len(self.jobs()) > 4)
            running.kill()
        last = self.published_until(SESSIONS[2])[-1]['session']
        if last != SESSIONS[2]:
            self.json('rehearse', '--from', SESSIONS[SESSIONS.index(last) + 1], '--to', SESSIONS[2])
        # Then there are no prices for a night,
        prices = self.home / 'backend/data/market_data.db'
        prices.rename(prices.with_name('aside.db'))
        broken = self.home / 'market_data.toml'
        broken.write_text('[update]\nprovider = "nobody"\n', encoding='ascii')
        failed = self.json('rehearse', '--from', SESSIONS[3], '--to', SESSIONS[3])
        self.assertEqual({(job['kind'], job['state']) for job in failed['jobs']},
                         {('update', 'FAILED'), ('scan', 'FAILED')})
        self.assertEqual(sum(job['kind'] == 'scan' for job in failed['jobs']), 8)
        self.assertEqual(failed['last_night'], SESSIONS[2])
        self.assertEqual(self.json('runs', 'show', SESSIONS[3])['state'], 'FAILED')
        broken.unlink()
        prices.with_name('aside.db').rename(prices)
        # and the night after makes up for it.
        self.json('rehearse', '--from', SESSIONS[4], '--to', SESSIONS[5])
        self.assertEqual(self.published_until(SESSIONS[5]),
                         self.published_until(SESSIONS[5], home=undisturbed))
        scans = [key for kind, key, state in self.jobs() if (kind, state) == ('scan', 'DONE')]
        self.assertEqual(scans, SESSIONS[:6])
        # The chain is whole, of the same records as without any trouble.
        check = self.json('ledger', 'verify')
        self.assertEqual((check['sound'], check['records'], check['nights']), (True, 6, 6))
        self.assertEqual(check['head'],
                         self.json('ledger', 'verify', home=undisturbed)['head'])

    def test_what_was_published_is_sealed_and_can_be_repeated(self):
        for session in SESSIONS[:3]:
            self.scan(session)
        head = self.json('ledger', 'verify')['head']
        exported = [json.loads(line)
                    for line in self.expect(0, 'ledger', 'export').stdout.splitlines()]
        self.assertEqual([entry['record']['session'] for entry in exported], SESSIONS[:3])
        self.assertEqual(exported[-1]['seal'], head)
        self.assertEqual([entry['previous'] for entry in exported[1:]],
                         [entry['seal'] for entry in exported[:-1]])
        self.assertTrue(self.json('runs', 'replay', SESSIONS[1])['identical'])
        self.assertEqual(self.json('ledger', 'verify', '--seal', head)['records'], 3)
        # Other settings give another night, and it says which.
        settings = self.home / 'turbomode.toml'
        kept = settings.read_text(encoding='ascii')
        settings.write_text(kept.replace('0.48', '0.49'), encoding='ascii')
        differs = self.expect(REFUSED, 'runs', 'replay', SESSIONS[1])
        self.assertIn('run: config_hash: was', differs.stdout)
        settings.write_text(kept, encoding='ascii')
        self.refused(NOT_ENOUGH, 'no such night', 'runs', 'replay', SESSIONS[5])
        with sqlite3.connect(self.home / 'backend/data/turbomode.db') as database:
            database.execute('UPDATE signal SET confidence = 0.99 WHERE id = 1')
        database.close()
        self.assertIn(f'{SESSIONS[0]}: opened: ',
                      self.expect(REFUSED, 'ledger', 'verify').stderr)

    def published_until(self, session, home=None):
        """Each night's record without its times."""
        rows = []
        for run in reversed(self.json('runs', 'list', home=home)['runs']):
            if run['session'] <= session and run['state'] in ('PUBLISHED', 'NO_EDGE'):
                rows.append({name: value for name, value in run.items()
                             if name not in ('started_at', 'published_at')})
        return rows

    def test_a_backup_is_put_back(self):
        self.scan(SESSIONS[0])
        before = self.json('signals', 'list')
        backup = self.json('backup')['path']
        self.scan(SESSIONS[1])
        self.assertNotEqual(self.json('signals', 'list'), before)
        restored = self.json('restore', backup)
        self.assertTrue(restored['before'].endswith('.db'))
        self.assertEqual(self.json('signals', 'list'), before)
        self.scan(SESSIONS[1])
        self.refused(NOT_ENOUGH, 'there is no TurboMode database', 'restore', 'nowhere.db')
        # Another program's file.
        prices = self.home / 'backend/data/market_data.db'
        self.refused(REFUSED, 'not a TurboMode database', 'restore', prices)


if __name__ == '__main__':
    program.main()
