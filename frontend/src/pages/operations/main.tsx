// What the server does and did: scheduler, jobs, alerts and nights, and the switches for them.
import '../../styles/data.css';
import '../../styles/operations.css';
import { useEffect, useState } from 'preact/hooks';
import {
  read_all_alerts,
  read_jobs,
  read_latest_run,
  read_runs,
  read_scheduler,
} from '../../api/client';
import type { AlertList, Job, JobList, LatestRun, RunList, SchedulerAnswer } from '../../api/types';
import { start_page } from '../../components/page';
import { kJobIntervalMs, kJobsShown, kRunsShown } from '../../config';
import { AlertHistory } from './alert_history';
import { DataStatus } from './data_status';
import { JobLogDialog } from './job_log';
import { JobTable, RunningJob } from './jobs';
import { QuestionDialog, type Question } from './questions';
import { RunTable } from './runs';
import { SchedulerCard } from './scheduler';

interface OperationsData {
  latest: LatestRun;
  scheduler: SchedulerAnswer;
  jobs: JobList;
  alerts: AlertList;
  runs: RunList;
}

start_page<OperationsData>({
  page: 'operations',
  title: 'Operations',
  subject: 'the state of the server',
  load,
  changes: ['run', 'job', 'alerts'],
  Content: OperationsContent,
});

async function load(): Promise<OperationsData> {
  const [latest, scheduler, jobs, alerts, runs] = await Promise.all([
    read_latest_run(),
    read_scheduler(),
    read_jobs(kJobsShown),
    read_all_alerts(),
    read_runs(kRunsShown),
  ]);
  return { latest, scheduler, jobs, alerts, runs };
}

interface Props {
  data: OperationsData;
  refresh: () => void;
}

function OperationsContent({ data, refresh }: Props) {
  const [question, set_question] = useState<Question | null>(null);
  const [log, set_log] = useState<Job | null>(null);
  const running = data.jobs.jobs.filter((job) => job.state === 'RUNNING');
  useFrequentRefresh(running.length > 0, refresh);
  return (
    <>
      {running.map((job) => (
        <RunningJob key={job.id} job={job} on_log={set_log} on_ask={set_question} />
      ))}
      <div class="operation-cards">
        <SchedulerCard status={data.scheduler.status} on_ask={set_question} />
        <RunNow on_ask={set_question} />
        <DataStatus latest={data.latest} />
      </div>
      <AlertHistory alerts={data.alerts.alerts} />
      <h2 class="section-head">Jobs</h2>
      <JobTable jobs={data.jobs} on_log={set_log} />
      <h2 class="section-head">Nights</h2>
      <RunTable runs={data.runs} />
      {question !== null && (
        <QuestionDialog question={question} on_done={refresh} on_close={() => set_question(null)} />
      )}
      {log !== null && <JobLogDialog job={log} on_close={() => set_log(null)} />}
    </>
  );
}

function RunNow({ on_ask }: { on_ask: (question: Question) => void }) {
  return (
    <section class="panel operation-card">
      <h2>Run now</h2>
      <p class="muted">
        What the scheduler would run, by hand. Only one job runs at a time; the pages stay up
        meanwhile.
      </p>
      <div class="button-row">
        <button type="button" class="button" onClick={() => on_ask({ kind: 'scan' })}>
          Scan now
        </button>
        <button type="button" class="button" onClick={() => on_ask({ kind: 'train' })}>
          Train now
        </button>
      </div>
    </section>
  );
}

// A job moves faster than the page refreshes.
function useFrequentRefresh(wanted: boolean, refresh: () => void): void {
  useEffect(() => {
    if (!wanted) return undefined;
    const timer = window.setInterval(() => {
      if (document.visibilityState === 'visible') refresh();
    }, kJobIntervalMs);
    return () => window.clearInterval(timer);
  }, [wanted]);
}
