// The job that runs, and those before it.
import type { Job, JobList } from '../../api/types';
import { DataTable, type Column } from '../../components/data_table';
import { Empty } from '../../components/notices';
import { kCauseWord, kJobState, kJobWord } from '../../format/ends';
import { format_moment } from '../../format/figures';
import { kAbsent } from '../../format/format';
import type { Question } from './questions';

interface RunningProps {
  job: Job;
  on_log: (job: Job) => void;
  on_ask: (question: Question) => void;
}

export function RunningJob({ job, on_log, on_ask }: RunningProps) {
  const word = kJobWord[job.kind];
  return (
    <section class="panel running-job" aria-label="Running job">
      <div class="running-head">
        <h2>
          {word} {job.started_at === null ? 'is waiting' : 'is running'}
        </h2>
        <span class="muted">
          since {format_moment(job.started_at ?? job.created_at)}, asked for by{' '}
          {kCauseWord[job.cause]}
        </span>
        <span class="button-row">
          <button type="button" class="button" onClick={() => on_log(job)}>
            Show log
          </button>
          <button type="button" class="button" onClick={() => on_ask({ kind: 'cancel', job })}>
            Cancel
          </button>
        </span>
      </div>
      <progress
        aria-label={`Progress of the ${word.toLowerCase()}`}
        max={100}
        {...(job.progress === null ? {} : { value: job.progress })}
      />
      <p role="status">
        {job.progress === null ? 'Working' : `${job.progress}%`}
        {job.message && `: ${job.message}`}
      </p>
    </section>
  );
}

interface TableProps {
  jobs: JobList;
  on_log: (job: Job) => void;
}

export function JobTable({ jobs, on_log }: TableProps) {
  if (jobs.jobs.length === 0) {
    return (
      <Empty
        title="No job has run yet"
        body="Jobs appear here when the scheduler, this page or the command line starts one."
        command={null}
      />
    );
  }
  const log_column: Column<Job> = {
    id: 'log',
    label: 'Log',
    cell: (job) => (
      <button
        type="button"
        class="button small"
        aria-label={`Log, ${kJobWord[job.kind]}, ${format_moment(job.created_at)}`}
        onClick={() => on_log(job)}
      >
        Log
      </button>
    ),
  };
  return (
    <div class="panel group flush">
      <DataTable
        caption="Jobs, latest first"
        columns={[...kColumns, log_column]}
        rows={jobs.jobs}
        row_key={(job) => job.id}
      />
    </div>
  );
}

const kColumns: readonly Column<Job>[] = [
  {
    id: 'kind',
    label: 'Job',
    cell: (job) => (
      <>
        {kJobWord[job.kind]}
        {job.key !== null && <span class="second">{job.key}</span>}
      </>
    ),
  },
  { id: 'state', label: 'State', cell: (job) => <JobState job={job} /> },
  { id: 'started', label: 'Started', cell: (job) => format_moment(job.started_at) },
  { id: 'finished', label: 'Ended', cell: (job) => format_moment(job.finished_at) },
  { id: 'cause', label: 'Asked for by', cell: (job) => kCauseWord[job.cause] },
  {
    id: 'message',
    label: 'Last word',
    cell: (job) => <span class="wide-text">{job.message || kAbsent}</span>,
  },
];

function JobState({ job }: { job: Job }) {
  const { word, tone } = kJobState[job.state];
  return (
    <>
      <span class={`tone-pill tone-${tone}`}>{word}</span>
      {job.exit_code !== null && job.exit_code !== 0 && (
        <span class="second">exit code {job.exit_code}</span>
      )}
    </>
  );
}
