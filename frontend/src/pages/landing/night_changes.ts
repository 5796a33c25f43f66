// What the night shown changed: signals that are of its session, and those that left on it.
import type { HistoryRow, Signal } from '../../api/types';

export interface NightChanges {
  opened: Signal[];
  /** Ended by themselves: target, stop, time, no fill, delisted. */
  closed: HistoryRow[];
  replaced: HistoryRow[];
  flipped: HistoryRow[];
}

export function changes_of(
  session: string,
  signals: readonly Signal[],
  history: readonly HistoryRow[],
): NightChanges {
  const left = history.filter((row) => row.exit_date === session);
  return {
    opened: signals.filter((signal) => signal.entry_date === session),
    closed: left.filter(({ exit_reason }) => !['REPLACED', 'FLIPPED'].includes(exit_reason)),
    replaced: left.filter(({ exit_reason }) => exit_reason === 'REPLACED'),
    flipped: left.filter(({ exit_reason }) => exit_reason === 'FLIPPED'),
  };
}
