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
from unittest import mock

import program

ROOT = pathlib.Path(__file__).resolve().parents[4]

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

    def test_a_sibling_at_work_is_not_written_beside(self):
        connection = sqlite3.connect(self.home / STRANGERS_DATABASE)
        connection.execute('PRAGMA journal_mode = WAL')
        connection.close()
        folder = (self.home / STRANGERS_DATABASE).parent
        before = sorted(folder.iterdir())
        self.checks(0)
        self.assertEqual(sorted(folder.iterdir()), before)

    def test_a_home_without_the_sibling_holds(self):
        shutil.rmtree(self.home / STRANGERS_MODELS)
        shutil.rmtree((self.home / STRANGERS_DATABASE).parents[1])
        evidence = self.checks(0)
        for name, path in ((NAMES[0], STRANGERS_MODELS), (NAMES[2], STRANGERS_DATABASE)):
            self.assertIn(f'{path}: not there yet', ' '.join(evidence[name]['evidence']))

    def test_a_home_with_nothing_in_it_holds(self):
        empty = self.folder / 'empty'
        empty.mkdir()
        self.assertIn('not there yet', self.expect(0, 'verify-separation', home=empty).stdout)
        self.assertEqual(list(empty.rglob('*')), [])

    def test_check_1_every_file_is_shown_with_its_hash_and_size(self):
        evidence = self.checks(0)[NAMES[0]]['evidence']
        for folder in (MODEL, STRANGERS_MODEL):
            for path in (self.home / folder).iterdir():
                row = [hashlib.sha256(path.read_bytes()).hexdigest(), str(path.stat().st_size),
                       str(path.resolve())]
                self.assertIn(row, [line.split() for line in evidence])

    def test_check_1_a_model_file_copied_across_is_named(self):
        shutil.copy(self.home / STRANGERS_MODEL / 'weights.bin', self.home / MODEL / 'copied.bin')
        self.assert_broken(NAMES[0], 'copied.bin', 'weights.bin', 'SHA-256')

    def test_check_1_a_linked_model_is_named(self):
        (self.home / MODELS / 'tm-linked').symlink_to(self.home / STRANGERS_MODEL)
        self.assert_broken(NAMES[0], 'tm-linked', 'ml-2024-05-31')

    def test_check_1_a_file_with_two_names_is_named(self):
        os.link(self.home / MODEL / 'weights.bin', self.home / STRANGERS_MODEL / 'hard.bin')
        self.assert_broken(NAMES[0], 'hard.bin', 'are one file')

    def test_check_1_an_empty_file_with_two_names_is_named(self):
        (self.home / MODEL / 'empty.bin').write_bytes(b'')
        (self.home / STRANGERS_MODEL / 'also_empty.bin').write_bytes(b'')
        self.checks(0)
        os.link(self.home / MODEL / 'empty.bin', self.home / STRANGERS_MODEL / 'hard.bin')
        self.assert_broken(NAMES[0], 'empty.bin', 'hard.bin', 'are one file')

    def test_check_1_the_siblings_folder_behind_a_link_to_ours_is_named(self):
        shutil.rmtree(self.home / STRANGERS_MODELS)
        (self.home / STRANGERS_MODELS).symlink_to(self.home / MODELS)
        self.assert_broken(NAMES[0], 'turbomode_models', 'are not two folders')

    def test_check_1_a_folder_of_the_sibling_inside_ours_is_named(self):
        self.settings(f'[paths]\nmodels_dir = "{MODELS}/inner"\n', 'ml_automation')
        self.assert_broken(NAMES[0], 'turbomode_models/inner', 'are not two folders')

    def test_check_1_a_folder_that_cannot_be_looked_through_is_named(self):
        shutil.rmtree(self.home / MODELS)
        (self.home / MODELS).write_bytes(b'no folder')
        self.assert_broken(NAMES[0], 'turbomode_models: could not be looked through')

    def test_check_1_a_file_of_whatever_name_is_shown(self):
        name = os.fsencode(self.home / MODEL) + b'/caf\xe9\n.bin'
        with open(name, 'wb') as file:
            file.write(b'weights of nobody else')
        self.assertIn('caf\\xe9\\x0a.bin', ' '.join(self.checks(0)[NAMES[0]]['evidence']))

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
        theirs.unlink()
        ours.unlink()
        theirs.symlink_to(ours)  # To a lock that the next night makes.
        self.assert_broken(NAMES[1], 'scan.lock', 'cycle.lock', 'are one file')

    def test_check_2_settings_of_the_wrong_kind_are_no_defaults(self):
        for text, setting in (('[schedule]\ncycle_at = 23:00:00\n', 'schedule.cycle_at is no text'),
                              ('[schedule]\ncycle_at = "23:00 "\n', 'cycle_at is no time of day'),
                              ('[serve]\nport = "5000"\n', 'serve.port is no whole number'),
                              ('schedule = 3\n', 'schedule.cycle_at is no text')):
            self.settings(text, 'ml_automation')
            self.assert_broken(NAMES[1], 'ml_automation.toml: could not be read', setting)

    def test_check_3_a_database_path_pointed_across_is_named(self):
        self.settings(f'[paths]\ndatabase = "{DATABASE}"\n', 'ml_automation')
        offenders = ' '.join(self.checks(3)[NAMES[2]]['offenders'])
        self.assertIn('turbomode.db are one file', offenders)
        self.assertIn("is not ML Automation's", offenders)

    def test_check_3_a_link_to_a_database_is_named(self):
        (self.home / DATABASE).unlink()
        (self.home / DATABASE).symlink_to(self.home / STRANGERS_DATABASE)
        self.assert_broken(NAMES[2], 'turbomode.db', 'are one file', "is not TurboMode's")

    def test_check_3_a_link_to_where_a_database_will_be_is_named(self):
        (self.home / DATABASE).unlink()
        (self.home / STRANGERS_DATABASE).unlink()
        (self.home / STRANGERS_DATABASE).symlink_to(self.home / DATABASE)
        self.assertIn('are one file', ' '.join(self.checks(3)[NAMES[2]]['offenders']))

    def test_check_3_a_folder_behind_a_link_is_seen_through(self):
        shutil.rmtree((self.home / STRANGERS_DATABASE).parents[1])
        name = 'backend/data/advanced_ml_system.db'
        (self.home / DATABASE).rename(self.home / name)
        self.settings(f'[paths]\nturbomode_db = "{name}"\n')
        (self.home / 'backend/backend').symlink_to(self.home / 'backend')
        self.assertIn('are one file', ' '.join(self.checks(3)[NAMES[2]]['offenders']))

    def test_check_3_a_database_with_two_names_is_named(self):
        (self.home / STRANGERS_DATABASE).unlink()
        os.link(self.home / DATABASE, self.home / STRANGERS_DATABASE)
        self.assert_broken(NAMES[2], 'are one file', "is not ML Automation's")

    def test_check_3_a_link_in_a_circle_is_named(self):
        (self.home / STRANGERS_DATABASE).unlink()
        (self.home / STRANGERS_DATABASE).symlink_to(self.home / STRANGERS_DATABASE)
        self.assert_broken(NAMES[2], 'advanced_ml_system.db leads to')

    def test_check_3_stamps_that_were_swapped_are_named(self):
        connection = sqlite3.connect(self.home / DATABASE)
        connection.execute(f'PRAGMA application_id = {STRANGERS_STAMP}')
        connection.close()
        self.assert_broken(NAMES[2], "turbomode.db is not TurboMode's")

    def test_check_4_nothing_of_the_sibling_is_linked(self):
        evidence = ' '.join(self.checks(0)[NAMES[3]]['evidence'])
        self.assertIn('turbomode_nightly', evidence)
        self.assertIn('0 and 0 of ml_automation', evidence)

    def beside(self, sibling):
        """This program with those bytes beside it in place of the sibling."""
        folder = self.folder / 'bin'
        folder.mkdir(exist_ok=True)
        copy = folder / 'turbomode'
        if not copy.exists():
            shutil.copy(self.program, copy)
        if sibling is not None:
            (folder / 'ml_automation').write_bytes(sibling)
        return mock.patch.object(SeparationTest, 'program', str(copy))

    def test_check_4_a_sibling_with_our_code_in_it_is_named(self):
        own = b'backend/ml_automation/app/main.cpp _ZN13ml_automation3app3runEv'
        with self.beside(None):
            self.assertIn('bin/ml_automation: not there',
                          ' '.join(self.checks(0)[NAMES[3]]['evidence']))
        with self.beside(own):
            self.assertIn('bin/ml_automation: 1 paths and 1 names of ml_automation, 0 and 0 of',
                          ' '.join(self.checks(0)[NAMES[3]]['evidence']))
        for code in (b'backend/turbomode/store/database.cpp', b'_ZN9turbomode5store8read_runEv'):
            with self.beside(own + code):
                self.assert_broken(NAMES[3], 'bin/ml_automation: has code of turbomode in it')
        with self.beside(b'who knows what this is'):
            self.assert_broken(NAMES[3], 'bin/ml_automation: no program of ml_automation')

    def test_check_4_the_list_has_every_layer_that_is_linked(self):
        """Further down, through a target in between, by another name, or from elsewhere."""
        layers = {'turbomode': ('turbomode_app',),
                  'ml_automation': ('ml_automation_store', 'ml_automation_deep',
                                    'ml_automation_late', 'ml_automation_apart')}
        head = (f'include({ROOT}/cmake/dependency_list.cmake)\n'
                'add_subdirectory(backend/turbomode)\nadd_subdirectory(backend/ml_automation)\n'
                'target_link_libraries(turbomode_app PUBLIC $<$<CONFIG:Release>:ml::late>)\n')
        links = {'turbomode': 'target_link_libraries(turbomode_app PUBLIC ml_automation_store)\n'
                              'add_executable(turbomode main.cpp)\n'
                              'target_link_libraries(turbomode turbomode_app)\n'
                              'dependency_list(turbomode turbomode_app)\n',
                 'ml_automation': 'add_library(glue INTERFACE)\n'
                                  'target_link_libraries(ml_automation_store PRIVATE glue)\n'
                                  'target_link_libraries(glue INTERFACE ml_automation_deep)\n'
                                  'add_library(ml::late ALIAS ml_automation_late)\n'}
        project = self.folder / 'project'
        for application, names in layers.items():
            folder = project / 'backend' / application
            folder.mkdir(parents=True)
            for file in ('main', *names):
                (folder / f'{file}.cpp').write_text('', encoding='ascii')
            (folder / 'CMakeLists.txt').write_text(
                ''.join(f'add_library({name} STATIC {name}.cpp)\n' for name in names)
                + links[application], encoding='ascii')
        (project / 'CMakeLists.txt').write_text(
            f'cmake_minimum_required(VERSION 3.25)\nproject(x LANGUAGES CXX)\n{head}',
            encoding='ascii')
        subprocess.run(['cmake', '-S', str(project), '-B', str(project / 'build')], check=True,
                       capture_output=True, timeout=120)
        text = (project / 'build/backend/turbomode/dependencies.cpp').read_text(encoding='ascii')
        for name in ('turbomode_app', *layers['ml_automation'][:3]):
            self.assertIn(f'    "{name}",\n', text)
            self.assertRegex(text, f'    "backend/(turbomode|ml_automation)/{name}.cpp",\n')
        self.assertIn('    "backend/turbomode/main.cpp",\n', text)
        self.assertNotIn('ml_automation_apart', text)
        self.assertNotIn('build/', text)

    def test_check_5_prices_that_are_somebody_elses_are_named(self):
        self.settings(f'[paths]\nmarket_data_db = "{STRANGERS_DATABASE}"\n')
        self.assert_broken(NAMES[4], 'advanced_ml_system.db')

    def test_check_5_the_prices_are_open_for_reading_only(self):
        evidence = ' '.join(self.checks(0)[NAMES[4]]['evidence'])
        self.assertIn('shared: bars base features market_data_reader', evidence)
        self.assertIn('open 1 times, 0 of them for writing; bytes and time of change as before',
                      evidence)

    def test_settings_of_the_sibling_that_cannot_be_read_are_named(self):
        self.settings('[paths\n', 'ml_automation')
        checks = self.checks(3)
        self.assertEqual([name for name in NAMES if not checks[name]['holds']], NAMES[:3])
        for name in NAMES[:3]:
            for part in ('evidence', 'offenders'):
                self.assertIn('ml_automation.toml: could not be read', ' '.join(checks[name][part]))

    def test_the_siblings_settings_are_refused_by_name(self):
        self.settings('', 'ml_automation')
        self.refused(2, 'settings of another program', 'status', '--config',
                     str(self.home / 'ml_automation.toml'))
        (self.home / 'turbomode.toml').symlink_to(self.home / 'ml_automation.toml')
        self.refused(2, 'settings of another program', 'status')

    def test_the_siblings_settings_under_our_name_are_refused(self):
        for text, setting in (('[schedule]\ncycle_at = "18:00"\n', 'schedule.cycle_at'),
                              (f'[paths]\ndatabase = "{STRANGERS_DATABASE}"\n', 'paths.database'),
                              ('[paths]\nlogs_dir = "backend/data/ml_automation_logs"\n',
                               'paths.logs_dir')):
            self.settings(text)
            self.refused(2, f'{setting} = ', 'status')

    def test_the_siblings_folder_of_models_is_refused_by_name(self):
        (self.home / 'innocent').symlink_to(self.home / STRANGERS_MODELS)
        (self.home / 'early').symlink_to(self.home / 'elsewhere/ml_models')
        for folder in (STRANGERS_MODELS, STRANGERS_MODELS + '/inner', 'backend/data', 'backend',
                       'innocent', 'early'):
            self.settings(f'[paths]\nmodels_dir = "{folder}"\n')
            for command in (('train',), ('scan',), ('models', 'list'), ('serve', '--port', '0')):
                self.refused(3, "ML Automation's folder of models", *command)

    def test_the_siblings_database_is_refused(self):
        self.settings(f'[paths]\nturbomode_db = "{STRANGERS_DATABASE}"\n')
        before = (self.home / STRANGERS_DATABASE).read_bytes()
        self.refused(3, 'not a TurboMode database', 'signals', 'list')
        self.assertEqual((self.home / STRANGERS_DATABASE).read_bytes(), before)


if __name__ == '__main__':
    program.main()
