"""turbomode alerts, and what a server tells of itself: nights that fail and nights that go well."""
import contextlib
import datetime
import json
import os
import pathlib
import re
import shutil
import signal
import sqlite3
import subprocess
import urllib.request

import program
from receivers import MailReceiver, WebhookReceiver, make_certificate, running
from served import free_port, wait_until
from trained_home import SESSIONS, TrainedTest

# A quarter of an hour after midnight in New York, when the night of a session is over an hour old.
LATE = 'T04:15:00Z'


def late(session):
    day = datetime.date.fromisoformat(session) + datetime.timedelta(days=1)
    return day.isoformat() + LATE


class AlertsBase(TrainedTest):
    def configure(self, *lines):
        with (self.home / 'turbomode.toml').open('a', encoding='ascii') as settings:
            settings.write('\n'.join(['[alerts]', *lines]) + '\n')

    def use_webhook(self, url, *settings):
        self.configure('webhook = "json"', 'webhook_url_file = "hook"', *settings)
        (self.home / 'hook').write_text(url + '\n', encoding='ascii')

    def run_at(self, now, *arguments):
        """A run that goes well, under that clock; its one document."""
        environment = dict(os.environ, TURBOMODE_NOW=now)
        command = [*arguments, '--json', '--home', self.home]
        done = self.run_program(*command, environment=environment)
        self.assertEqual(done.returncode, 0, done.stderr)
        return json.loads(done.stdout)

    def check(self, now):
        """The keys that are open after a look."""
        return [alert['key'] for alert in self.run_at(now, 'alerts', 'check')['alerts']]

    def fail_night(self, session):
        """A night without prices, recorded as FAILED."""
        prices = self.home / 'backend/data/market_data.db'
        aside = prices.with_name('aside.db')
        prices.rename(aside)
        self.assertNotEqual(self.run_program('scan', '--as-of', session).returncode, 0)
        aside.rename(prices)
        self.assertEqual(self.json('runs', 'show', session)['state'], 'FAILED')


class AlertsTest(AlertsBase):
    def test_a_failed_night_is_told_once_and_a_good_one_resolves_it(self):
        self.scan(SESSIONS[0])
        self.json('backup')
        with running(WebhookReceiver()) as receiver:
            self.use_webhook(receiver.url)
            self.assertNotIn('run_state', self.check(late(SESSIONS[0])))
            self.fail_night(SESSIONS[1])
            for _ in range(3):
                self.assertIn('run_state', self.check(late(SESSIONS[1])))
            self.scan(SESSIONS[2])
            self.assertNotIn('run_state', self.check(late(SESSIONS[2])))
            self.check(late(SESSIONS[2]))
            told = [json.loads(body) for body in receiver.bodies]
        night = [message for message in told if message['key'] == 'run_state']
        self.assertEqual([message['event'] for message in night], ['raised', 'resolved'])
        self.assertEqual(night[0]['severity'], 'critical')
        self.assertIn(f'the night of {SESSIONS[1]} ended as FAILED', night[0]['text'])
        self.assertEqual(night[0]['said_at'], late(SESSIONS[1]))
        listed = self.json('alerts', 'list', '--all')['alerts']
        over = [alert for alert in listed if alert['key'] == 'run_state']
        self.assertEqual([alert['resolved_at'] for alert in over], [late(SESSIONS[2])])
        self.assertNotIn('run_state', self.expect(0, 'alerts', 'list').stdout)

    def test_a_night_that_nobody_ran_is_missed_and_old_prices_are_told(self):
        self.scan(SESSIONS[0])
        missed = self.run_at(late(SESSIONS[1]), 'alerts', 'check')['alerts']
        texts = {alert['key']: alert['text'] for alert in missed}
        self.assertIn(f'nothing is recorded of the night of {SESSIONS[1]}, 75 min',
                      texts['run_state'])
        self.assertNotIn('data_freshness', texts)  # The market goes on until the last session.
        self.assertIn('data_freshness', self.check('2024-06-19T04:15:00Z'))

    def test_a_receiver_that_was_down_is_told_later(self):
        self.use_webhook('http://127.0.0.1:1/hook')
        self.check(late(SESSIONS[0]))
        with running(WebhookReceiver()) as receiver:
            (self.home / 'hook').write_text(receiver.url, encoding='ascii')
            receiver.status = 500
            self.check(late(SESSIONS[0]))
            self.assertEqual(len(receiver.bodies), 1)  # It fails at the first.
            receiver.status = 204
            self.check(late(SESSIONS[0]))
            self.check(late(SESSIONS[0]))
            told = [json.loads(body) for body in receiver.bodies[1:]]
        self.assertEqual([message['event'] for message in told if message['key'] == 'run_state'],
                         ['raised'])
        self.assertEqual(len({message['key'] for message in told}), len(told))

    def test_an_old_backup_an_old_model_and_old_prices_are_told(self):
        self.configure('disk_free_min_gb = 1e6', 'backup_days_max = 5')
        self.scan(SESSIONS[-1])
        self.run_at('2024-06-15T04:00:00Z', 'backup')
        self.assertEqual(self.check('2024-06-15T04:15:00Z'), ['disk'])
        later = self.run_at('2024-10-01T04:15:00Z', 'alerts', 'check')['alerts']
        texts = {alert['key']: alert['text'] for alert in later}
        self.assertEqual(set(texts), {'backup', 'data_freshness', 'disk', 'model_age', 'run_state'})
        self.assertIn('the newest backup is 108 days old', texts['backup'])
        # From 31 May to 1 October.
        self.assertIn(f'{self.champion()} is 123 days old and refuses to score',
                      texts['model_age'])
        # Of 76 weekdays three were holidays: 19 June, 4 July and 2 September.
        self.assertIn('the newest bar is of 2024-06-14, 73 sessions before 2024-09-30',
                      texts['data_freshness'])

    def test_slow_scans_and_a_switched_off_scheduler_are_told(self):
        self.scan(SESSIONS[-1])
        self.json('jobs', 'list')  # Which makes the database.
        now = datetime.datetime(2024, 6, 15, 4, 15, tzinfo=datetime.timezone.utc).timestamp()
        jobs = self.home / 'backend/data/turbomode_jobs.db'
        with contextlib.closing(sqlite3.connect(jobs)) as opened, opened:
            for number, took in enumerate([40, 40, 40, 40, 40, 121]):
                begun = 1000 * int(now - 86400 * (7 - number))
                opened.execute(
                    'INSERT INTO job (id, kind, key, cause, state, started_at, finished_at, '
                    "message) VALUES (?, 'scan', '', 'hand', 'DONE', ?, ?, '')",
                    (f'scan-{number}', begun, begun + 1000 * took))
            opened.execute('INSERT INTO scheduler_switch VALUES (1, 0, ?)',
                           (1000 * int(now - 7200),))
        found = self.run_at('2024-06-15T04:15:00Z', 'alerts', 'check')['alerts']
        texts = {alert['key']: alert['text'] for alert in found}
        self.assertIn('the last scan took 2 min, and 40 s is usual', texts['run_time'])
        self.assertIn('switched off for 2 h', texts['scheduler'])

    def test_a_damaged_database_is_told(self):
        self.scan(SESSIONS[0])
        (self.home / 'backend/data/turbomode.db').write_bytes(b'no database' * 1000)
        self.assertIn('unreadable', self.check(late(SESSIONS[0])))

    def test_a_test_says_which_channel_works(self):
        only = self.expect(0, 'alerts', 'test')
        self.assertIn('there is no other channel', only.stdout)
        with running(WebhookReceiver()) as receiver:
            self.use_webhook(receiver.url)
            self.assertEqual([(row['channel'], row['sent'])
                              for row in self.json('alerts', 'test')['channels']],
                             [('log', True), ('webhook', True)])
            self.assertEqual(json.loads(receiver.bodies[0])['event'], 'test')
            receiver.status = 403
            failed = self.expect(1, 'alerts', 'test')
        self.assertIn('webhook  failed: answered 403', failed.stdout)
        self.assertEqual(self.json('alerts', 'list', '--all')['count'], 0)

    def test_secrets_are_shown_nowhere(self):
        self.use_webhook('https://127.0.0.1:1/hush')
        done = self.expect(1, 'alerts', 'test', '--json')
        shown = done.stdout + done.stderr + self.expect(0, 'config').stdout
        self.assertNotIn('hush', shown)

    def mail(self, receiver, *settings):
        """Whether a test mail is sent, and what was said of it."""
        shutil.copyfile(self.trained / 'turbomode.toml', self.home / 'turbomode.toml')
        self.configure(f'smtp_url = "{receiver.url}"', 'smtp_from = "turbomode@mail.example"',
                       'smtp_to = "me@mail.example, you@mail.example"', *settings)
        done = self.run_program('alerts', 'test', '--json')
        row = next(row for row in json.loads(done.stdout)['channels'] if row['channel'] == 'mail')
        self.assertEqual(done.returncode, 0 if row['sent'] else 1)
        return row['sent'], row['error']

    def test_mail_goes_to_this_machine_in_the_clear(self):
        with running(MailReceiver()) as receiver:
            self.assertEqual(self.mail(receiver), (True, None))
            sent, error = self.mail(receiver, 'smtp_tls = "required"')
            self.assertFalse(sent)
            self.assertIn('STARTTLS', error)
        self.assertEqual(len(receiver.mails), 1)
        mail = receiver.mails[0]
        self.assertIn('<turbomode@mail.example>', mail['from'])
        self.assertEqual(mail['to'], ['<me@mail.example>', '<you@mail.example>'])
        self.assertIn('Subject: TurboMode: test\r\n', mail['text'])
        self.assertIn('this is a test of the alerts; nothing is wrong\r\n', mail['text'])

    def test_mail_is_encrypted_and_the_certificate_looked_at(self):
        certificate, key = make_certificate(self.folder)
        stranger, _ = make_certificate(self.folder, name='stranger')
        trusted = f'smtp_ca_file = "{certificate}"'
        for is_implicit in (False, True):
            with running(MailReceiver(certificate, key, is_implicit)) as receiver:
                self.assertEqual(self.mail(receiver, trusted, 'smtp_tls = "required"'),
                                 (True, None))
                self.assertTrue(receiver.mails[0]['is_encrypted'])
                # Neither a certificate that nobody knows nor another's is accepted.
                for settings in ([], [f'smtp_ca_file = "{stranger}"']):
                    sent, error = self.mail(receiver, *settings)
                    self.assertFalse(sent)
                    self.assertIn('certificate', error)
                self.assertEqual(len(receiver.mails), 1)
        # Nor one of another address.
        other, other_key = make_certificate(self.folder, '127.0.0.2', 'other')
        with running(MailReceiver(other, other_key)) as receiver:
            sent, _ = self.mail(receiver, f'smtp_ca_file = "{other}"')
            self.assertFalse(sent)
            self.assertEqual(receiver.mails, [])

    def test_mail_logs_in_with_the_password_of_its_file(self):
        certificate, key = make_certificate(self.folder)
        (self.home / 'password').write_text('hush\n', encoding='ascii')
        settings = [f'smtp_ca_file = "{certificate}"', 'smtp_user = "me"',
                    'smtp_password_file = "password"']
        with running(MailReceiver(certificate, key, password='hush')) as receiver:
            self.assertEqual(self.mail(receiver, *settings), (True, None))
            self.assertEqual(receiver.mails[0]['user'], 'me')
            (self.home / 'password').write_text('wrong\n', encoding='ascii')
            sent, error = self.mail(receiver, *settings)
        self.assertFalse(sent)
        self.assertNotIn('wrong', error)


class ServedTest(AlertsBase):
    @contextlib.contextmanager
    def served(self, now):
        """A server without a scheduler under that clock; its address."""
        address = f'http://127.0.0.1:{free_port()}'
        command = [self.program, 'serve', '--port', address.rpartition(':')[2], '--no-scheduler',
                   '--home', str(self.home)]
        with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                              env=dict(os.environ, TURBOMODE_NOW=now)) as server:
            try:
                wait_until(lambda: self.answers(address))
                yield address
            finally:
                server.send_signal(signal.SIGTERM)
                self.assertEqual(server.wait(30), 0)

    def answers(self, address):
        with contextlib.suppress(OSError):
            return 'ok' in self.get(address + '/healthz')
        return False

    @staticmethod
    def get(url, method='GET'):
        with urllib.request.urlopen(urllib.request.Request(url, method=method),
                                    timeout=30) as answer:
            return answer.read().decode('utf-8')

    def test_a_server_tells_by_itself_and_after_each_job(self):
        self.scan(SESSIONS[0])
        self.json('backup')
        self.fail_night(SESSIONS[1])
        with running(WebhookReceiver()) as receiver:
            # The clock of this server stands still: what is over is over at once.
            self.use_webhook(receiver.url, 'resolve_minutes = 0')
            with self.served(late(SESSIONS[1])) as address:
                def alerts():
                    return json.loads(self.get(address + '/turbomode/alerts'))['alerts']

                wait_until(lambda: [alert['key'] for alert in alerts()] == ['run_state'])
                self.assertEqual(len(receiver.bodies), 1)
                metrics = self.get(address + '/metrics')
                self.assertIn('\nturbomode_alerts_open{severity="critical"} 1\n', metrics)
                self.assertIn('\nturbomode_last_run_state{state="FAILED"} 1\n', metrics)
                # The night is made up for, and nobody waits a minute to see it.
                self.get(address + '/turbomode/scan', 'POST')
                wait_until(lambda: alerts() == [], 45)
            self.assertEqual([json.loads(body)['event'] for body in receiver.bodies],
                             ['raised', 'resolved'])

    def test_every_metric_is_documented_and_the_other_way_round(self):
        self.scan(SESSIONS[0])
        documentation = pathlib.Path(__file__).resolve().parents[4] / 'docs/metrics.md'
        documented = re.findall(r'^\| `([a-z_]+)`', documentation.read_text(encoding='utf-8'), re.M)
        with self.served(late(SESSIONS[0])) as address:
            metrics = self.get(address + '/metrics')
        exposed = re.findall(r'^# TYPE ([a-z_]+) ', metrics, re.M)
        self.assertEqual(sorted(documented), sorted(exposed))
        self.assertIn('turbomode_last_run_state{state="PUBLISHED"} 1\n', metrics)


if __name__ == '__main__':
    program.main()
