import type { SchedulerStatus } from '../../frontend/src/api/types';
import { next_run_words } from '../../frontend/src/format/next_run';
import { answer } from './fixtures.mjs';

const { status } = answer('normal', '/turbomode/scheduler/status', new URLSearchParams()) as {
  status: SchedulerStatus;
};

describe('The next run', () => {
  test('is a time with its zone', () => {
    expect(next_run_words(status)).toBe('Mon 11:00 PM EST');
  });

  test('is under way, by hand, switched off or unknown, in words', () => {
    const job = { ...status.last_run!, state: 'RUNNING' as const };
    expect(next_run_words({ ...status, last_run: { ...job, progress: 40 } })).toBe(
      'running now, 40%',
    );
    expect(next_run_words({ ...status, last_run: { ...job, progress: null } })).toBe('running now');
    expect(next_run_words({ ...status, scheduler_running: false })).toBe('by hand');
    expect(next_run_words({ ...status, enabled: false })).toBe('scheduler is off');
    expect(next_run_words({ ...status, next_run: null })).toBe('\u2013');
    expect(next_run_words(null)).toBe('\u2013');
  });
});
