// When the next night is due, and the switch.
import type { SchedulerStatus } from '../../api/types';
import { FactList, type FactRow } from '../../components/fact_list';
import { format_moment } from '../../format/figures';
import { format_session, kAbsent } from '../../format/format';
import type { Question } from './questions';

interface Props {
  status: SchedulerStatus;
  on_ask: (question: Question) => void;
}

export function SchedulerCard({ status, on_ask }: Props) {
  const { enabled, scheduler_running } = status;
  return (
    <section class="panel operation-card">
      <div class="card-head">
        <h2>Scheduler</h2>
        <SchedulerState status={status} />
      </div>
      <FactList facts={facts(status)} />
      {scheduler_running ? (
        <div class="button-row">
          <button
            type="button"
            class="button"
            onClick={() => on_ask({ kind: enabled ? 'stop_scheduler' : 'start_scheduler' })}
          >
            {enabled ? 'Switch off' : 'Switch on'}
          </button>
        </div>
      ) : (
        <p class="muted">This server was started with --no-scheduler.</p>
      )}
    </section>
  );
}

function SchedulerState({ status }: { status: SchedulerStatus }) {
  const on = status.enabled && status.scheduler_running;
  return (
    <span class={`tone-pill ${on ? 'tone-good' : 'tone-caution'}`} data-field="scheduler">
      {on ? 'On' : 'Off'}
    </span>
  );
}

function facts(status: SchedulerStatus): FactRow[] {
  const { next_run, next_run_session: session, training } = status;
  return [
    [
      'Next night',
      next_run === null
        ? kAbsent
        : `${format_moment(next_run)}${session === null ? '' : `, for ${format_session(session)}`}`,
    ],
    ['Waits for', status.waits_for ?? kAbsent],
    ['Every night at', `${status.schedule_time} in New York`],
    ['Training', training === 'manual' ? 'by hand' : training],
    ['Next training', format_moment(status.next_training)],
  ];
}
