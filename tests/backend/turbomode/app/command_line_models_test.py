"""turbomode models: list, show, promote, prune, trials, as a user meets them."""
import fcntl
import hashlib
import json
import shutil
import xml.etree.ElementTree

import program
from trained_home import TRAINED_UNTIL, TrainedTest

LOSSES = 'out_of_fold.csv'
SVG = '{http://www.w3.org/2000/svg}'
NO_MODEL = 'no model yet'


class ModelsTest(TrainedTest):
    """With ways to make further models out of the trained one, without training."""

    def models_folder(self):
        return self.home / 'backend/data/turbomode_models'

    def settings(self, *lines):
        with open(self.home / 'turbomode.toml', 'a', encoding='ascii') as file:
            file.write('\n'.join(lines) + '\n')

    def remake(self, as_of=TRAINED_UNTIL, losses=None, **changes):
        """A copy of the champion under another name: other night losses, other manifest entries."""
        manifest = json.loads((self.model_folder() / 'manifest.json').read_text())
        copy = self.models_folder() / 'copy'
        shutil.copytree(self.model_folder(), copy)
        if losses is not None:
            (copy / LOSSES).write_text(losses, encoding='ascii')
            manifest['files'][LOSSES] = hashlib.sha256(losses.encode()).hexdigest()
        manifest.update({'as_of': as_of, **changes})
        text = json.dumps(manifest, indent=2)
        (copy / 'manifest.json').write_text(text, encoding='ascii')
        name = f'tm-{as_of}-{hashlib.sha256(text.encode()).hexdigest()[:8]}'
        copy.rename(self.models_folder() / name)
        return name

    def losses(self, less=0.0, nights=None):
        """The champion's night losses, each with `less` log-loss; the first so many nights."""
        header, *lines = (self.model_folder() / LOSSES).read_text().splitlines()
        rows = [line.split(',') for line in lines]
        kept = sorted({row[0] for row in rows})[:nights]
        for row in rows:
            row[3] = repr(float(row[3]) - less)
        return '\n'.join([header, *(','.join(row) for row in rows if row[0] in kept)]) + '\n'

    def crown(self, *names):
        """Writes the list of champions, the last of which scores."""
        (self.models_folder() / 'champion.json').write_text(
            json.dumps({'application': 'turbomode', 'champions': names}), encoding='ascii')

    def names(self):
        return [row['id'] for row in self.json('models', 'list')['models']]


class ListTest(ModelsTest):
    def test_the_champion_is_marked_and_its_end_told(self):
        listed = self.json('models', 'list')
        [row] = listed['models']
        self.assertEqual(row['id'], listed['champion'])
        self.assertTrue(row['champion'])
        self.assertFalse(row['challenger'])
        self.assertIsNone(row['fault'])
        self.assertIsNone(listed['challenger'])
        self.assertEqual(row['as_of'], TRAINED_UNTIL)
        # 2024-05-31 and 120 days: 2024-09-28 is the last day on which it scores.
        self.assertEqual(row['expires_on'], '2024-09-29')
        self.assertTrue(row['expired'])
        text = self.expect(0, 'models', 'list').stdout
        self.assertIn('champion', text)
        self.assertIn('expires on 2024-09-29, has expired', text)

    def test_the_settings_say_when_a_model_expires(self):
        self.settings('[models]', 'expired_after_days = 3650')
        [row] = self.json('models', 'list')['models']
        self.assertEqual(row['expires_on'], '2034-05-30')  # Ten years are 3,652 days.

    def test_the_challenger_is_the_newest_usable_model_after_the_champion(self):
        champion = self.champion()
        older = self.remake('2024-05-30')
        newer = self.remake('2024-06-03')
        newest = self.remake('2024-06-04')
        broken = self.remake('2024-06-05')
        (self.models_folder() / broken / 'buy_win_linear.model').unlink()
        foreign = self.remake('2024-06-06', exit_rule_hash='another')
        listed = self.json('models', 'list')
        self.assertEqual(listed['challenger'], newest)
        self.assertEqual([row['id'] for row in listed['models'] if row['challenger']], [newest])
        self.assertEqual(self.names(), [older, champion, newer, newest, broken, foreign])
        faults = {row['id']: row['fault'] for row in listed['models']}
        self.assertIn('buy_win_linear.model', faults[broken])
        self.assertIn('exit rule', faults[foreign])
        self.assertIsNone(faults[newest])
        text = self.expect(0, 'models', 'list').stdout
        self.assertRegex(text, f'{newest} +challenger')
        self.assertRegex(text, f'{broken} .*unusable: ')

    def test_a_model_of_an_earlier_build_is_named_as_such(self):
        earlier = self.remake('2024-06-03', manifest_version=3)
        row = self.json('models', 'list')['models'][-1]
        self.assertEqual(row['id'], earlier)
        self.assertIn('manifest 3', row['fault'])
        self.assertEqual(row['expires_on'], '2024-10-02')
        self.refused(3, 'manifest 3', 'models', 'show', earlier)
        self.refused(3, 'manifest 3', 'models', 'promote', earlier)


class ShowTest(ModelsTest):
    def test_the_text_tells_where_it_comes_from_and_what_it_is_made_of(self):
        manifest = self.json('models', 'show', self.champion())
        text = self.expect(0, 'models', 'show', self.champion()).stdout
        self.assertTrue(text.startswith(f'{self.champion()}: champion, expires on 2024-09-29\n'))
        self.assertIn('SIMULATED', text)
        self.assertIn(manifest['data_hash'][:12], text)
        self.assertIn('none found', text)
        for part in manifest['sides'].values():
            self.assertIn(f"{part['metrics']['log_loss']:.5f}", text)
            for feature in part['importance'][:10]:
                self.assertIn(feature['feature'], text)
            self.assertAlmostEqual(sum(part['model']['win_shares']), 1.0)
            for share in part['model']['win_shares']:
                self.assertIn(f' {100 * share:.0f} %', text)
        self.assertIn('95 % intervals by a bootstrap of blocks of ten nights', text)

    def test_the_manifest_has_ten_bins_and_the_strongest_features(self):
        for part in self.json('models', 'show', self.champion())['sides'].values():
            bins = part['reliability']
            self.assertEqual(len(bins), 10)
            self.assertEqual(sum(row['outcomes'] for row in bins), part['metrics']['outcomes'])
            said = [row['confidence'] for row in bins]
            self.assertEqual(said, sorted(said))
            for row in bins:
                self.assertLessEqual(row['won_low'], row['won'])
                self.assertGreaterEqual(row['won_high'], row['won'])
                self.assertLess(row['won_low'], row['won_high'])
            won = sum(row['won'] * row['outcomes'] for row in bins)
            self.assertAlmostEqual(won / part['metrics']['outcomes'], part['metrics']['win_rate'])
            gap = sum(abs(row['won'] - row['confidence']) * row['outcomes'] for row in bins)
            self.assertAlmostEqual(gap / part['metrics']['outcomes'],
                                   part['metrics']['calibration_error'], places=4)
            moved = [row['log_odds'] for row in part['importance']]
            self.assertEqual(moved, sorted(moved, reverse=True))
            self.assertTrue(0 < len(moved) <= 20)

    def test_night_losses_mean_the_measures(self):
        metrics = {side: part['metrics'] for side, part in
                   self.json('models', 'show', self.champion())['sides'].items()}
        rows = [line.split(',') for line in
                (self.model_folder() / LOSSES).read_text().splitlines()[1:]]
        for side, measured in metrics.items():
            nights = [row for row in rows if row[1] == side]
            self.assertEqual(len(nights), measured['nights'])
            outcomes = sum(int(row[2]) for row in nights)
            self.assertEqual(outcomes, measured['outcomes'])
            for column, name in ((3, 'log_loss'), (4, 'log_loss_base_rate')):
                mean = sum(int(row[2]) * float(row[column]) for row in nights) / outcomes
                self.assertAlmostEqual(mean, measured[name], places=9)

    def test_the_drawing_is_an_svg_that_stands_by_itself(self):
        path = self.folder / 'reliability.svg'
        shown = self.expect(0, 'models', 'show', self.champion(), '--svg', path).stdout
        self.assertEqual(shown, self.expect(0, 'models', 'show', self.champion()).stdout)
        root = xml.etree.ElementTree.parse(path).getroot()
        self.assertEqual(root.tag, SVG + 'svg')
        self.assertEqual(root.get('role'), 'img')
        self.assertIn('SIMULATED', root.find(SVG + 'title').text)
        self.assertIn('Reliability diagram', root.find(SVG + 'desc').text)
        self.assertEqual(root.get('aria-labelledby').split(),
                         [root.find(SVG + tag).get('id') for tag in ('title', 'desc')])
        self.assertNotIn('href', path.read_text())  # Nothing is fetched.
        self.assertNotIn('url(', path.read_text())
        sides = self.json('models', 'show', self.champion())['sides']
        for side, part in sides.items():
            group = root.find(f"{SVG}g[@id='{side}']")
            frame = group.find(f"{SVG}rect[@class='frame']")
            left, top, size = (float(frame.get(name)) for name in ('x', 'y', 'width'))
            points = group.findall(f"{SVG}g[@class='bin']")
            self.assertEqual(len(points), len(part['reliability']))
            self.assertEqual(len(group.findall(f"{SVG}path[@class='diagonal']")), 1)
            circles = [point.find(SVG + 'circle') for point in points]
            for circle, row in zip(circles, part['reliability'], strict=True):
                x, y = float(circle.get('cx')), float(circle.get('cy'))
                self.assertTrue(left <= x <= left + size and top <= y <= top + size)
                # One scale on both axes: above the diagonal is what won more than was said.
                self.assertAlmostEqual(
                    (top + size - y) - (x - left),
                    (row['won'] - row['confidence']) * self.scale(circles, part), delta=0.3)
            for point, row in zip(points, part['reliability'], strict=True):
                self.assertIn(f"{100 * row['confidence']:.1f} %", point.find(SVG + 'title').text)

    @staticmethod
    def scale(circles, part):
        """Pixels for the whole of 0 to 1, from the first and the last point."""
        said = [row['confidence'] for row in part['reliability']]
        return ((float(circles[-1].get('cx')) - float(circles[0].get('cx')))
                / (said[-1] - said[0]))

    def test_the_drawing_survives_whatever_the_source_is_called(self):
        strange = self.remake('2024-06-03', data_source='<a & "b">.csv')
        path = self.folder / 'reliability.svg'
        self.expect(0, 'models', 'show', strange, '--svg', path)
        root = xml.etree.ElementTree.parse(path).getroot()
        self.assertIn('<a & "b">.csv', root.find(SVG + 'title').text)

    def test_a_drawing_that_cannot_be_written_fails(self):
        self.refused(1, 'no_such_folder', 'models', 'show', self.champion(), '--svg',
                     self.folder / 'no_such_folder/reliability.svg')

    def test_a_changed_file_is_refused(self):
        (self.model_folder() / LOSSES).write_text('date\n', encoding='ascii')
        self.refused(3, LOSSES, 'models', 'show', self.champion())
        self.refused(4, 'tm-nothing', 'models', 'show', 'tm-nothing')


class PromoteTest(ModelsTest):
    def test_a_challenger_as_good_as_the_champion_takes_its_place(self):
        challenger = self.remake('2024-06-03')
        promoted = self.json('models', 'promote', challenger)
        self.assertEqual(promoted['champion'], challenger)
        comparison = promoted['comparison']
        self.assertTrue(comparison['compared'])
        for side in comparison['sides'].values():
            self.assertGreaterEqual(side['nights'], 60)
            self.assertEqual(side['champion_gain'], side['challenger_gain'])
            self.assertEqual(side['error'], 0.0)
        self.assertEqual(self.champion(), challenger)

    def test_a_challenger_worse_than_the_champion_is_refused_with_both_figures(self):
        challenger = self.champion()
        metrics = self.json('models', 'show', challenger)['sides']['BUY']['metrics']
        better = self.remake('2024-05-30', losses=self.losses(less=0.001))
        self.crown(better)
        done = self.expect(3, 'models', 'promote', challenger)
        self.assertIn('worse by more than 0.0002 and one standard error', done.stderr)
        self.assertRegex(done.stderr,
                         r'BUY: on \d+ nights that both predicted out of fold it gains '
                         r'-?0\.\d{5} over the base rate, the champion -?0\.\d{5}')
        self.assertIn('SELL: on ', done.stderr)
        self.assertEqual(self.champion(), better)
        # The gains are those of the nights: the champion's own, and 0.001 less. (Nights differ a
        # little in size, so that their mean is not quite that of all outcomes.)
        gain = metrics['log_loss_base_rate'] - metrics['log_loss']
        said = float(done.stderr.split('it gains ')[1].split()[0])
        self.assertAlmostEqual(said, gain, delta=2e-4)

    def test_a_champion_better_by_no_more_than_noise_stops_nobody(self):
        challenger = self.champion()
        self.crown(self.remake('2024-05-30', losses=self.losses(less=0.00019)))
        self.json('models', 'promote', challenger)
        self.assertEqual(self.champion(), challenger)

    def test_too_few_shared_nights_are_told_and_stop_nobody(self):
        challenger = self.champion()
        few = self.remake('2024-05-30', losses=self.losses(less=0.1, nights=59))
        self.crown(few)
        done = self.expect(0, 'models', 'promote', challenger)
        self.assertIn(f'not compared with champion {few}: they share 59 BUY and 59 SELL nights',
                      done.stdout)
        self.assertEqual(self.champion(), challenger)

    def test_a_champion_that_cannot_be_read_stops_nobody(self):
        challenger = self.champion()
        self.crown(self.remake('2024-05-30', manifest_version=3))
        promoted = self.json('models', 'promote', challenger)
        self.assertFalse(promoted['comparison']['compared'])
        self.assertIn('manifest 3', promoted['comparison']['why_not'])
        self.crown('tm-2024-01-01-00000000')  # Gone.
        self.json('models', 'promote', challenger)

    def test_a_model_with_a_leak_is_not_promoted_later_either(self):
        leaky = self.remake('2024-06-03', leaks=['BUY: rsi_14 knows the outcome'])
        self.refused(3, 'rsi_14 knows the outcome', 'models', 'promote', leaky)
        self.assertIn('rsi_14 knows the outcome', self.expect(0, 'models', 'show', leaky).stdout)


class PruneTest(ModelsTest):
    def make_old(self, count):
        return [self.remake(f'2024-04-{day:02}') for day in range(1, count + 1)]

    def test_all_but_the_newest_go(self):
        old = self.make_old(4)
        before = {name: sum(file.stat().st_size for file in
                            (self.models_folder() / name).iterdir()) for name in old}
        dry = self.json('models', 'prune', '--keep', '2', '--dry-run')
        self.assertTrue(dry['dry_run'])
        self.assertEqual(self.names(), [*old, self.champion()])
        done = self.json('models', 'prune', '--keep', '2')
        self.assertEqual(done['removed'], dry['removed'])
        self.assertEqual({row['name']: row['bytes'] for row in done['removed']},
                         {name: before[name] for name in old[:3]})
        self.assertEqual(done['bytes'], sum(before[name] for name in old[:3]))
        self.assertEqual(self.names(), [old[3], self.champion()])
        self.assertEqual(done['left'], self.names())
        self.json('models', 'show', self.champion())

    def test_the_settings_say_how_many_and_ten_is_the_default(self):
        self.make_old(11)
        self.assertEqual(self.json('models', 'prune', '--dry-run')['keep'], 10)
        text = self.expect(0, 'models', 'prune', '--dry-run').stdout
        self.assertEqual(text.count('would remove tm-2024-04-'), 2)
        self.settings('[models]', 'keep_newest = 3')
        text = self.expect(0, 'models', 'prune').stdout
        self.assertEqual(text.count('removed tm-2024-04-'), 9)
        self.assertRegex(text, r'9 models and 0 leftovers of killed runs are gone, \d+ bytes freed')
        self.assertEqual(len(self.names()), 3)
        self.assertIn('0 models', self.expect(0, 'models', 'prune').stdout)

    def test_champions_that_a_rollback_can_reach_stay(self):
        first = self.champion()
        old = self.make_old(4)
        self.crown(old[0], old[1], old[2], first)
        removed = self.json('models', 'prune', '--keep', '1')['removed']
        self.assertEqual([row['name'] for row in removed], [old[0], old[3]])
        self.assertEqual(self.json('models', 'rollback')['champion'], old[2])
        self.assertEqual(self.json('models', 'rollback')['champion'], old[1])
        self.refused(3, 'no earlier champion', 'models', 'rollback')

    def test_what_is_not_its_own_stays(self):
        [noted] = self.make_old(1)
        (self.models_folder() / noted / 'notes.txt').write_text('mine', encoding='ascii')
        (self.models_folder() / 'trials.jsonl').write_text('{}\n', encoding='ascii')
        done = self.json('models', 'prune', '--keep', '1')
        self.assertEqual(done['removed'], [])
        [spared] = done['spared']
        self.assertEqual(spared['name'], noted)
        self.assertIn('notes.txt', spared['why'])
        text = self.expect(0, 'models', 'prune', '--keep', '1').stdout
        self.assertIn(f'left {noted} alone', text)
        self.assertTrue((self.models_folder() / 'trials.jsonl').exists())

    def test_a_training_keeps_it_out(self):
        old = self.make_old(1)
        with open(self.models_folder() / '.lock', 'w', encoding='ascii') as lock:
            lock.write('pid 1, train until 2024-06-14')
            lock.flush()
            fcntl.flock(lock, fcntl.LOCK_EX)
            self.refused(3, 'train until 2024-06-14', 'models', 'prune', '--keep', '1')
        self.assertIn(old[0], self.names())
        self.expect(0, 'models', 'prune', '--keep', '1')

    def test_wrong_usage(self):
        for keep in ('0', '-1', 'all', '1.5'):
            self.expect(2, 'models', 'prune', '--keep', keep)
        self.settings('[models]', 'keep_newest = 0')
        self.refused(2, 'keep_newest', 'models', 'prune')


class TrialsTest(program.ProgramTest):
    """What `evaluate` adds is tested beside it, in command_line_test.py."""

    def write_trials(self, *sharpe_ratios, end='\n'):
        ledger = self.home / 'backend/data/turbomode_models/trials.jsonl'
        ledger.parent.mkdir(parents=True, exist_ok=True)
        lines = []
        for number, ratio in enumerate(sharpe_ratios):
            sides = {side: {'nights': 250, 'log_loss': 0.69, 'sharpe': ratio, 'sharpe_blocks': 25}
                     for side in ('BUY', 'SELL')}
            lines.append(json.dumps({'when': f'2025-01-0{number + 1}T00:00:00Z',
                                     'kind': 'evaluate', 'from': '2024-01-02', 'seed': 1,
                                     'data_source': 'SIMULATED', 'sides': sides}))
        ledger.write_text('\n'.join(lines) + end, encoding='ascii')
        return ledger

    def test_they_are_listed_with_the_variance_of_their_sharpe_ratios(self):
        self.write_trials(0.1, 0.1, 0.3)
        found = self.json('models', 'trials')
        self.assertEqual([trial['when'][:10] for trial in found['trials']],
                         ['2025-01-01', '2025-01-02', '2025-01-03'])
        self.assertEqual((found['count'], found['distinct'], found['left_out']), (3, 2, 0))
        # Of 0.1 and 0.3: 2 x 0.1 x 0.1 over 1.
        self.assertAlmostEqual(found['sharpe_variance']['BUY'], 0.02)
        text = self.expect(0, 'models', 'trials').stdout
        self.assertIn('SIMULATED', text)
        self.assertIn('3 trials, 2 of them distinct; variance of BUY Sharpe ratios 0.020000', text)
        self.assertIn('not annualised', text)

    def test_one_alone_has_no_variance(self):
        self.write_trials(0.1)
        self.assertIsNone(self.json('models', 'trials')['sharpe_variance']['SELL'])
        self.assertIn('variance of SELL Sharpe ratios -', self.expect(0, 'models', 'trials').stdout)

    def test_a_line_that_a_killed_writer_left_half_is_left_out_with_a_warning(self):
        ledger = self.write_trials(0.1, 0.2, end='')
        ledger.write_text(ledger.read_text()[:-20], encoding='ascii')
        done = self.expect(0, 'models', 'trials', '--json')
        self.assertEqual(json.loads(done.stdout)['count'], 1)
        self.assertEqual(json.loads(done.stdout)['left_out'], 1)
        self.assertIn('trials.jsonl:2: left out', done.stderr)


class WithoutModelsTest(program.ProgramTest):
    def test_each_command_says_what_to_do(self):
        self.assertIn(NO_MODEL, self.expect(0, 'models', 'list').stdout)
        self.assertIn('run turbomode evaluate', self.expect(0, 'models', 'trials').stdout)
        self.assertIn('0 models', self.expect(0, 'models', 'prune').stdout)
        self.refused(3, 'no earlier champion', 'models', 'rollback')
        self.assertEqual(list(self.home.iterdir()), [])

    def test_help_has_examples(self):
        for command in ('show', 'promote', 'prune', 'trials', 'list', 'rollback'):
            with self.subTest(command=command):
                self.assertIn('Example', self.expect(0, 'models', command, '--help').stdout)


if __name__ == '__main__':
    program.main()
