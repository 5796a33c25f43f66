"""market_data killed at any moment: what is stored is the state before or after, never between."""
import shutil
import unittest

import program
from program import HEADER

KILLS = 12


class CrashTest(program.ProgramTest):
    def price_file(self, name, sessions, shift):
        rows = [f'S{s},{day},{p},{p + 1},{p - 1},{p},{100 * s}'
                for s in range(1, 21)
                for p, day in enumerate(sessions, start=10 * s + shift)]
        return self.write(name, HEADER, *rows)

    def test_import_killed_at_any_moment_can_be_repeated(self):
        calendar = self.folder / 'calendar'
        self.json('simulate', '--symbols', '1', '--sessions', '800', '--end', '2024-06-14',
                  home=calendar)
        member = self.json('universe', 'list', '--on', '2024-06-14', home=calendar)['members'][0]
        with_bars = sorted(self.bars(member['symbol'], home=calendar))
        old = self.price_file('old.csv', with_bars[:-50], shift=0)
        new = self.price_file('new.csv', with_bars, shift=1)
        symbols = ['S1', 'S20']

        undisturbed = self.folder / 'undisturbed'
        self.expect(0, 'import', old, home=undisturbed)
        shutil.copytree(undisturbed, self.home, dirs_exist_ok=True)
        before = self.contents(symbols, home=undisturbed)
        duration = self.timed('import', new, home=undisturbed)
        after = self.contents(symbols, home=undisturbed)
        self.assertNotEqual(before, after)

        killed = 0
        for moment in range(KILLS):
            with self.subTest(moment=moment):
                home = self.folder / f'home{moment}'
                shutil.copytree(self.home, home)
                killed += self.kill_after(duration * (moment + 0.5) / KILLS, 'import', new,
                                          home=home)
                self.assertIn(self.contents(symbols, home=home), (before, after))
                self.assertEqual(self.json('check', home=home)['integrity'], 'ok')
                self.expect(0, 'import', new, home=home)
                self.assertEqual(self.contents(symbols, home=home), after)
        self.assertGreater(killed, KILLS // 3, 'too few runs were killed to tell anything')

    def test_simulate_killed_at_any_moment_grows_into_the_same_market(self):
        first = ('simulate', '--symbols', '25', '--sessions', '300', '--end', '2024-06-14')
        undisturbed = self.folder / 'undisturbed'
        duration = self.timed(*first, home=undisturbed)
        self.expect(0, 'simulate', '--end', '2024-06-28', home=undisturbed)
        members = self.json('universe', 'list', '--on', '2024-06-14', home=undisturbed)['members']
        symbols = [member['symbol'] for member in members[:2]]
        expected = self.contents(symbols, home=undisturbed)
        for moment in range(KILLS // 2):
            with self.subTest(moment=moment):
                home = self.folder / f'home{moment}'
                self.kill_after(duration * (moment + 0.5) / (KILLS // 2), *first, home=home)
                started = (home / 'backend/data/market_data.db').exists() and \
                    self.run_program('status', home=home).stdout.find('SIMULATED') >= 0
                # A market already begun goes on as it was; nothing written yet is begun anew.
                if not started:
                    self.expect(0, *first, home=home)
                self.expect(0, 'simulate', '--end', '2024-06-28', home=home)
                self.assertEqual(self.contents(symbols, home=home), expected)
                self.assertEqual(self.json('check', home=home)['integrity'], 'ok')


if __name__ == '__main__':
    program.main()
