// What the banner says of the next night.
import type { SchedulerStatus } from '../api/types';
import { format_published, kAbsent } from './format';

export function next_run_words(status: SchedulerStatus | null): string {
  if (status === null) return kAbsent;
  const { last_run } = status;
  if (last_run?.state === 'RUNNING') {
    return last_run.progress === null ? 'running now' : `running now, ${last_run.progress}%`;
  }
  if (!status.scheduler_running) return 'by hand';
  if (!status.enabled) return 'scheduler is off';
  return status.next_run === null ? kAbsent : format_published(status.next_run);
}
