"""turbomode killed at any moment: what is stored is whole, and the next run finishes as if nothing
had happened.

$TURBOMODE_CRASH_KILLS says how often, together: `ctest --preset crash` kills 200 times; without it
a sample is taken. $TURBOMODE_CRASH_SEED chooses other moments.
"""
import os
import shutil
import unittest
from unittest import mock

import kills
import program
from command_line_train_test import MODELS, SECOND, TrainTest
from trained_home import SESSIONS, TrainedTest

KILLS = int(os.environ.get('TURBOMODE_CRASH_KILLS', '20'))
IS_SAMPLE = 'TURBOMODE_CRASH_KILLS' not in os.environ
SEED = int(os.environ.get('TURBOMODE_CRASH_SEED', '20261127'))
DATA = 'backend/data'
# When it was is not what it was.
TIMES = ('started_at', 'published_at')


def share(percent):
    return max(1, KILLS * percent // 100)


class Kills:
    """For a program.ProgramTest: homes to spoil, and the ways to kill."""

    def command(self, home, *arguments, program_path=None):
        return [str(program_path or self.program), *map(str, arguments), '--home', str(home)]

    def kill(self, command, duration, moment, is_child=False):
        seconds = duration * moment
        for attempt in range(1, kills.TRIES + 1):
            lasted = kills.kill_once(command, seconds, is_child)
            if lasted is None:
                return
            self.assert_whole(command[-1])
            shutil.rmtree(command[-1])
            self.begin_again(command[-1])
            seconds = lasted * moment * kills.EARLIER ** attempt
        self.fail(f'{command}: always ended before it could be killed')

    def begin_again(self, home):
        shutil.copytree(self.home, home)

    def assert_whole(self, home):
        """Every database of the home passes SQLite's check."""
        for database in (program.pathlib.Path(home) / DATA).glob('*.db'):
            kills.rows_of(database)

    def each_moment(self, stage, count, work):
        """Calls work(home, number, moment) on a fresh home each time."""
        self.assertGreater(count, 0)
        for number, moment in enumerate(kills.moments(count, f'{SEED} {stage}')):
            with self.subTest(stage=stage, number=number, moment=moment):
                home = self.folder / 'killed'
                shutil.rmtree(home, ignore_errors=True)
                self.begin_again(home)
                work(home, number, moment)
        print(f'{stage}: killed {count} times, seed {SEED}', flush=True)


class CrashTest(Kills, TrainedTest):
    without = ('feature_cache',)
    # A hand kills the program itself, or whoever runs it as a job, or the job.
    WAYS = ('program', 'runner', 'job')

    def setUp(self):
        super().setUp()
        *earlier, self.before, self.tonight = SESSIONS[:6]
        for session in earlier:
            self.scan(session)

    def published(self, home=None):
        return kills.rows_of((home or self.home) / DATA / 'turbomode.db', *TIMES)

    def undisturbed(self, *arguments):
        home = self.folder / 'undisturbed'
        shutil.copytree(self.home, home)
        duration = self.timed(*arguments, home=home)
        return home, duration

    def assert_finished(self, home, after):
        """As an undisturbed run left it: signals, predictions, closings, ledger."""
        self.assert_whole(home)
        self.assertEqual(self.published(home), after)
        verified = self.json('ledger', 'verify', home=home)
        self.assertTrue(verified['sound'])
        # No job is left that claims to run.
        self.assertNotIn('RUNNING',
                         {job['state'] for job in self.json('jobs', 'list', home=home)['jobs']})

    def test_scan(self):
        before = self.published()
        undisturbed, duration = self.undisturbed('jobs', 'run', 'scan', '--as-of', self.before)
        after = self.published(undisturbed)
        self.assertNotEqual(before, after)

        def work(home, number, moment):
            way = self.WAYS[number % 3]
            scan = ('scan', '--as-of', self.before) if way == 'program' else \
                ('jobs', 'run', 'scan', '--as-of', self.before)
            self.kill(self.command(home, *scan), duration, moment, is_child=way == 'job')
            self.assert_whole(home)
            self.assertIn(self.published(home), (before, after))
            self.expect(0, *scan, home=home)
            self.assert_finished(home, after)
        self.each_moment('scan', share(28), work)

    def test_publish(self):
        """Killed at writes to the signals, where strace can do so; else in the end of a scan."""
        before = self.published()
        undisturbed, duration = self.undisturbed('scan', '--as-of', self.before)
        after = self.published(undisturbed)
        counting = self.folder / 'counting'
        self.begin_again(counting)

        def paths(home):
            # No companion of a database that nobody has open is there yet.
            return [home / DATA / f'turbomode.db{end}' for end in ('', '-wal', '-shm')]
        is_traced = kills.can_trace()
        writes = kills.writes_of(self.command(counting, 'scan', '--as-of', self.before),
                                 paths(counting)) if is_traced else []

        def work(home, _, moment):
            scan = self.command(home, 'scan', '--as-of', self.before)
            if writes:
                self.assertTrue(kills.kill_at_write(scan, paths(home), writes,
                                                    int(moment * len(writes))))
            else:
                self.kill(scan, duration, 0.8 + 0.2 * moment)
            self.assert_whole(home)
            self.assertIn(self.published(home), (before, after))
            self.expect(0, 'scan', '--as-of', self.before, home=home)
            self.assert_finished(home, after)
        self.each_moment(f'publish ({len(writes)} writes)', share(28), work)

    def test_update(self):
        # Eleven weeks that the simulated market grows by.
        with mock.patch.dict(os.environ, TURBOMODE_NOW='2024-08-31T03:30:00Z'):
            undisturbed, duration = self.undisturbed('jobs', 'run', 'update')
            after = kills.prices_of(undisturbed)
            self.assertNotEqual(after, kills.prices_of(self.home))
            market_data = program.pathlib.Path(self.program).with_name('market_data')

            def work(home, number, moment):
                way = self.WAYS[number % 3]
                command = self.command(home, 'update', program_path=market_data) \
                    if way == 'program' else self.command(home, 'jobs', 'run', 'update')
                self.kill(command, duration, moment, is_child=way == 'job')
                self.assert_whole(home)
                self.expect(0, 'jobs', 'run', 'update', home=home)
                self.assertEqual(kills.prices_of(home), after)
                self.assert_whole(home)
            self.each_moment('update', share(28), work)

    def test_backup_and_restore(self):
        kept = self.json('backup')['path']
        saved = self.published()
        self.scan(self.before)
        later = self.published()
        for arguments, allowed in ((('backup',), [later]), (('restore', kept), [saved, later])):
            _, duration = self.undisturbed(*arguments)
            shutil.rmtree(self.folder / 'undisturbed')

            def work(home, _, moment, arguments=arguments, allowed=allowed, duration=duration):
                self.kill(self.command(home, *arguments), duration, moment)
                self.assert_whole(home)
                self.assertIn(self.published(home), allowed)
                for backup in (home / DATA / 'backups').glob('*.db'):
                    self.assertIn(kills.rows_of(backup, *TIMES), (saved, later))
                self.expect(0, *arguments, home=home)
                self.assertEqual(self.published(home), allowed[0])
                self.assertEqual(list((home / DATA / 'backups').glob('*.tmp*')), [])
            self.each_moment(arguments[0], share(8), work)


@unittest.skipIf(IS_SAMPLE, 'command_line_train_test kills trainings')
class TrainCrashTest(Kills, TrainTest):
    def test_train(self):
        undisturbed = self.folder / 'undisturbed'
        shutil.copytree(self.home, undisturbed)
        duration = kills.seconds_of(self.command(undisturbed, 'train', '--as-of', SECOND))
        model = self.json('models', 'list', home=undisturbed)['models'][0]['id']
        expected = self.model_bytes(model, undisturbed)

        def work(home, _, moment):
            self.kill(self.command(home, 'train', '--as-of', SECOND), duration, moment)
            self.assert_whole(home)
            for listed in self.json('models', 'list', home=home)['models']:
                self.json('models', 'show', listed['id'], home=home)  # All or nothing of it.
            self.assertEqual(self.train(SECOND, home=home), model)
            self.assertEqual(self.model_bytes(model, home), expected)
            self.assertEqual([path for path in (home / MODELS).rglob('*') if '.tmp' in path.name],
                             [])
        self.each_moment('train', share(16), work)


if __name__ == '__main__':
    program.main()
