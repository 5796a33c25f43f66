"""turbomode train: the same bytes on any number of threads; killed at any moment; locked out."""
import atexit
import fcntl
import functools
import json
import pathlib
import shutil
import subprocess
import tempfile
import time

import program

END = '2024-06-14'
FIRST, SECOND = '2024-05-24', '2024-06-07'
# As little as a training takes: 200 nights beyond the warm-up. No market this small passes the
# gate, so a champion is written by hand and trainings end with exit 3.
MARKET = ('--symbols', '12', '--sessions', '480', '--end', END, '--edge', '1.0', '--seed', '12')
MODELS = 'backend/data/turbomode_models'
REFUSED = 3
MOMENTS = 5
# A model is 33 files and more.
FILES_WRITTEN = (1, 24)


@functools.cache
def market_home(program_path):
    """A home with prices alone, made once and removed at the end."""
    folder = tempfile.TemporaryDirectory(prefix='turbomode_market_')
    atexit.register(folder.cleanup)
    market_data = pathlib.Path(program_path).with_name('market_data')
    subprocess.run([market_data, 'simulate', *MARKET, '--home', folder.name], check=True,
                   capture_output=True, timeout=240)
    return pathlib.Path(folder.name)


class TrainTest(program.ProgramTest):
    """Each test gets a copy of the home to spoil."""

    def setUp(self):
        super().setUp()
        shutil.copytree(market_home(self.program), self.home, dirs_exist_ok=True)

    def train(self, as_of, *options, home=None):
        """The id of the model that a training saves."""
        done = self.expect(REFUSED, 'train', '--as-of', as_of, '--json', *options, home=home)
        return json.loads(done.stdout)['id']

    def model_bytes(self, model, home):
        """The bytes of each file of a model by its name."""
        return {file.name: file.read_bytes() for file in (home / MODELS / model).iterdir()}


class SameBytesTest(TrainTest):
    def trained(self, name, threads):
        """A model's id and files, trained in a home of its own."""
        home = self.folder / name
        shutil.copytree(self.home, home)
        settings = self.write(f'{name}.toml', '[models]', f'threads = {threads}')
        model = self.train(FIRST, '--config', settings, home=home)
        return model, self.model_bytes(model, home)

    def test_the_same_data_and_seed_give_the_same_bytes(self):
        two_threads = self.trained('two', 2)
        self.assertGreater(len(two_threads[1]), 32)
        self.assertEqual(self.trained('two_again', 2), two_threads)
        one_thread = self.trained('one', 1)
        # The settings have a hash in the manifest, and the threads are one of them.
        manifests = []
        for _, files in (one_thread, two_threads):
            manifests.append(json.loads(files.pop('manifest.json')))
            self.assertNotEqual(manifests[-1].pop('config_hash'), '')
        self.assertEqual(one_thread[1], two_threads[1])
        self.assertEqual(*manifests)


class KilledTest(TrainTest):
    def setUp(self):
        super().setUp()
        self.models = self.home / MODELS
        self.champion = self.train(FIRST)
        (self.models / 'champion.json').write_text(
            json.dumps({'application': 'turbomode', 'champions': [self.champion]}))
        self.champion_bytes = self.model_bytes(self.champion, self.home)

    def halves(self):
        return list(self.models.glob('.tm-*.tmp'))

    def kill_while_saving(self, files):
        """Kills a training once so many files of its model are there."""
        command = [self.program, 'train', '--as-of', SECOND, '--home', str(self.home)]
        with subprocess.Popen(command, stdout=subprocess.DEVNULL,
                              stderr=subprocess.DEVNULL) as running:
            before = set(self.halves())
            while running.poll() is None:
                for half in set(self.halves()) - before:
                    if len(list(half.iterdir())) >= files:
                        running.kill()

    def assert_as_it_was(self):
        listed = self.json('models', 'list')
        self.assertEqual(listed['champion'], self.champion)
        self.assertEqual({model['fault'] for model in listed['models']}, {None})
        ids = {model['id'] for model in listed['models']}
        for model in ids:
            self.json('models', 'show', model)  # Every file against its hash.
        visible = {path.name for path in self.models.iterdir() if path.name[0] != '.'}
        self.assertEqual(visible, ids | {'champion.json'})
        self.assertEqual(self.model_bytes(self.champion, self.home), self.champion_bytes)

    def test_at_any_moment_the_models_stay_as_they_were_and_the_next_training_cleans_up(self):
        undisturbed = self.folder / 'undisturbed'
        shutil.copytree(self.home, undisturbed)
        start = time.monotonic()
        second = self.train(SECOND, home=undisturbed)
        duration = time.monotonic() - start

        killed = 0
        for moment in range(MOMENTS):
            with self.subTest(moment=moment):
                killed += self.kill_after(duration * (moment + 0.5) / MOMENTS, 'train', '--as-of',
                                          SECOND, home=self.home)
                self.assert_as_it_was()
        self.assertGreater(killed, MOMENTS // 2, 'too few runs were killed to tell anything')

        halves = 0
        for files in FILES_WRITTEN:
            with self.subTest(files=files):
                shutil.rmtree(self.models / second, ignore_errors=True)
                self.kill_while_saving(files)
                # The half of the run before was removed by this one.
                self.assertLessEqual(len(self.halves()), 1)
                halves += len(self.halves())
                self.assert_as_it_was()
        self.assertGreater(halves, 0, 'no training was killed while it saved its model')

        shutil.rmtree(self.models / second, ignore_errors=True)
        self.assertEqual(self.train(SECOND), second)
        self.assert_as_it_was()
        self.assertEqual(self.model_bytes(second, self.home),
                         self.model_bytes(second, undisturbed))
        self.assertEqual([path for path in self.models.rglob('*') if '.tmp' in path.name], [])


class ScheduledTest(TrainTest):
    def trainings(self):
        """The jobs, the oldest first."""
        listed = self.json('jobs', 'list', '--limit', '1000')['jobs']
        return [job for job in reversed(listed) if job['kind'] == 'train']

    def test_kept_out_by_a_lock_it_is_made_up_for_once(self):
        # Due on Monday 10 June. Without a champion no night is published: one attempt is enough.
        (self.home / 'turbomode.toml').write_text(
            '[schedule]\nattempts_max = 1\ntraining = "weekly"\ntraining_day = "monday"\n'
            'training_at = "20:00"\n', encoding='ascii')
        command = [self.program, 'rehearse', '--from', '2024-06-07', '--to', '2024-06-10',
                   '--home', str(self.home)]
        (self.home / MODELS).mkdir(parents=True)
        with (self.home / MODELS / '.lock').open('w', encoding='ascii') as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            with subprocess.Popen(command, stdout=subprocess.DEVNULL,
                                  stderr=subprocess.DEVNULL) as running:
                while running.poll() is None and 'FAILED' not in {
                        job['state'] for job in self.trainings()}:
                    pass
                fcntl.flock(lock, fcntl.LOCK_UN)
                self.assertEqual(running.wait(240), 0)
        *kept_out, judged = self.trainings()
        self.assertEqual({(job['key'], job['exit_code']) for job in [*kept_out, judged]},
                         {('2024-06-10', REFUSED)})
        self.assertGreater(len(kept_out), 0)
        for job in kept_out:
            self.assertIn('locked by', job['message'])
        # The gate refused the model of this one, and that settled it.
        self.assertIn('saved but not promoted', judged['message'])
        models = [model['id'] for model in self.json('models', 'list')['models']]
        self.assertEqual([model[:13] for model in models], ['tm-2024-06-10'])


if __name__ == '__main__':
    program.main()
