// The words for how signals end.
import type { ExitReason } from '../api/types';

export const kExitWord: Record<ExitReason, string> = {
  TARGET_HIT: 'Target hit',
  STOP_HIT: 'Stop hit',
  EXPIRED: 'Expired',
  REPLACED: 'Replaced',
  FLIPPED: 'Flipped',
  CANCELLED: 'Cancelled',
  DELISTED: 'Delisted',
};
