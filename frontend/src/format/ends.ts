// The words for how signals, jobs and nights end.
import type { ExitReason, JobCause, JobKind, JobState } from '../api/types';
import type { Tone } from './run_state';

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
};

export const kCauseWord: Record<JobCause, string> = {
  schedule: 'scheduler',
  page: 'this page',
  hand: 'command line',
};

export const kJobState: Record<JobState, { word: string; tone: Tone }> = {
  RUNNING: { word: 'Running', tone: 'caution' },
  DONE: { word: 'Done', tone: 'good' },
  FAILED: { word: 'Failed', tone: 'bad' },
  CANCELLED: { word: 'Cancelled', tone: 'caution' },
  INTERRUPTED: { word: 'Interrupted', tone: 'bad' },
};
