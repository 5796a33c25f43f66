import { faults, openapi, schema_faults } from './openapi.mjs';
import { answer, kScenarios } from './fixtures.mjs';
import { kLongId, kNightsId, kShortId } from './fixtures_backtests.mjs';

const kCalls = [
  '/turbomode/alerts',
  '/turbomode/runs/latest',
  '/turbomode/stats',
  '/turbomode/sectors',
  '/turbomode/signals',
  '/turbomode/performance',
  '/turbomode/calibration',
  '/turbomode/history',
  '/turbomode/predictions',
  '/turbomode/jobs',
  '/turbomode/runs',
  '/turbomode/scheduler/status',
  '/turbomode/models',
  '/turbomode/trials',
  '/turbomode/backtests',
];

describe('openapi.json', () => {
  test.each(kScenarios)('describes the canned answers of the scenario %s', (scenario) => {
    for (const path of kCalls) {
      expect(faults(path, answer(scenario, path, new URLSearchParams({ limit: '200' })))).toBe('');
    }
  });

  test.each([
    ['ModelAnswer', '/turbomode/models/tm-20261101-9c41e7'],
    ['BarList', '/turbomode/bars/AAPL'],
    ['SymbolPredictionList', '/turbomode/predictions/AAPL'],
    ['BacktestAnswer', `/turbomode/backtests/${kLongId}`],
    ['BacktestAnswer', `/turbomode/backtests/${kShortId}`],
    ['BacktestAnswer', `/turbomode/backtests/${kNightsId}`],
    ['JobLog', '/turbomode/jobs/20261121-073000-train/log'],
  ])('describes the canned %s', (schema, path) => {
    expect(schema_faults(schema, answer('normal', path, new URLSearchParams()))).toBe('');
  });

  test('refuses an answer that lacks a field', () => {
    const body = answer('normal', '/turbomode/stats', new URLSearchParams()) as { stats: object };
    const { active_signals: _, ...rest } = body.stats as {
      active_signals: number;
    };
    expect(faults('/turbomode/stats', { ...body, stats: rest })).toContain('active_signals');
  });

  test('refuses a probability given in percent', () => {
    const query = new URLSearchParams({ limit: '1' });
    const body = answer('normal', '/turbomode/signals', query) as {
      signals: object[];
    };
    const signal = { ...body.signals[0], confidence: 62 };
    expect(schema_faults('Signal', signal)).toContain('confidence');
  });

  test('refuses a session date that is a time', () => {
    const query = new URLSearchParams({ limit: '1' });
    const body = answer('normal', '/turbomode/signals', query) as {
      signals: object[];
    };
    const signal = { ...body.signals[0], entry_date: '2026-11-20T00:00:00Z' };
    expect(schema_faults('Signal', signal)).toContain('entry_date');
  });

  test('gives every signal a base rate beside its confidence', () => {
    for (const schema of Object.values(openapi.components.schemas)) {
      // A list of groups by confidence says its base rates group by group.
      const { confidence } = schema.properties ?? {};
      if (confidence !== undefined && confidence.type !== 'array') {
        expect(schema.required).toContain('base_rate');
      }
    }
  });
});
