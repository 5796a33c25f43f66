"""What turbomode and market_data say on stderr and in the log of serve: text, or lines of JSON."""
import json
import os
import pathlib
import unittest
from unittest import mock

import program
from served import ServedMixin

USAGE, NOT_ENOUGH = 2, 4
LOGS = 'backend/data/logs'
SESSION = '2024-06-14'


class LogTest(ServedMixin, program.ProgramTest):
    def lines(self, text):
        """Each line as JSON with what each must have."""
        found = [json.loads(line) for line in text.splitlines()]
        for line in found:
            self.assertEqual(list(line), ['time', 'level', 'program', 'message'])
            self.assertRegex(line['time'], r'^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$')
        return found

    def test_a_failure_is_a_line_of_json_whatever_the_message_holds(self):
        said = self.expect(NOT_ENOUGH, 'scan', '--as-of', SESSION, '--log-format', 'json').stderr
        *_, last = self.lines(said)
        self.assertEqual((last['level'], last['program']), ('error', 'turbomode'))
        self.assertIn('run turbomode train', last['message'])
        # Quotes, a line break, and bytes that are no UTF-8, in the path that the message names.
        odd = os.fsdecode(b'a "quoted"\nname \xff')
        said = self.expect(USAGE, 'status', '--config', self.folder / odd, '--log-format',
                           'json').stderr
        [line] = self.lines(said)
        self.assertIn('a "quoted"\nname \ufffd: there is no such configuration', line['message'])

    def test_the_format_can_come_from_the_environment(self):
        text = self.expect(NOT_ENOUGH, 'scan', '--as-of', SESSION).stderr
        self.assertRegex(text, r'(?m)^turbomode: .*run turbomode train$')
        with mock.patch.dict(os.environ, TURBOMODE_LOG_FORMAT='json'):
            self.lines(self.expect(NOT_ENOUGH, 'scan', '--as-of', SESSION).stderr)
            prices = pathlib.Path(self.program).with_name('market_data')
            with mock.patch.object(LogTest, 'program', str(prices)):
                [line] = self.lines(self.expect(NOT_ENOUGH, 'status').stderr)
            self.assertEqual(line['program'], 'market_data')
        self.expect(USAGE, 'scan', '--log-format', 'xml')

    def test_a_job_logs_alike_and_its_message_stays_plain_words(self):
        self.run_program('jobs', 'run', 'scan', '--as-of', SESSION, '--log-format', 'json')
        [job] = self.json('jobs', 'list')['jobs']
        self.assertTrue(job['message'].endswith('run turbomode train'), job['message'])
        self.assertFalse(job['message'].startswith('{'))
        self.lines((self.home / LOGS / f'{job["id"]}.log').read_text(encoding='ascii'))

    def test_serve_keeps_a_log_file_unless_told_otherwise(self):
        log = self.home / LOGS / 'serve.log'
        with self.served('--no-scheduler', '--log-format', 'json') as (address, _):
            self.assertEqual(self.get(address + '/healthz')['status'], 'ok')
        said = [line['message'] for line in self.lines(log.read_text(encoding='ascii'))]
        self.assertTrue(any(f'on {address}/' in message for message in said), said)
        log.unlink()
        settings = self.home / 'turbomode.toml'
        settings.write_text('[log]\nserve_file = ""\n', encoding='ascii')
        with self.served('--no-scheduler'):
            self.assertFalse(log.exists())
        # One that cannot be written keeps no page down.
        settings.write_text('[log]\nserve_file = "/proc/nowhere/serve.log"\n', encoding='ascii')
        with self.served('--no-scheduler') as (address, _):
            self.assertEqual(self.get(address + '/healthz')['status'], 'ok')


if __name__ == '__main__':
    program.main()
