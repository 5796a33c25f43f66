"""ml_automation as its user meets it: cycles, their parts, refusals, and what is kept.

    PYTHONPATH=tests/support python3 command_line_test.py PATH_OF_THE_PROGRAM
"""
import fcntl
import json
import os
import pathlib
import random
import signal
import socket
import sqlite3
import subprocess
import time
import urllib.error
import urllib.request

import ml_home
import program
from ml_home import DATABASE, MODELS, HomeTest, dump, models

DAY = '2024-06-03'
NEXT = '2024-06-04'


class CycleTest(HomeTest):
    def test_a_cycle_scans_buys_and_trains(self):
        done = self.json('cycle', '--as-of', DAY)
        self.assertEqual(done['state'], 'DONE')
        self.assertIn('scanned 60 of 60 members by the analysers alone', done['message'])
        self.assertIn('trained ml-2024-06-03-', done['message'])
        (session, stocks), = self.rows('SELECT session, count(*) FROM scanned_stock')
        self.assertEqual(stocks, 60)
        held = self.rows('SELECT ticker, score, state FROM paper_trade')
        self.assertTrue(0 < len(held) <= 30)
        self.assertEqual({state for _, _, state in held}, {'PENDING'})
        self.assertGreater(min(score for _, score, _ in held), 50.0)
        manifest, = (self.home / MODELS).glob('*/manifest.json')
        manifest = json.loads(manifest.read_text(encoding='ascii'))
        self.assertEqual(manifest['application'], 'ml_automation')
        self.assertEqual(manifest['data_source'], 'SIMULATED')
        self.assertLess(manifest['figures']['fit_first'], manifest['figures']['test_first'])

    def test_its_parts_do_what_the_whole_does(self):
        self.expect(0, 'cycle', '--as-of', DAY)
        apart = self.copy_of_home('apart')
        for path in (apart / DATABASE).parent.iterdir():
            path.unlink()
        for path in sorted((apart / MODELS).rglob('*'), reverse=True):
            path.unlink() if path.is_file() else path.rmdir()
        self.json('scan', '--as-of', DAY, home=apart)
        self.json('learn', '--as-of', DAY, home=apart)
        trained = self.json('train', '--as-of', DAY, home=apart)
        self.assertGreater(trained['samples'], 1000)
        self.assertEqual(models(apart), models(self.home))
        for table in ('scan', 'scanned_stock', 'paper_trade'):
            self.assertEqual(dump(apart)[table], dump(self.home)[table])

    def test_the_same_cycle_again_changes_nothing(self):
        for day in (DAY, NEXT):
            self.expect(0, 'cycle', '--as-of', day)
        before = dump(self.home), models(self.home)
        self.expect(0, 'cycle', '--as-of', NEXT)
        self.assertEqual((dump(self.home), models(self.home)), before)

    def test_a_cycle_that_was_killed_is_run_again(self):
        whole = self.copy_of_home('whole')
        took = self.timed('cycle', '--as-of', DAY, home=whole)
        chance = random.Random(5)
        killed = sum(self.kill_after(chance.uniform(0.05, 1.0) * took, 'cycle', '--as-of', DAY,
                                     home=self.home) for _ in range(6))
        self.assertGreater(killed, 0)
        self.expect(0, 'cycle', '--as-of', DAY)
        for table in ('scanned_stock', 'paper_trade', 'learned'):
            self.assertEqual(dump(self.home)[table], dump(whole)[table])
        self.assertEqual(models(self.home), models(whole))

    def test_paper_trades_end_by_their_rule(self):
        self.expect(0, 'rehearse', '--from', '2024-05-06', '--to', '2024-05-31')
        closed = self.rows('SELECT exit_reason, net_return, fill_date, exit_date, fill, exit '
                           "FROM paper_trade WHERE state = 'CLOSED'")
        self.assertGreater(len(closed), 20)
        for reason, net_return, fill_date, exit_date, fill, left in closed:
            self.assertLessEqual(fill_date, exit_date)
            self.assertLessEqual(exit_date - fill_date, 14)
            if reason == 'EXPIRED':
                self.assertGreaterEqual(exit_date - fill_date, 11)
            elif reason == 'TARGET_HIT':
                self.assertGreaterEqual(left / fill, 1.1 - 1e-9)
                self.assertGreater(net_return, 0.095)
            else:
                self.assertLessEqual(left / fill, 0.95 + 1e-9)
                self.assertLess(net_return, -0.045)
        self.assertLessEqual(self.rows("SELECT count(*) FROM paper_trade "
                                       "WHERE state IN ('PENDING', 'OPEN')")[0][0], 30)
        status = self.json('status')
        self.assertIn(f'{len(closed)} closed paper trades', status['track_record'])

    def test_a_training_is_due_by_trades_passed_not_by_their_exact_multiple(self):
        self.settings('due_after_trades = 5\ndue_after_days = 365\n')
        self.expect(0, 'rehearse', '--from', '2024-05-06', '--to', '2024-05-31')
        whys = [why for why, in self.rows('SELECT why FROM training ORDER BY id')]
        self.assertEqual(whys[0], 'there is no model yet')
        counts = [int(why.split()[0]) for why in whys[1:]]
        self.assertGreater(len(counts), 1)
        self.assertGreaterEqual(min(counts), 5)
        self.assertTrue(any(count % 5 for count in counts), counts)
        used = self.rows('SELECT max(paper_trades) FROM training')[0][0]
        self.assertGreater(used, 5)  # It learns from its own trades.

    def test_a_training_is_due_by_the_week(self):
        self.settings('due_after_trades = 1000\n')
        self.expect(0, 'rehearse', '--from', '2024-05-06', '--to', '2024-05-22')
        days = [day for day, in self.rows('SELECT as_of FROM training ORDER BY id')]
        self.assertEqual([b - a for a, b in zip(days, days[1:])], [7, 7])

    def test_a_training_is_due_when_winning_means_something_else(self):
        self.expect(0, 'cycle', '--as-of', DAY)
        self.settings('[paper]\nstop = 0.07\n')
        self.expect(0, 'cycle', '--as-of', NEXT)
        whys = [why for why, in self.rows('SELECT why FROM training ORDER BY id')]
        self.assertEqual(whys, ['there is no model yet',
                                'the rule of the paper trades has changed'])

    def test_a_promise_that_is_not_kept_raises_an_alert_and_a_kept_one_resolves_it(self):
        self.settings('[alerts]\ntrades_min = 20\n')
        self.expect(0, 'rehearse', '--from', '2024-05-06', '--to', '2024-05-31')
        self.change("UPDATE paper_trade SET probability = 0.9, base_rate = 0.5, net_return = -0.05 "
                    "WHERE state = 'CLOSED'")
        self.expect(0, 'learn', '--as-of', '2024-05-31')
        alerts = self.json('status')['alerts']
        self.assertEqual(len(alerts), 1)
        self.assertIn('the model promised 90.0 %', alerts[0])
        self.change("UPDATE paper_trade SET net_return = 0.05 WHERE state = 'CLOSED'")
        self.expect(0, 'learn', '--as-of', '2024-05-31')
        self.assertEqual(self.json('status')['alerts'], [])


class RefusalTest(HomeTest):
    def test_without_prices_it_says_what_to_run_and_makes_nothing(self):
        empty = self.folder / 'empty'
        empty.mkdir()
        self.refused(4, 'market_data.db', 'cycle', '--as-of', DAY, home=empty)
        self.assertEqual(list(empty.rglob('*.db')), [])

    def test_prices_that_end_before_the_session_are_waited_for_without_an_alert(self):
        self.expect(0, 'cycle', '--as-of', ml_home.END)
        self.refused(4, f'the prices end on {ml_home.END}, before 2024-06-17; run market_data',
                     'cycle', '--as-of', '2024-06-17')
        self.assertEqual(self.json('status')['alerts'], [])
        self.refused(4, 'before 2024-06-18', 'cycle', '--as-of', '2024-06-18')
        self.assertIn('2 sessions before 2024-06-18', self.json('status')['alerts'][0])

    def test_an_earlier_session_is_refused(self):
        self.expect(0, 'cycle', '--as-of', NEXT)
        before = dump(self.home)
        self.refused(3, "it knows the session's future", 'scan', '--as-of', DAY)
        (self.home / MODELS / 'current.json').unlink()
        self.refused(3, 'comes before 2024-06-04', 'scan', '--as-of', DAY)
        self.assertEqual(dump(self.home), before)

    def test_learning_needs_the_scan_of_its_session(self):
        self.refused(4, f'run ml_automation scan --as-of {DAY}', 'learn', '--as-of', DAY)

    def test_wrong_usage(self):
        self.refused(2, 'subcommand', '--json')
        self.refused(2, 'someday', 'cycle', '--as-of', 'someday')
        self.refused(2, 'outside the trading calendar', 'cycle', '--as-of', '1950-01-01')
        self.settings('colour = 1\n')
        self.refused(2, 'colour', 'status')
        self.settings('[paper]\nstop = 2.0\n')
        self.refused(2, 'paper.stop', 'status')

    def test_the_settings_that_it_prints_are_those_that_it_reads(self):
        printed = self.expect(0, 'config').stdout
        self.assertIn('cycle_at', printed)
        (self.home / 'ml_automation.toml').write_text(printed, encoding='ascii')
        self.assertEqual(self.expect(0, 'config').stdout, printed)

    def test_two_at_once_are_refused_by_the_lock(self):
        lock = self.home / (DATABASE + '.cycle.lock')
        lock.parent.mkdir(parents=True)
        with open(lock, 'w', encoding='ascii') as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            self.refused(3, '.cycle.lock', 'cycle', '--as-of', DAY)
        self.expect(0, 'scan', '--as-of', DAY)

    def test_a_model_whose_bytes_changed_is_refused_by_name(self):
        self.expect(0, 'cycle', '--as-of', DAY)
        forest, = (self.home / MODELS).glob('*/forest.txt')
        forest.write_bytes(forest.read_bytes().replace(b'1', b'2', 1))
        self.refused(3, 'forest.txt', 'cycle', '--as-of', NEXT)
        self.assertIn('forest.txt', self.json('status')['alerts'][0])

    def test_a_database_of_another_program_is_refused(self):
        path = self.home / DATABASE
        path.parent.mkdir(parents=True)
        connection = sqlite3.connect(path)
        connection.execute('PRAGMA application_id = 7')
        connection.execute('CREATE TABLE t (x)')
        connection.close()
        self.refused(3, 'not a ML Automation database', 'cycle', '--as-of', DAY)

    def test_every_subcommand_has_help_with_an_example(self):
        for name in ('cycle', 'scan', 'learn', 'train', 'rehearse', 'serve', 'status', 'config',
                     'verify-separation'):
            text = self.expect(0, name, '--help').stdout
            self.assertIn(f'ml_automation {name}', text)


class ServeTest(HomeTest):
    def setUp(self):
        super().setUp()
        with socket.socket() as free:
            free.bind(('127.0.0.1', 0))
            self.port = free.getsockname()[1]
        pages = self.folder / 'pages'
        pages.mkdir()
        (pages / 'index.html').write_text('<title>ML</title>', encoding='ascii')

    def serve(self, *more, now='2024-06-04T22:30:00Z'):
        environment = dict(os.environ, TURBOMODE_NOW=now)
        server = subprocess.Popen(
            [self.program, 'serve', '--port', str(self.port), '--home', str(self.home),
             '--pages', str(self.folder / 'pages'), *more],
            stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, env=environment, text=True)
        self.addCleanup(server.stderr.close)
        self.addCleanup(server.wait)
        self.addCleanup(server.kill)
        while 'serving' not in server.stderr.readline():
            self.assertIsNone(server.poll())
        return server

    def ask(self, path, method='GET'):
        request = urllib.request.Request(f'http://127.0.0.1:{self.port}{path}', method=method)
        try:
            with urllib.request.urlopen(request, timeout=30) as reply:
                return reply.status, reply.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode()

    def json_of(self, path):
        return json.loads(self.ask(path)[1])

    def until(self, path, holds):
        deadline = time.monotonic() + 60
        while not holds(answer := self.json_of(path)):
            self.assertLess(time.monotonic(), deadline, answer)
        return answer

    def test_it_runs_the_cycle_that_is_due_by_itself(self):
        self.serve()
        status = self.until('/ml-automation-status', lambda found: found['last_done'])
        self.assertEqual(status['last_done'], NEXT)
        self.assertEqual(status['sessions_behind'], 0)
        self.assertEqual(status['next_run'], '2024-06-05T18:00:00-04:00')
        signals = self.json_of('/ml-signals?view=all&limit=3')
        self.assertEqual((signals['count'], signals['total']), (3, 60))
        scores = [row['score'] for row in signals['signals']]
        self.assertEqual(scores, sorted(scores, reverse=True))
        self.assertEqual(signals['data_source'], 'SIMULATED')
        for row in self.json_of('/ml-signals?view=intraday')['signals']:
            self.assertGreaterEqual(row['score'], 65)
            self.assertGreaterEqual(row['agreement'], 0.7)
        self.assertEqual(sum(len(one['stocks'])
                             for one in self.json_of('/ml-heatmap-data')['sectors']), 60)
        warm = [stock for one in self.json_of('/ml-heatmap-data?view=intraday')['sectors']
                for stock in one['stocks']]
        self.assertTrue(0 < len(warm) < 60)
        self.assertGreaterEqual(min(stock['score'] for stock in warm), 65)
        self.assertEqual(self.ask('/ml-heatmap-data?view=x')[0], 400)
        self.assertGreater(len(self.json_of('/ml-portfolio')['held']), 0)
        self.assertIsNone(self.json_of('/ml-stats')['win_rate'])
        self.assertFalse(self.json_of('/ml-training-progress')['is_due'])

    def test_an_empty_home_says_so(self):
        self.serve('--no-scheduler')
        self.assertIn('no session has been scanned yet', self.json_of('/ml-signals')['why'])
        self.assertIsNone(self.json_of('/ml-automation-status')['last_cycle'])
        self.assertEqual(self.ask('/')[1], '<title>ML</title>')
        self.assertEqual(self.ask('/ml-trading')[1], '<title>ML</title>')

    def test_buttons_start_one_step_at_a_time(self):
        self.serve('--no-scheduler')
        self.assertEqual(self.ask('/ml-run-scan-only', 'POST')[0], 202)
        codes = {self.ask('/ml-run-training', 'POST')[0] for _ in range(3)}
        self.assertLessEqual(codes, {202, 409})
        ended = self.until('/ml-automation-status',
                           lambda found: found['ended'] and not found['running'])['ended']
        self.assertTrue(ended['is_done'], ended)
        self.assertTrue(pathlib.Path(ended['log_file']).is_file())

    def test_a_step_that_failed_says_why(self):
        self.serve('--no-scheduler', now='2024-06-18T22:30:00Z')
        self.assertEqual(self.ask('/ml-run-full-cycle', 'POST')[0], 202)
        ended = self.until('/ml-automation-status', lambda found: found['ended'])['ended']
        self.assertFalse(ended['is_done'])
        self.assertIn('exit code 4', ended['how'])
        self.assertIn('the prices end on 2024-06-14', ended['how'])

    def test_the_schedule_is_switched_off_and_on(self):
        self.expect(0, 'scan', '--as-of', DAY)
        self.change("INSERT INTO switch VALUES ('scheduler', 0)")
        self.serve()
        self.assertFalse(self.json_of('/ml-automation-status')['scheduler_running'])
        self.assertEqual(self.ask('/ml-automation-start', 'POST')[0], 200)
        self.until('/ml-automation-status', lambda found: found['last_done'] == NEXT)
        self.assertFalse(json.loads(self.ask('/ml-automation-stop', 'POST')[1])
                         ['scheduler_running'])

    def test_bad_questions_are_told_what_is_wrong(self):
        self.serve('--no-scheduler')
        for path, code in (('/ml-signals?view=weekly', 400), ('/ml-signals?limit=0', 400),
                           ('/ml-signals?limit=1e3', 400), ('/ml-portfolio?limit=99999', 400),
                           ('/nothing', 404), ('/../etc/passwd', 400), ('/%2e%2e/x', 400)):
            with self.subTest(path=path):
                self.assertEqual(self.ask(path)[0], code)
        self.assertEqual(self.ask('/ml-signals', 'POST')[0], 404)
        self.assertEqual(self.ask('/ml-signals', 'DELETE')[0], 405)

    def test_it_ends_with_what_it_started(self):
        server = self.serve()
        server.send_signal(signal.SIGTERM)
        self.assertEqual(server.wait(timeout=30), 0)
        self.expect(0, 'cycle', '--as-of', NEXT)  # No lock is left behind.

    def test_one_server_a_home(self):
        self.serve('--no-scheduler')
        self.refused(3, '.serve.lock', 'serve', '--port', '0')


if __name__ == '__main__':
    program.main()
