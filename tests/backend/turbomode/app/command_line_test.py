"""turbomode's other commands: usage, models, evaluate, features, and homes with nothing in them."""
import csv
import json
import unittest

import program
from trained_home import SESSIONS, TRAINED_UNTIL, TrainedTest


class EmptyHomeTest(program.ProgramTest):
    def test_status_of_an_empty_home_says_what_to_do(self):
        status = self.json('status')
        self.assertIsNone(status['champion'])
        self.assertIsNone(status['last_run'])
        self.assertIn('turbomode train', self.expect(0, 'status').stdout)

    def test_without_prices_nothing_can_be_done_and_the_message_says_so(self):
        for arguments in (['train'], ['evaluate', '--out', self.folder / 'out'], ['features', 'A']):
            with self.subTest(arguments=arguments):
                self.refused(4, 'market_data.db', *arguments)
        self.refused(4, 'turbomode train', 'scan', '--as-of', '2024-06-14')
        self.refused(4, 'turbomode train', 'predict')

    def test_wrong_usage(self):
        for arguments in (['sacn'], [], ['scan', '--as-of', '2024-02-30'],
                          ['scan', '--as-of', '14.06.2024'], ['train', '--as-of', '1985-01-02'],
                          ['evaluate'], ['models', 'show'], ['serve', '--port', '70000']):
            with self.subTest(arguments=arguments):
                done = self.expect(2, *arguments)
                self.assertNotEqual(done.stderr, '')

    def test_help_has_examples(self):
        for command in ('train', 'scan', 'predict', 'features', 'evaluate', 'signals', 'models',
                        'runs', 'serve'):
            with self.subTest(command=command):
                self.assertIn('Example', self.expect(0, command, '--help').stdout)

    def test_a_wrong_setting_is_named_with_its_place(self):
        settings = self.write('turbomode.toml', '[publishing]', 'capacity = -3')
        self.refused(2, 'capacity', 'status', '--config', settings)
        settings = self.write('turbomode.toml', '[publishing]', 'capactiy = 3')
        self.refused(2, 'capactiy', 'status', '--config', settings)
        self.refused(2, 'absent.toml', 'status', '--config', self.folder / 'absent.toml')

    def test_the_printed_settings_can_be_read_again(self):
        printed = self.expect(0, 'config').stdout
        settings = self.write('printed.toml', printed)
        self.assertEqual(self.expect(0, 'config', '--config', settings).stdout, printed)


class ModelsTest(TrainedTest):
    def test_list_and_show_the_champion(self):
        listed = self.json('models', 'list')
        self.assertEqual([(row['id'], row['champion']) for row in listed['models']],
                         [(listed['champion'], True)])
        manifest = self.json('models', 'show', listed['champion'])
        self.assertEqual(manifest['application'], 'turbomode')
        self.assertEqual(manifest['as_of'], TRAINED_UNTIL)
        self.refused(4, 'tm-nothing', 'models', 'show', 'tm-nothing')

    def test_training_again_gives_the_same_model(self):
        before = self.champion()
        again = self.json('train', '--as-of', TRAINED_UNTIL)
        self.assertEqual(again['id'], before)
        self.assertEqual(self.json('models', 'list')['count'], 1)

    def test_rollback_goes_back_to_the_champion_before(self):
        first = self.champion()
        self.refused(3, 'no earlier champion', 'models', 'rollback')
        second = self.json('train', '--as-of', '2024-06-07', '--no-promote')
        self.assertFalse(second['promoted'])
        self.assertEqual(self.champion(), first)
        # Beside the champion it was judged on the nights that both predicted out of fold.
        self.assertEqual(second['comparison']['champion'], first)
        self.assertTrue(second['comparison']['compared'])
        self.assertEqual(self.json('models', 'list')['challenger'], second['id'])
        self.json('models', 'promote', second['id'])
        self.assertEqual(self.champion(), second['id'])
        self.json('models', 'rollback')
        self.assertEqual(self.champion(), first)


class HistoryTest(TrainedTest):
    def test_evaluate_reports_each_year_and_side_beside_the_base_rate(self):
        out = self.folder / 'evaluation'
        self.expect(0, 'evaluate', '--out', out, '--from', '2024-03-01', '--to', '2024-05-31')
        report = json.loads((out / 'report.json').read_text())
        self.assertEqual([(row['year'], row['side']) for row in report['years']],
                         [(2024, 'BUY'), (2024, 'SELL')])
        with open(out / 'predictions.csv', encoding='ascii') as file:
            rows = list(csv.DictReader(file))
        for row in report['years']:
            ended = [float(r['outcome']) for r in rows
                     if r['side'] == row['side'] and r['outcome'] and r['date'][:4] == '2024']
            self.assertEqual(row['outcomes'], len(ended))
            self.assertAlmostEqual(row['win_rate'], sum(o > 0 for o in ended) / len(ended))
            self.assertAlmostEqual(row['mean_net_return'], sum(ended) / len(ended), places=6)
            for measure in ('log_loss', 'brier', 'auc', 'calibration_error', 'rank_ic'):
                self.assertIn(measure, row)
                self.assertIn(measure + '_base_rate', row)
            self.assertEqual(set(row['beside']), {'logistic', 'equal_weight', 'momentum_12_1',
                                                  'reversal_5', 'published'})
            self.assertEqual(list(row['tiers']), ['small', 'mid', 'large'])
            self.assertLess(row['rank_ic_low'], row['rank_ic_high'])
        self.assertEqual({r['date'] for r in rows if r['date'] < '2024-03-01'}, set())
        self.assertEqual(len(rows), 2 * 80 * len({r['date'] for r in rows}))
        self.expect_trial_of(report)

    def expect_trial_of(self, report):
        """The evaluation is in the ledger of trials, as its report has it."""
        found = self.json('models', 'trials')
        self.assertEqual((found['count'], found['distinct']), (1, 1))
        [trial] = found['trials']
        self.assertRegex(trial['when'], r'^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$')
        self.assertEqual(trial['kind'], 'evaluate')
        for name in ('from', 'to', 'refit', 'profile', 'build', 'seed', 'config_hash', 'data_hash',
                     'data_source'):
            self.assertEqual(trial[name], report['about'][name], name)
        for side, measured in trial['sides'].items():
            for name, value in measured.items():
                self.assertEqual(value, report['pooled'][side][name], name)
            # March to May has 64 sessions: six whole blocks of ten.
            self.assertEqual(measured['sharpe_blocks'], 6)
            self.assertIsNotNone(measured['sharpe'])

    def test_audit_says_what_it_can_do(self):
        self.assertIn('subcommand', self.expect(2, 'audit').stderr)
        self.expect(2, 'audit', 'protocol', '--years', '1')

    def test_features_prints_a_line_a_session(self):
        symbol = self.json('predict', '--as-of', SESSIONS[0])['predictions'][0]['symbol']
        lines = self.expect(0, 'features', symbol, '--on', SESSIONS[0], '--csv').stdout.splitlines()
        header, row = (line.split(',') for line in lines)
        self.assertEqual(len(header), len(row))
        self.assertGreaterEqual(len(header), 60)
        self.assertEqual(row[0], SESSIONS[0])
        for value in row[1:]:
            self.assertNotEqual(value.lower(), 'nan')


if __name__ == '__main__':
    program.main()
