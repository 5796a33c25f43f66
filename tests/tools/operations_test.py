"""The recipes of docs/operations.md are tried by tests that exist, and the units are sound.

    python3 operations_test.py
"""
import pathlib
import re
import shutil
import subprocess
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
UNITS = sorted([*ROOT.glob('tools/*.service'), *ROOT.glob('tools/*.timer')])
PROGRAM = re.compile(r'/opt/\w+/bin/\w+')


def recipes():
    """The rows of the table of recipes: what happened, what to do, the tests."""
    text = (ROOT / 'docs/operations.md').read_text(encoding='ascii')
    table = re.split(r'^#+ ', text.split('## Recipes\n', 1)[1], flags=re.MULTILINE)[0]
    rows = [line for line in table.splitlines() if line.startswith('| ')]
    return [[cell.strip() for cell in row.strip('|').split(' | ')] for row in rows[1:]]


class RecipesTest(unittest.TestCase):
    def test_each_recipe_is_tried_by_a_test_that_exists(self):
        rows = recipes()
        self.assertGreaterEqual(len(rows), 9)
        for what, do, tests in rows:
            with self.subTest(recipe=what):
                self.assertNotEqual(do, '')
                named = re.findall(r'`([\w/]+\.(?:py|cpp))::(\w+)`', tests)
                self.assertNotEqual(named, [], tests)
                for path, name in named:
                    text = (ROOT / 'tests' / path).read_text(encoding='ascii')
                    self.assertRegex(text, rf'def {name}\(self\)|TEST(_F)?\(\w+, {name}\)')

    def test_commands_of_the_recipes_are_commands(self):
        sources = ''.join(path.read_text(encoding='ascii')
                          for path in ROOT.glob('backend/*/app/*.cpp'))
        known = set(re.findall(r'add(?:_subcommand)?\(\s*"([a-z-]+)"', sources))
        for what, do, _ in recipes():
            for program, command in re.findall(r'`(turbomode|market_data) ([a-z-]+)', do):
                with self.subTest(recipe=what, program=program):
                    self.assertIn(command, known)


class UnitsTest(unittest.TestCase):
    def test_each_service_is_as_hardened_as_the_server(self):
        server = (ROOT / 'tools/turbomode.service').read_text(encoding='ascii')
        names = 'Protect|Private|Restrict|NoNew|Lock|Capab|UMask'
        hardening = re.findall(rf'(?m)^(?:{names})\S+.*', server)
        self.assertGreater(len(hardening), 10)
        for unit in UNITS:
            if unit.suffix == '.service':
                lines = unit.read_text(encoding='ascii').splitlines()
                self.assertEqual([line for line in hardening if line not in lines], [], unit.name)

    def test_each_service_writes_to_its_own_home_as_its_own_user(self):
        for unit in UNITS:
            if unit.suffix != '.service':
                continue
            text = unit.read_text(encoding='ascii')
            own = 'ml_automation' if unit.name.startswith('ml_automation') else 'turbomode'
            with self.subTest(unit=unit.name):
                self.assertEqual(re.findall(r'(?m)^User=(.*)', text), [own])
                written = re.findall(r'(?m)^ReadWritePaths=(.*)', text)
                self.assertEqual(written[0].split()[0], f'/var/lib/{own}')
                if own == 'ml_automation':
                    self.assertEqual(len(written[0].split()), 1)
                    self.assertIn('InaccessiblePaths=-/var/lib/turbomode', text)

    def test_each_timer_has_its_service(self):
        for unit in UNITS:
            if unit.suffix == '.timer':
                self.assertTrue(unit.with_suffix('.service').exists())

    @unittest.skipIf(shutil.which('systemd-analyze') is None, 'systemd-analyze is not here')
    def test_systemd_finds_nothing_wrong_with_them(self):
        with tempfile.TemporaryDirectory() as folder:
            for unit in UNITS:  # The program need not be installed here.
                text = PROGRAM.sub('/bin/true', unit.read_text(encoding='ascii'))
                (pathlib.Path(folder) / unit.name).write_text(text, encoding='ascii')
            done = subprocess.run(
                ['systemd-analyze', 'verify', *map(str, pathlib.Path(folder).iterdir())],
                capture_output=True, text=True, check=False, timeout=60)
        ours = [line for line in done.stderr.splitlines()
                if 'turbomode' in line or 'ml_automation' in line]
        self.assertEqual(ours, [])


if __name__ == '__main__':
    unittest.main()
