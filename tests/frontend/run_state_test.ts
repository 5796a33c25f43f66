import type { LatestRun, RunState } from '../../frontend/src/api/types';
import {
  explain_empty,
  explain_empty_tier,
  explain_no_sector,
  run_message,
  shows_older_session,
  state_words,
} from '../../frontend/src/format/run_state';
import { answer } from './fixtures.mjs';

function latest(scenario: string): LatestRun {
  return answer(scenario, '/turbomode/runs/latest', new URLSearchParams()) as LatestRun;
}

function with_state(state: RunState): LatestRun {
  const normal = latest('normal');
  return { ...normal, run: { ...normal.run!, state, message: '' } };
}

describe('The state of a run', () => {
  test('is green only when the night finished', () => {
    expect(state_words(with_state('PUBLISHED').run).tone).toBe('good');
    expect(state_words(with_state('NO_EDGE').run).tone).toBe('good');
    expect(state_words(with_state('MARKET_CLOSED').run).tone).toBe('caution');
    expect(state_words(with_state('DATA_INCOMPLETE').run).tone).toBe('caution');
    expect(state_words(with_state('SUSPECT').run).tone).toBe('bad');
    expect(state_words(with_state('FAILED').run).tone).toBe('bad');
    expect(state_words(null).tone).toBe('caution');
  });

  test('is told by the message of the run where there is one', () => {
    expect(run_message(latest('failed').run)).toContain('disk image is malformed');
    expect(run_message(with_state('SUSPECT').run)).toContain('sanity checks');
  });

  test('ends every message as a sentence', () => {
    expect(run_message(latest('market_closed').run)).toBe('Thanksgiving Day.');
    expect(run_message(latest('no_edge').run)).toMatch(/BUY\.$/);
  });

  test('knows when the pages show an older session', () => {
    expect(shows_older_session(latest('failed'))).toBe(true);
    expect(shows_older_session(latest('normal'))).toBe(false);
    expect(shows_older_session(latest('no_run'))).toBe(false);
    expect(shows_older_session(latest('failed_first'))).toBe(false);
  });
});

describe('An empty list', () => {
  test('says how to scan before the first run', () => {
    const { title, body, command } = explain_empty(latest('no_run'), 'large_cap', 'BUY');
    expect(title).toBe('No BUY signal for large caps yet');
    expect(body).toBe('No scan has run yet.');
    expect(command).toBe('turbomode scan');
  });

  test('calls a night without edge a result, not a fault', () => {
    const { title, body, command } = explain_empty(latest('no_edge'), 'mid_cap', 'SELL');
    expect(title).toBe('No SELL signal for mid caps tonight');
    expect(body).toMatch(/^No edge: 499 stocks scored/);
    expect(command).toBeNull();
  });

  test('says that other lists may have signals when the night was published', () => {
    const { body, command } = explain_empty(latest('normal'), 'small_cap', 'SELL');
    expect(body).toContain('finished normally');
    expect(command).toBeNull();
  });

  test('gives the reason of a failed run and the session still shown', () => {
    const { title, body, command } = explain_empty(latest('failed'), 'small_cap', 'SELL');
    expect(title).toBe('No SELL signal for small caps');
    expect(body).toContain('Failed on Fri, Nov 20, 2026: market_data.db:');
    expect(body).toContain('still show Thu, Nov 19, 2026');
    expect(command).toBe('turbomode scan');
  });

  test('says so when a failed run was the first', () => {
    expect(explain_empty(latest('failed_first'), 'large_cap', 'BUY').body).toContain(
      'Nothing has been published yet.',
    );
  });

  test('does not send the reader to scan a closed market', () => {
    expect(explain_empty(latest('market_closed'), 'small_cap', 'SELL').command).toBeNull();
  });

  test('is explained in one line on the overview', () => {
    expect(explain_empty_tier(latest('no_run'), 'large_cap')).toBe(
      'No signal for large caps yet. No scan has run yet. Run turbomode scan.',
    );
    expect(explain_empty_tier(latest('no_edge'), 'large_cap')).toBe(
      'No signal for large caps tonight: no edge.',
    );
  });

  test('of sectors speaks of the lean, not of confidence', () => {
    const { title, body } = explain_no_sector(latest('normal'), 'bearish sector');
    expect(title).toBe('No bearish sector tonight');
    expect(body).toContain('lean');
  });
});
