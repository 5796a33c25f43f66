"""The recipes of docs/operations.md that no other test tries, step by step as they are written."""
import json
import os
import shutil
import unittest
from unittest import mock

import kills
import program
from trained_home import MARKET, SESSIONS, TrainedTest

DATA = 'backend/data'
TIMES = ('started_at', 'published_at')
FAILED, REFUSED, NOT_ENOUGH = 1, 3, 4


class RecipesTest(TrainedTest):
    without = ('feature_cache',)

    def rows(self, name='turbomode.db', home=None):
        return kills.rows_of((home or self.home) / DATA / name, *TIMES)

    def spoil(self, name):
        """As a broken disk would: a page in the middle is something else."""
        file = self.home / DATA / name
        content = file.read_bytes()
        middle = len(content) // 2 // 4096 * 4096
        file.write_bytes(content[:middle] + b'\xa5' * 8192 + content[middle + 8192:])

    def move_away(self, name):
        for file in (self.home / DATA).glob(f'{name}*'):
            if not file.name.endswith(('.lock', '.snapshot')):
                file.rename(self.folder / file.name)

    def named_by_the_doctor(self, check):
        done = self.run_program('doctor', '--json')
        self.assertEqual(done.returncode, FAILED)
        return [row['what'] for row in json.loads(done.stdout)['checks']
                if row['check'] == check and row['health'] == 'fault']

    def test_a_corrupt_database_of_signals(self):
        for session in SESSIONS[:3]:
            self.scan(session)
        after = self.rows()
        backup = self.json('backup')['path']
        self.scan(SESSIONS[3])
        whole = self.rows()
        self.spoil('turbomode.db')
        self.assertIn('turbomode.db', self.named_by_the_doctor('database')[0])
        self.move_away('turbomode.db')
        self.expect(0, 'restore', backup)
        self.assertEqual(self.rows(), after)
        self.scan(SESSIONS[3])
        self.assertEqual(self.rows(), whole)
        self.assertTrue(self.json('ledger', 'verify')['sound'])

    def test_a_corrupt_database_of_jobs(self):
        self.expect(0, 'jobs', 'run', 'scan', '--as-of', SESSIONS[0])
        self.spoil('turbomode_jobs.db')
        self.assertIn('turbomode_jobs.db', self.named_by_the_doctor('database')[0])
        self.move_away('turbomode_jobs.db')
        self.expect(0, 'jobs', 'run', 'scan', '--as-of', SESSIONS[1])
        self.assertEqual(len(self.json('jobs', 'list')['jobs']), 1)
        self.assertEqual(self.json('runs', 'list')['count'], 2)

    def test_corrupt_prices_of_a_simulated_market(self):
        before = kills.prices_of(self.home)
        self.spoil('market_data.db')
        self.assertIn('market_data.db', self.named_by_the_doctor('database')[0])
        self.move_away('market_data.db')
        self.market_data('simulate', *MARKET)
        self.assertEqual(kills.prices_of(self.home), before)
        self.scan(SESSIONS[0])

    def test_a_clock_that_was_ahead(self):
        self.scan(SESSIONS[0])
        before = self.rows()['signal']
        with mock.patch.dict(os.environ, TURBOMODE_NOW='2024-07-20T03:30:00Z'):
            self.expect(NOT_ENOUGH, 'scan')  # No price of that day is there.
        self.assertEqual(self.rows()['signal'], before)
        with mock.patch.dict(os.environ, TURBOMODE_NOW='2024-06-05T03:30:00Z'):
            self.assertEqual(self.json('scan')['session'], SESSIONS[1])
        self.assertTrue(self.json('ledger', 'verify')['sound'])

    def test_an_expired_model(self):
        settings = self.home / 'turbomode.toml'
        normal = settings.read_text(encoding='ascii')
        settings.write_text(normal + '[models]\nstale_after_days = 1\nexpired_after_days = 2\n',
                            encoding='ascii')
        self.refused(REFUSED, 'has expired', 'scan', '--as-of', SESSIONS[1])
        self.assertEqual(self.json('runs', 'show', SESSIONS[1])['state'], 'FAILED')
        with mock.patch.dict(os.environ, TURBOMODE_NOW='2024-06-05T03:30:00Z'):
            self.assertIn('it scores nothing', self.named_by_the_doctor('model')[0])
        # A training is command_line_models_test's; a larger age lets the old one go on.
        settings.write_text(normal, encoding='ascii')
        self.assertEqual(self.scan(SESSIONS[1])['state'], 'PUBLISHED')

    def test_moving_to_another_machine(self):
        for session in SESSIONS[:2]:
            self.scan(session)
        head = self.json('ledger', 'verify')['head']
        moved = self.folder / 'another machine'
        shutil.copytree(self.home, moved)
        shutil.rmtree(self.home)  # Nothing may point back to where it was.
        self.assertEqual(self.json('ledger', 'verify', '--seal', head, home=moved)['head'], head)
        with mock.patch.dict(os.environ, TURBOMODE_NOW='2024-06-15T03:30:00Z'):
            found = json.loads(self.run_program('doctor', '--json', home=moved).stdout)['checks']
        for check in ('database', 'ledger', 'model', 'prices'):
            health = {row['health'] for row in found if row['check'] == check}
            self.assertEqual(health - {'warning'}, {'ok'}, check)
        self.assertEqual(self.scan(SESSIONS[2], home=moved)['state'], 'PUBLISHED')
        self.assertTrue(self.json('runs', 'replay', SESSIONS[1], home=moved)['identical'])


if __name__ == '__main__':
    program.main()
