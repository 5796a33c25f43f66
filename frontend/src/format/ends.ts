// The words for how signals, jobs and nights end.
import type { ExitReason, JobCause, JobKind, JobState } from '../api/types';
import type { Tone } from './run_state';

type JobTone = Tone | 'neutral';

export const kExitWord: Record<ExitReason, string> = {
  TARGET_HIT: 'Target hit',
  STOP_HIT: 'Stop hit',
  EXPIRED: 'Expired',
  REPLACED: 'Replaced',
  FLIPPED: 'Flipped',
  CANCELLED: 'Cancelled',
  DELISTED: 'Delisted',
};

export const kJobWord: Record<JobKind, string> = {
  update: 'Price update',
  scan: 'Scan',
  train: 'Training',
  prune: 'Clean-up',
  backup: 'Backup',
  promote: 'Promotion',
  rollback: 'Rollback',
};

export const kCauseWord: Record<JobCause, string> = {
  schedule: 'the scheduler',
  page: 'a page',
  hand: 'a command',
};

export const kJobState: Record<JobState, { word: string; tone: JobTone }> = {
  RUNNING: { word: 'Running', tone: 'neutral' },
  DONE: { word: 'Done', tone: 'good' },
  FAILED: { word: 'Failed', tone: 'bad' },
  CANCELLED: { word: 'Cancelled', tone: 'caution' },
  INTERRUPTED: { word: 'Interrupted', tone: 'bad' },
};
