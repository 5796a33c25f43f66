"""turbomode scan and what it leaves to read, from the command line."""
import contextlib
import datetime
import fcntl
import shutil
import sqlite3
import unittest

import program
from trained_home import END, SESSIONS, TrainedTest


class ScanTest(TrainedTest):
    def test_publishes_signals_that_the_lists_then_show(self):
        record = self.scan(SESSIONS[0])
        self.assertEqual(record['state'], 'PUBLISHED')
        self.assertEqual(record['model_id'], self.champion())
        self.assertTrue(record['simulated'])
        listed = self.json('signals', 'list')
        self.assertEqual(listed['as_of'], SESSIONS[0])
        self.assertEqual(listed['count'], record['signals_active'])
        self.assertGreater(listed['count'], 0)
        best = [row['effective_confidence'] for row in listed['signals']]
        self.assertEqual(best, sorted(best, reverse=True))
        for row in listed['signals']:
            self.assertGreater(row['expected_return'], 0)
            self.assertEqual(row['entry_date'], SESSIONS[0])
            # The default exit rule, from the close of the session.
            sign = 1 if row['signal_type'] == 'BUY' else -1
            self.assertAlmostEqual(row['target_price'], row['entry_price'] * (1 + 0.10 * sign))
            self.assertAlmostEqual(row['stop_price'], row['entry_price'] * (1 - 0.05 * sign))
        one = listed['signals'][0]['symbol']
        self.assertEqual(self.json('signals', 'show', one)['signals'], listed['signals'][:1])
        self.assertIn(one, self.expect(0, 'signals', 'list').stdout)

    def test_the_same_session_twice_shows_the_same(self):
        for session in SESSIONS[:3]:
            self.scan(session)
        first = self.published()
        self.scan(SESSIONS[2])
        self.assertEqual(self.published(), first)

    def test_nights_add_up(self):
        opened = closed = 0
        for session in SESSIONS:
            record = self.scan(session)
            opened += record['signals_opened']
            closed += record['signals_closed']
            self.assertEqual(opened - closed, record['signals_active'])
        history = self.json('signals', 'history')
        self.assertEqual(history['count'], closed)
        self.assertGreater(closed, 0)
        runs = self.json('runs', 'list')['runs']
        self.assertEqual([run['session'] for run in runs], SESSIONS[::-1])
        shown = self.json('runs', 'show', SESSIONS[0])
        self.assertEqual(shown, runs[-1])
        self.assertEqual(self.json('status')['last_run']['session'], END)

    def test_a_holiday_is_no_failure(self):
        self.scan('2024-06-14')
        before = self.json('signals', 'list')
        record = self.json('scan', '--as-of', '2024-06-19')
        self.assertEqual(record['state'], 'MARKET_CLOSED')
        self.assertIn('Juneteenth', record['message'])
        self.assertEqual(self.json('signals', 'list'), before)

    def test_a_session_without_data_leaves_the_signals(self):
        self.scan(END)
        before = self.json('signals', 'list')
        done = self.expect(4, 'scan', '--as-of', '2024-06-17')
        self.assertIn('0 of 80', done.stderr)
        self.assertEqual(self.json('signals', 'list'), before)
        self.assertEqual(self.json('runs', 'show', '2024-06-17')['state'], 'DATA_INCOMPLETE')

    def test_a_session_that_has_not_ended_is_refused(self):
        self.refused(4, 'has not ended', 'scan', '--as-of', '2030-12-30')

    def test_a_session_before_the_model_is_refused(self):
        self.refused(3, 'future', 'scan', '--as-of', '2024-05-30')

    def test_a_second_scan_is_told_who_scans(self):
        lock = self.home / 'backend/data/turbomode.db.scan.lock'
        with open(lock, 'w', encoding='ascii') as held:
            fcntl.flock(held, fcntl.LOCK_EX)
            held.write('pid 4711, scan 2024-06-03')
            held.flush()
            self.refused(3, 'pid 4711', 'scan', '--as-of', SESSIONS[0])
        self.scan(SESSIONS[0])

    def test_one_changed_byte_in_a_model_is_refused_by_name(self):
        self.scan(SESSIONS[0])
        before = self.json('signals', 'list')
        folder = self.model_folder()
        for file in sorted(folder.iterdir()):
            with self.subTest(file=file.name):
                right = file.read_bytes()
                middle = len(right) // 2
                wrong = right[:middle] + bytes([right[middle] ^ 1]) + right[middle + 1:]
                file.write_bytes(wrong)
                self.refused(3, file.name, 'scan', '--as-of', SESSIONS[1])
                self.assertEqual(self.json('signals', 'list'), before)
                self.assertEqual(self.json('runs', 'show', SESSIONS[1])['state'], 'FAILED')
                file.write_bytes(right)
        self.assertIn(self.scan(SESSIONS[1])['state'], ('PUBLISHED', 'NO_EDGE'))

    def test_a_model_of_another_program_is_refused(self):
        folder = self.model_folder()
        manifest = (folder / 'manifest.json').read_text()
        self.assertIn('"turbomode"', manifest)
        (folder / 'manifest.json').write_text(manifest.replace('"turbomode"', '"ml_automation"'))
        self.refused(3, 'manifest', 'scan', '--as-of', SESSIONS[0])

    def test_a_model_of_another_exit_rule_is_refused(self):
        with open(self.home / 'turbomode.toml', 'a', encoding='ascii') as settings:
            settings.write('[exit]\nbuy_target = 0.12\n')
        self.refused(3, 'exit rule', 'scan', '--as-of', SESSIONS[0])

    def test_another_programs_database_is_refused_untouched(self):
        theirs = self.home / 'backend/data/market_data.db'
        ours = self.home / 'backend/data/turbomode.db'
        shutil.copy(theirs, ours)
        before = ours.read_bytes()
        self.refused(3, 'turbomode.db', 'scan', '--as-of', SESSIONS[0])
        self.assertEqual(ours.read_bytes(), before)

    def test_predict_publishes_nothing(self):
        rows = self.json('predict', '--as-of', SESSIONS[0])
        self.assertEqual(rows['count'], 2 * 80)
        for row in rows['predictions']:
            self.assertGreater(row['confidence'], 0)
            self.assertLess(row['confidence'], 1)
        self.assertEqual(self.json('status')['last_run'], None)
        scanned = self.scan(SESSIONS[0])
        self.assertEqual(scanned['scored_count'] * 2, rows['count'])

    def break_prices(self, symbol, session):
        """Ten times the price from that session on: a split that nobody told of."""
        database = self.home / 'backend/data/market_data.db'
        day = (datetime.date.fromisoformat(session) - datetime.date(1970, 1, 1)).days
        with contextlib.closing(sqlite3.connect(database)) as prices, prices:
            changed = prices.execute(
                'UPDATE bar SET open = 10 * open, high = 10 * high, low = 10 * low, '
                'close = 10 * close WHERE date >= ? AND symbol_id = '
                '(SELECT id FROM symbol WHERE ticker = ?)', (day, symbol)).rowcount
        self.assertEqual(changed, len(SESSIONS) - SESSIONS.index(session))
        # A copy of the rows as they were.
        database.with_name('market_data.db.snapshot').unlink()

    def test_a_stock_with_broken_prices_is_marked_and_not_published(self):
        whole = self.json('predict', '--as-of', SESSIONS[0])['predictions']
        self.assertEqual([row for row in whole if not row['is_familiar']], [])
        self.scan(SESSIONS[0])
        broken = self.json('signals', 'list')['signals'][0]['symbol']
        self.break_prices(broken, SESSIONS[0])
        for row in self.json('predict', '--as-of', SESSIONS[0])['predictions']:
            self.assertEqual(row['is_familiar'], row['symbol'] != broken)
            self.assertEqual(row['unfamiliar_because'] is None, row['is_familiar'])
        lines = self.expect(0, 'predict', '--as-of', SESSIONS[0]).stdout.splitlines()
        self.assertTrue(lines[0].endswith(',is_familiar'))
        self.assertEqual([line.split(',')[1] for line in lines if line.endswith(',false')],
                         [broken, broken])
        record = self.scan(SESSIONS[0])
        self.assertEqual(record['state'], 'PUBLISHED')
        self.assertIn('2 unlike anything the model learned from', record['message'])
        self.assertIn(f'unfamiliar: {broken} (', record['message'])
        self.assertNotIn(broken, [row['symbol'] for row in
                                  self.json('signals', 'list')['signals']])

    def test_predict_does_not_use_a_model_that_knows_the_future(self):
        self.refused(3, 'future', 'predict', '--as-of', '2024-05-30')


if __name__ == '__main__':
    program.main()
