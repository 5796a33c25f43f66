#!/usr/bin/env python3
"""Tests of tools/grafana_dashboard.json: what it asks for is what docs/metrics.md documents.

That the server exposes exactly the documented metrics is tested by command_line_alerts_test.
"""
import json
import pathlib
import re
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
# Of Prometheus' language, not of ours.
FUNCTIONS = {'rate', 'label_values', 'job'}


def documented() -> dict[str, list[str]]:
    """Each metric's labels."""
    text = (ROOT / 'docs/metrics.md').read_text(encoding='utf-8')
    rows = re.findall(r'^\| `([a-z_]+)` \| (?:gauge|counter) \|([^|]*)\|', text, re.M)
    return {name: re.findall(r'`([a-z_]+)`', labels) for name, labels in rows}


def names_in(expression: str) -> set[str]:
    """Words of an expression outside of {...}, [...] and "..."."""
    bare = re.sub(r'"[^"]*"|\{[^}]*\}|\[[^\]]*\]', '', expression)
    return set(re.findall(r'[a-zA-Z_:][a-zA-Z0-9_:]*', bare)) - FUNCTIONS


class DashboardTest(unittest.TestCase):
    def setUp(self):
        text = (ROOT / 'tools/grafana_dashboard.json').read_text(encoding='utf-8')
        self.dashboard = json.loads(text)
        self.metrics = documented()

    def targets(self):
        for panel in self.dashboard['panels']:
            for target in panel['targets']:
                yield panel['title'], target

    def test_it_asks_only_for_documented_metrics_and_for_all(self):
        asked = set()
        for title, target in self.targets():
            names = names_in(target['expr'])
            self.assertTrue(names, title)
            self.assertLessEqual(names, set(self.metrics), title)
            asked |= names
        # Of the last run two times are documented for alerts of one's own; a page shows its age.
        left_out = {'turbomode_last_run_session_timestamp_seconds',
                    'turbomode_last_run_timestamp_seconds'}
        self.assertEqual(set(self.metrics) - asked, left_out)

    def test_it_uses_only_labels_that_a_metric_has(self):
        for title, target in self.targets():
            (name,) = names_in(target['expr'])
            labels = {*self.metrics[name], 'job'}
            used = re.findall(r'[{,]([a-z_]+)=', target['expr'])
            shown = re.findall(r'\{\{(\w+)\}\}', target['legendFormat'])
            self.assertLessEqual({*used, *shown}, labels, title)

    def test_its_panels_lie_beside_each_other(self):
        taken = set()
        for panel in self.dashboard['panels']:
            place = panel['gridPos']
            cells = {(x, y) for x in range(place['x'], place['x'] + place['w'])
                     for y in range(place['y'], place['y'] + place['h'])}
            self.assertLessEqual(max(x for x, _ in cells), 23, panel['title'])
            self.assertFalse(cells & taken, panel['title'])
            taken |= cells
        ids = [panel['id'] for panel in self.dashboard['panels']]
        self.assertEqual(len(set(ids)), len(ids))

    def test_it_is_of_whatever_prometheus_one_chooses(self):
        variables = [variable['name'] for variable in self.dashboard['templating']['list']]
        self.assertEqual(variables, ['datasource', 'job'])
        for title, target in self.targets():
            self.assertEqual(target['datasource']['uid'], '${datasource}', title)

    def test_a_name_that_is_not_documented_would_be_seen(self):
        self.assertEqual(names_in('rate(a_total{b="c_d"}[5m]) + e_f'), {'a_total', 'e_f'})
        self.assertIn('turbomode_signals_active', self.metrics)
        self.assertEqual(self.metrics['turbomode_signals_active'], ['tier', 'side'])


if __name__ == '__main__':
    unittest.main()
