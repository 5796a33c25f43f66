"""ml_automation verify-separation: it holds on a sound home, and each planted fault is named.

    PYTHONPATH=tests/support python3 command_line_separation_test.py PATH_OF_THE_PROGRAM
"""
import hashlib
import os
import shutil
import sqlite3
import subprocess
import unittest

import ml_home
import program
from ml_home import DATABASE, MODELS

SIBLINGS_DATABASE = 'backend/data/turbomode.db'
SIBLINGS_MODELS = 'backend/data/turbomode_models'
SIBLINGS_STAMP = 0x5442304d


class SeparationTest(ml_home.HomeTest):
    def setUp(self):
        super().setUp()
        self.expect(0, 'cycle', '--as-of', '2024-06-03')
        self.plant_sibling()

    def plant_sibling(self):
        """What TurboMode leaves behind, as far as this program may ever see it."""
        model = self.home / SIBLINGS_MODELS / 'tm-2024-05-31-0123abcd'
        model.mkdir(parents=True)
        (model / 'manifest.json').write_text('{"application": "turbomode"}', encoding='ascii')
        (model / 'learner.bin').write_bytes(b'weights of the sibling')
        connection = sqlite3.connect(self.home / SIBLINGS_DATABASE)
        connection.execute(f'PRAGMA application_id = {SIBLINGS_STAMP}')
        connection.execute('CREATE TABLE run (session)')
        connection.close()

    def own_model(self):
        folder, = (path for path in (self.home / MODELS).iterdir() if path.is_dir())
        return folder

    def checks(self, code):
        text = self.expect(code, 'verify-separation', '--json').stdout
        document = program.json.loads(text)
        self.assertEqual(document['holds'], code == 0)
        return {check['name']: check for check in document['checks']}

    def assert_broken(self, name, *words):
        """That check and no other is broken, and its offenders name all of the words."""
        checks = self.checks(3)
        self.assertEqual([one for one in checks if not checks[one]['holds']], [name])
        for word in words:
            self.assertIn(word, ' '.join(checks[name]['offenders']))
        self.assertIn('! ', self.expect(3, 'verify-separation').stdout)

    def test_a_sound_home_holds_with_evidence_and_is_left_as_it_was(self):
        def everything():  # But for what SQLite's readers keep beside it.
            return {str(path): (path.stat().st_mtime_ns,
                                hashlib.sha256(path.read_bytes()).hexdigest())
                    for path in self.home.rglob('*')
                    if path.is_file() and not path.name.endswith(('-shm', '-wal'))}
        before = everything()
        checks = self.checks(0)
        self.assertEqual(list(checks), ['different model files', 'different schedulers',
                                        'different databases', 'no common imports',
                                        'only features and prices shared'])
        self.assertTrue(all(check['evidence'] for check in checks.values()))
        self.assertEqual(everything(), before)

    def test_a_home_with_nothing_in_it_holds(self):
        empty = self.folder / 'empty'
        empty.mkdir()
        self.assertIn('not there yet', self.expect(0, 'verify-separation', home=empty).stdout)
        self.assertEqual(list(empty.rglob('*')), [])

    def test_check_1_a_model_file_copied_across_is_named(self):
        copy = self.home / SIBLINGS_MODELS / 'tm-2024-05-31-0123abcd' / 'learner.bin'
        shutil.copy(copy, self.own_model() / 'forest_copy.txt')
        self.assert_broken('different model files', 'forest_copy.txt', 'learner.bin')

    def test_check_1_a_linked_model_is_named(self):
        link = self.home / MODELS / 'ml-2024-06-04-00000000'
        link.symlink_to(self.home / SIBLINGS_MODELS / 'tm-2024-05-31-0123abcd')
        self.assert_broken('different model files', link.name, 'tm-2024-05-31')

    def test_check_1_a_file_with_two_names_is_named(self):
        theirs = self.home / SIBLINGS_MODELS / 'tm-2024-05-31-0123abcd' / 'learner.bin'
        os.link(theirs, self.own_model() / 'hard.bin')
        self.assert_broken('different model files', 'hard.bin', 'one file with two names')

    def test_check_1_a_model_of_the_other_application_is_named(self):
        theirs = self.home / MODELS / 'tm-moved'
        shutil.move(self.home / SIBLINGS_MODELS / 'tm-2024-05-31-0123abcd', theirs)
        self.assert_broken('different model files', 'tm-moved', "of 'turbomode'")

    def test_check_1_one_folder_for_both_is_named(self):
        (self.home / 'turbomode.toml').write_text(f'[paths]\nmodels_dir = "{MODELS}"\n',
                                                  encoding='ascii')
        self.assert_broken('different model files', 'are not apart')

    def test_check_2_the_same_time_is_named(self):
        self.settings('[schedule]\ncycle_at = "23:00"\n')
        self.assert_broken('different schedulers', 'both are due at 23:00')

    def test_check_2_the_same_port_is_named(self):
        (self.home / 'turbomode.toml').write_text('[serve]\nport = 5001\n', encoding='ascii')
        self.assert_broken('different schedulers', 'port 5001')

    def test_check_2_a_shared_lock_is_named(self):
        theirs = self.home / (SIBLINGS_DATABASE + '.scan.lock')
        ours = self.home / (DATABASE + '.cycle.lock')
        theirs.symlink_to(ours)
        self.assert_broken('different schedulers', 'scan.lock', 'cycle.lock', 'same file')
        theirs.unlink()
        os.link(ours, theirs)
        self.assert_broken('different schedulers', 'scan.lock')

    def test_check_3_a_database_path_pointed_across_is_named(self):
        (self.home / 'turbomode.toml').write_text(f'[paths]\nturbomode_db = "{DATABASE}"\n',
                                                  encoding='ascii')
        checks = self.checks(3)
        offenders = ' '.join(checks['different databases']['offenders'])
        self.assertIn('advanced_ml_system.db', offenders)
        self.assertIn('same file', offenders)

    def test_check_3_a_link_to_a_database_is_named(self):
        for path in (self.home / DATABASE).parent.iterdir():
            path.unlink()
        (self.home / DATABASE).symlink_to(self.home / SIBLINGS_DATABASE)
        checks = self.checks(3)
        offenders = ' '.join(checks['different databases']['offenders'])
        self.assertIn('is a link', offenders)
        self.assertIn('is not a database of ML Automation', offenders)

    def test_check_4_nothing_of_the_sibling_is_linked(self):
        evidence = self.checks(0)['no common imports']['evidence']
        self.assertIn('ml_automation_cycle', evidence)
        self.assertEqual([line for line in evidence if 'turbomode' in line], [])

    def test_check_5_prices_that_are_somebody_elses_are_named(self):
        self.settings(f'[paths]\nmarket_data_db = "{SIBLINGS_DATABASE}"\n')
        self.assert_broken('only features and prices shared', 'turbomode.db')

    @unittest.skipUnless(os.geteuid() == 0, 'only root can become somebody else')
    def test_check_5_another_user_who_may_only_read_the_prices_needs_no_more(self):
        own = self.folder / 'own'
        own.mkdir()
        prices = self.home / 'backend/data/market_data.db'
        (own / 'ml_automation.toml').write_text(
            ml_home.SETTINGS + f'[paths]\nmarket_data_db = "{prices}"\n', encoding='ascii')
        nobody = 65534
        os.chown(own, nobody, nobody)
        for folder in (self.folder, self.home):
            folder.chmod(0o755)
        for arguments in (('cycle', '--as-of', '2024-06-03'), ('verify-separation',)):
            done = subprocess.run([self.program, *arguments, '--home', str(own)], user=nobody,
                                  group=nobody, extra_groups=(), capture_output=True, text=True,
                                  check=False, timeout=120)
            self.assertEqual(done.returncode, 0, done.stdout + done.stderr)

    def test_settings_of_the_sibling_that_cannot_be_read_are_named(self):
        (self.home / 'turbomode.toml').write_text('[paths\n', encoding='ascii')
        self.refused(3, 'turbomode.toml', 'verify-separation')
        for text, name in (('[paths]\nmodels_dir = 7\n', 'paths.models_dir'),
                           ('[serve]\nport = "5001"\n', 'serve.port')):
            (self.home / 'turbomode.toml').write_text(text, encoding='ascii')
            self.refused(3, name, 'verify-separation')

    def test_the_siblings_things_are_refused_in_use_too(self):
        (self.home / 'turbomode.toml').write_text('', encoding='ascii')
        self.refused(2, 'belongs to another program', 'status', '--config',
                     str(self.home / 'turbomode.toml'))
        self.settings(f'[paths]\ndatabase = "{SIBLINGS_DATABASE}"\n')
        self.refused(3, 'not a ML Automation database', 'cycle', '--as-of', '2024-06-04')
        for folder in (SIBLINGS_MODELS, SIBLINGS_MODELS + '/inner', 'backend/data'):
            self.settings(f'[paths]\nmodels_dir = "{folder}"\n')
            self.refused(3, 'turbomode_models', 'cycle', '--as-of', '2024-06-04')


if __name__ == '__main__':
    program.main()
