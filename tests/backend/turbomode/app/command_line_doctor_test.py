"""turbomode doctor: each fault that is planted is named, with what to do about it."""
import fcntl
import os
import pathlib
import shutil
import socket
import sqlite3
import unittest
from unittest import mock

import program
import small_disk
from trained_home import END, TrainedTest

DATA = 'backend/data'
# Half past eleven in New York on the evening of the last session.
EVENING = '2024-06-15T03:30:00Z'


class DoctorTest(small_disk.SmallDiskMixin, TrainedTest):
    without = ('feature_cache',)

    def setUp(self):
        super().setUp()
        self.clock(EVENING)
        # Port 5000 may be anybody's here.
        with socket.socket() as free:
            free.bind(('127.0.0.1', 0))
            self.port = free.getsockname()[1]
        with (self.home / 'turbomode.toml').open('a', encoding='ascii') as settings:
            settings.write(f'[serve]\nport = {self.port}\n')

    def clock(self, now):
        patch = mock.patch.dict(os.environ, TURBOMODE_NOW=now)
        patch.start()
        self.addCleanup(patch.stop)

    def copy(self, name):
        home = self.folder / name
        shutil.copytree(self.home, home)
        return home

    def examined(self, home=None):
        """The findings of each check; a fault makes it fail."""
        done = self.run_program('doctor', '--json', home=home)
        document = program.json.loads(done.stdout)
        self.assertEqual(done.returncode, 0 if document['healthy'] else 1)
        self.assertEqual(document['healthy'], document['faults'] == 0)
        found = {}
        for row in document['checks']:
            # Whoever reads that something is wrong is told what to do.
            self.assertEqual(row['health'] == 'ok', row['remedy'] == '', row)
            found.setdefault(row['check'], []).append((row['health'], row['what'], row['remedy']))
        return found

    def expect_finding(self, check, health, what, remedy, home=None):
        found = self.examined(home)
        self.assertTrue(any(one[0] == health and what in one[1] and remedy in one[2]
                            for one in found[check]), found[check])
        return found

    @staticmethod
    def change(database, *statements):
        with sqlite3.connect(database, isolation_level=None) as changed:
            for statement in statements:
                changed.execute(statement)
        changed.close()

    @staticmethod
    def cut_off(file):
        os.truncate(file, file.stat().st_size // 2)

    def test_a_sound_home_has_no_fault(self):
        self.scan(END)
        self.expect(0, 'backup')
        self.expect(0, 'jobs', 'list')
        found = self.examined()
        for check in ('configuration', 'programs', 'time zone', 'home', 'database', 'ledger',
                      'model', 'prices', 'backup', 'port', 'lock', 'job'):
            self.assertEqual({health for health, _, _ in found[check]}, {'ok'}, found[check])
        self.assertEqual(len(found['database']), 3)
        # A rehearsal's clock is no night's clock.
        self.assertEqual(found['clock'][0][0], 'warning')
        text = self.run_program('doctor').stdout
        self.assertIn(f'prices until {END}', text)
        self.assertRegex(text, r'\n0 faults, \d+ warnings\n$')

    def test_an_empty_home_is_told_how_to_begin(self):
        self.clock(EVENING)
        empty = self.folder / 'empty'
        empty.mkdir()
        found = self.examined(empty)
        self.assertEqual({health for health, _, _ in found['database']}, {'warning'})
        self.expect_finding('model', 'warning', 'no champion', 'turbomode train', empty)
        self.expect_finding('home', 'fault', 'there is no such folder', '--home',
                            self.folder / 'nowhere')

    def test_settings(self):
        home = self.copy('ours')
        (home / 'turbomode.toml').write_text('[publishing]\ncapacity = -3\n', encoding='ascii')
        found = self.expect_finding('configuration', 'fault', 'capacity = -3', 'mend that line',
                                    home)
        self.assertEqual(found['model'][0][0], 'ok')  # The others go on, with the defaults.
        home = self.copy('prices')
        (home / 'market_data.toml').write_text('[update]\nprovider = "nobody"\n', encoding='ascii')
        self.expect_finding('programs', 'fault', 'market_data.toml:2', 'market_data config', home)

    def test_databases(self):
        self.scan(END)
        self.expect(0, 'jobs', 'list')
        for name, remedy in (('turbomode.db', 'turbomode restore'),
                             ('turbomode_jobs.db', 'made anew'),
                             ('market_data.db', 'replies rederive')):
            with self.subTest(name=name):
                home = self.copy(f'cut_{name}')
                self.cut_off(home / DATA / name)
                self.expect_finding('database', 'fault', name, remedy, home)
                home = self.copy(f'stranger_{name}')
                self.change(home / DATA / name, 'PRAGMA application_id = 7')
                self.expect_finding('database', 'fault', 'application_id 0x7', 'move it away', home)
                home = self.copy(f'newer_{name}')
                self.change(home / DATA / name, 'PRAGMA user_version = 99')
                self.expect_finding('database', 'fault', 'version 99', 'set [paths] right', home)
                home = self.copy(f'noise_{name}')
                (home / DATA / name).write_bytes(b'no database, whatever its name says' * 99)
                self.expect_finding('database', 'fault', name, remedy, home)

    def test_ledger(self):
        self.scan(END)
        self.change(self.home / DATA / 'turbomode.db', 'UPDATE signal SET confidence = 0.99')
        self.expect_finding('ledger', 'fault', f'{END}: opened', 'ledger verify')

    def test_model(self):
        home = self.copy('changed')
        file = next((home / DATA / 'turbomode_models' / self.champion()).glob('out_of_fold*'))
        file.write_bytes(file.read_bytes() + b' ')
        self.expect_finding('model', 'fault', file.name, 'models rollback', home)
        home = self.copy('list')
        (home / DATA / 'turbomode_models/champion.json').write_text('{', encoding='ascii')
        self.expect_finding('model', 'fault', 'champion.json', 'models promote', home)
        # 100 days after 31 May, and 121.
        self.clock('2024-09-10T03:30:00Z')
        self.expect_finding('model', 'warning', 'stale; expires on 2024-09-29', 'turbomode train')
        self.clock('2024-10-01T03:30:00Z')
        self.expect_finding('model', 'fault', 'expired on 2024-09-29', 'turbomode train')

    def test_prices_and_clock(self):
        # Juneteenth is no session; a Monday and a Tuesday without prices.
        self.clock('2024-06-18T03:30:00Z')
        self.expect_finding('prices', 'warning', '1 session before', 'jobs run update')
        self.clock('2024-06-19T03:30:00Z')
        self.expect_finding('prices', 'fault', '2 sessions before', 'jobs run update')
        self.clock('2024-06-13T03:30:00Z')
        self.expect_finding('prices', 'fault', 'the clock says 2024-06-12', 'set the clock')
        self.clock('1999-06-13T03:30:00Z')
        self.expect_finding('clock', 'fault', '1999-06-13T03:30:00Z', 'set-ntp')
        self.clock('2040-06-13T03:30:00Z')
        self.expect_finding('clock', 'fault', '2040-06-13T03:30:00Z', 'set-ntp')

    def test_backups(self):
        self.scan(END)
        self.expect_finding('backup', 'warning', 'there is no backup', 'turbomode backup')
        backup = pathlib.Path(self.json('backup')['path'])
        self.clock('2024-06-25T03:30:00Z')
        self.expect_finding('backup', 'warning', 'the newest of 2024-06-15', 'turbomode backup')
        self.cut_off(backup)
        self.expect_finding('backup', 'fault', backup.name, 'delete this one')

    def test_what_goes_on(self):
        with socket.socket() as taken:
            taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            taken.bind(('127.0.0.1', self.port))
            taken.listen()
            self.expect_finding('port', 'fault', f'127.0.0.1:{self.port}', 'serve.port')
            with (self.home / DATA / 'turbomode.db.serve.lock').open('w') as lock:
                fcntl.flock(lock, fcntl.LOCK_EX)
                lock.write('pid 7, serve on http://127.0.0.1:5000/')
                lock.flush()
                found = self.expect_finding('lock', 'ok', 'serve: held by pid 7', '')
                self.assertEqual(found['port'][0][0], 'ok')
        self.expect(0, 'jobs', 'list')
        jobs = self.home / DATA / 'turbomode_jobs.db'
        for state, what, remedy in (('INTERRUPTED', 'was interrupted', 'jobs run train'),
                                    ('RUNNING', 'was interrupted', 'jobs run train'),
                                    ('FAILED', 'no room', 'jobs log train-1')):
            with self.subTest(state=state):
                self.change(jobs, 'DELETE FROM job',
                            'INSERT INTO job (id, kind, key, cause, state, started_at, message) '
                            f"VALUES ('train-1', 'train', '', 'hand', '{state}', 0, 'no room')")
                self.expect_finding('job', 'warning', what, remedy)

    def test_a_program_without_its_sibling(self):
        alone = self.folder / 'bin' / 'turbomode'
        alone.parent.mkdir()
        shutil.copy(self.program, alone)
        with mock.patch.object(DoctorTest, 'program', str(alone)):
            found = self.expect_finding('programs', 'fault', 'bin/market_data', 'beside turbomode')
            self.assertEqual(found['pages'][0][0], 'warning')

    def test_a_disk_that_may_not_be_written_to_or_is_full(self):
        disk = self.small_disk('64m')
        home = disk / 'home'
        shutil.copytree(self.home, home)
        self.expect_finding('disk', 'fault', f'free where {home} lies', 'may be deleted', home)
        filler = self.fill(disk)
        self.expect_finding('home', 'fault', 'No space left on device', 'free space', home)
        filler.unlink()
        self.remount(disk, 'ro')
        found = self.expect_finding('home', 'fault', 'Read-only file system', 'remount', home)
        self.assertEqual(found['model'][0][0], 'ok')


if __name__ == '__main__':
    program.main()
