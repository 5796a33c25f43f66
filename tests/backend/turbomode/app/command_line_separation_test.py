"""turbomode verify-separation: it holds on a sound home, and each planted fault is named.

    PYTHONPATH=tests/support python3 command_line_separation_test.py PATH_OF_THE_PROGRAM
"""
import hashlib
import json
import os
import pathlib
import shutil
import sqlite3
import subprocess

import program

DATABASE = 'backend/data/turbomode.db'
MODELS = 'backend/data/turbomode_models'
MODEL = MODELS + '/tm-2024-05-31-0123abcd'
STRANGERS_DATABASE = 'backend/backend/data/advanced_ml_system.db'
STRANGERS_MODELS = 'backend/data/ml_models'
STRANGERS_MODEL = STRANGERS_MODELS + '/ml-2024-05-31-89abcdef'
STAMP, STRANGERS_STAMP = 0x5442304d, 0x4d4c4130
NAMES = ['different model files', 'different schedulers', 'different databases',
         'no common imports', 'only features and prices shared']


class SeparationTest(program.ProgramTest):
    def setUp(self):
        super().setUp()
        market_data = pathlib.Path(self.program).with_name('market_data')
        subprocess.run([str(market_data), 'simulate', '--symbols', '5', '--sessions', '60',
                        '--home', str(self.home)], check=True, capture_output=True, timeout=60)
        for folder, application in ((MODEL, 'turbomode'), (STRANGERS_MODEL, 'ml_automation')):
            path = self.home / folder
            path.mkdir(parents=True)
            (path / 'manifest.json').write_text(json.dumps({'application': application}),
                                                encoding='ascii')
            (path / 'weights.bin').write_bytes(b'weights of ' + application.encode())
        for database, stamp in ((DATABASE, STAMP), (STRANGERS_DATABASE, STRANGERS_STAMP)):
            path = self.home / database
            path.parent.mkdir(parents=True, exist_ok=True)
            connection = sqlite3.connect(path)
            connection.execute(f'PRAGMA application_id = {stamp}')
            connection.execute('CREATE TABLE t (x)')
            connection.close()

    def settings(self, text, whose='turbomode'):
        (self.home / f'{whose}.toml').write_text(text, encoding='ascii')

    def checks(self, code):
        document = json.loads(self.expect(code, 'verify-separation', '--json').stdout)
        self.assertEqual(document['holds'], code == 0)
        return {check['name']: check for check in document['checks']}

    def assert_broken(self, name, *words):
        """That check and no other is broken, and its offenders name all of the words."""
        checks = self.checks(3)
        self.assertEqual([one for one in checks if not checks[one]['holds']], [name])
        for word in words:
            self.assertIn(word, ' '.join(checks[name]['offenders']))
        text = self.expect(3, 'verify-separation').stdout
        self.assertIn(f'BROKEN  {name}', text)
        self.assertIn('1 of 5 checks are broken', text)

    def test_a_sound_home_holds_with_evidence_and_is_left_as_it_was(self):
        def everything():  # But for what SQLite's readers keep beside it.
            return {str(path): (path.stat().st_mtime_ns,
                                hashlib.sha256(path.read_bytes()).hexdigest())
                    for path in self.home.rglob('*')
                    if path.is_file() and not path.name.endswith(('-shm', '-wal'))}
        before = everything()
        checks = self.checks(0)
        self.assertEqual(list(checks), NAMES)
        self.assertTrue(all(check['evidence'] for check in checks.values()))
        self.assertEqual(everything(), before)

    def test_a_home_with_nothing_in_it_holds(self):
        empty = self.folder / 'empty'
        empty.mkdir()
        self.assertIn('not there yet', self.expect(0, 'verify-separation', home=empty).stdout)
        self.assertEqual(list(empty.rglob('*')), [])

    def test_check_1_a_model_file_copied_across_is_named(self):
        shutil.copy(self.home / STRANGERS_MODEL / 'weights.bin', self.home / MODEL / 'copied.bin')
        self.assert_broken(NAMES[0], 'copied.bin', 'weights.bin', 'SHA-256')

    def test_check_1_a_linked_model_is_named(self):
        (self.home / MODELS / 'tm-linked').symlink_to(self.home / STRANGERS_MODEL)
        self.assert_broken(NAMES[0], 'tm-linked', 'ml-2024-05-31')

    def test_check_1_a_file_with_two_names_is_named(self):
        os.link(self.home / MODEL / 'weights.bin', self.home / STRANGERS_MODEL / 'hard.bin')
        self.assert_broken(NAMES[0], 'hard.bin')

    def test_check_1_a_model_of_the_other_application_is_named(self):
        shutil.move(self.home / STRANGERS_MODEL, self.home / MODELS / 'moved')
        self.assert_broken(NAMES[0], 'moved', "'ml_automation'")

    def test_check_2_the_same_time_is_named(self):
        self.settings('[schedule]\ncycle_at = "23:00"\n', 'ml_automation')
        self.assert_broken(NAMES[1], 'both are due at 23:00')

    def test_check_2_the_same_port_is_named(self):
        self.settings('[serve]\nport = 5001\n')
        self.assert_broken(NAMES[1], 'port 5001')

    def test_check_2_a_shared_lock_is_named(self):
        ours = self.home / (DATABASE + '.scan.lock')
        theirs = self.home / (STRANGERS_DATABASE + '.cycle.lock')
        ours.write_bytes(b'')
        theirs.symlink_to(ours)
        self.assert_broken(NAMES[1], 'scan.lock', 'cycle.lock', 'are one file')
        theirs.unlink()
        os.link(ours, theirs)
        self.assert_broken(NAMES[1], 'scan.lock', 'cycle.lock')

    def test_check_3_a_database_path_pointed_across_is_named(self):
        self.settings(f'[paths]\ndatabase = "{DATABASE}"\n', 'ml_automation')
        offenders = ' '.join(self.checks(3)[NAMES[2]]['offenders'])
        self.assertIn('turbomode.db are one file', offenders)
        self.assertIn("is not ML Automation's", offenders)

    def test_check_3_a_link_to_a_database_is_named(self):
        (self.home / DATABASE).unlink()
        (self.home / DATABASE).symlink_to(self.home / STRANGERS_DATABASE)
        self.assert_broken(NAMES[2], 'turbomode.db', 'are one file', "is not TurboMode's")

    def test_check_3_stamps_that_were_swapped_are_named(self):
        connection = sqlite3.connect(self.home / DATABASE)
        connection.execute(f'PRAGMA application_id = {STRANGERS_STAMP}')
        connection.close()
        self.assert_broken(NAMES[2], "turbomode.db is not TurboMode's")

    def test_check_4_nothing_of_the_sibling_is_linked(self):
        evidence = ' '.join(self.checks(0)[NAMES[3]]['evidence'])
        self.assertIn('turbomode_nightly', evidence)
        self.assertNotIn('ml_automation', evidence)

    def test_check_5_prices_that_are_somebody_elses_are_named(self):
        self.settings(f'[paths]\nmarket_data_db = "{STRANGERS_DATABASE}"\n')
        self.assert_broken(NAMES[4], 'advanced_ml_system.db')

    def test_check_5_the_prices_are_open_for_reading_only(self):
        evidence = ' '.join(self.checks(0)[NAMES[4]]['evidence'])
        self.assertIn('shared: bars base features market_data_reader', evidence)
        self.assertIn('open 1 times, 0 of them for writing', evidence)

    def test_settings_of_the_sibling_that_cannot_be_read_are_named(self):
        self.settings('[paths\n', 'ml_automation')
        self.refused(3, 'ml_automation.toml: could not be read', 'verify-separation')

    def test_the_siblings_settings_are_refused_by_name(self):
        self.settings('', 'ml_automation')
        self.refused(2, 'settings of another program', 'status', '--config',
                     str(self.home / 'ml_automation.toml'))
        (self.home / 'turbomode.toml').symlink_to(self.home / 'ml_automation.toml')
        self.refused(2, 'settings of another program', 'status')

    def test_the_siblings_folder_of_models_is_refused_by_name(self):
        (self.home / 'innocent').symlink_to(self.home / STRANGERS_MODELS)
        for folder in (STRANGERS_MODELS, STRANGERS_MODELS + '/inner', 'backend/data', 'innocent'):
            self.settings(f'[paths]\nmodels_dir = "{folder}"\n')
            for command in (('train',), ('scan',), ('models', 'list'), ('serve', '--port', '0')):
                self.refused(3, "ML Automation's folder of models", *command)

    def test_the_siblings_database_is_refused(self):
        self.settings(f'[paths]\nturbomode_db = "{STRANGERS_DATABASE}"\n')
        self.refused(3, 'not a TurboMode database', 'signals', 'list')


if __name__ == '__main__':
    program.main()
