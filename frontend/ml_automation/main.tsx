// The page of ML Automation.
import { render } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { everything, post, type Everything, type Status, type ViewName } from './calls';
import { new_york } from './format';
import { Countdown, PaperTrades, Record } from './portfolio';
import { Heat, SignalTable, Views } from './signals';

const kRefreshMs = 30_000;
const kRefreshRunningMs = 2_000;

const kSteps: [string, string][] = [
  ['/ml-run-full-cycle', 'Full cycle'],
  ['/ml-run-scan-only', 'Scan'],
  ['/ml-run-learner-only', 'Learn'],
  ['/ml-run-training', 'Train'],
];

interface Loaded {
  data: Everything;
  at: Date;
}

function Alerts({ status }: { status: Status }) {
  const open = status.alerts.filter(({ resolved_at }) => resolved_at === null);
  return (
    <>
      {open.map(({ rule, message }) => (
        <p key={rule} class="alert" role="alert">
          {message}
        </p>
      ))}
    </>
  );
}

function Controls({ status, on_done }: { status: Status; on_done: () => void }) {
  const [refusal, set_refusal] = useState('');
  const ask = async (path: string) => {
    try {
      await post(path);
      set_refusal('');
    } catch (error) {
      set_refusal(error instanceof Error ? error.message : String(error));
    }
    on_done();
  };
  const { running, ended } = status;
  return (
    <div class="controls">
      {kSteps.map(([path, title]) => (
        <button key={path} type="button" disabled={running !== null} onClick={() => void ask(path)}>
          {title}
        </button>
      ))}
      <button
        type="button"
        onClick={() =>
          void ask(status.scheduler_running ? '/ml-automation-stop' : '/ml-automation-start')
        }
      >
        {status.scheduler_running ? 'Stop schedule' : 'Start schedule'}
      </button>
      <p aria-live="polite">
        {running !== null && `${running.step} of ${running.session} is running\u2026`}
        {running === null &&
          ended !== null &&
          `${ended.step} of ${ended.session}: ${
            ended.is_done ? 'done' : `${ended.how}; see ${ended.log_file}`
          }`}
        {refusal !== '' && ` ${refusal}`}
      </p>
    </div>
  );
}

function StatusLine({ status, at }: { status: Status; at: Date }) {
  const { last_cycle } = status;
  const behind = status.sessions_behind ?? 0;
  return (
    <p class="status">
      {last_cycle === null
        ? 'No cycle has run yet.'
        : `Cycle of ${last_cycle.session} ${
            last_cycle.state === 'DONE' ? 'done' : 'FAILED'
          }: ${last_cycle.message}.`}{' '}
      {behind > 0 && (
        <strong>
          {behind} {behind === 1 ? 'session' : 'sessions'} behind.{' '}
        </strong>
      )}
      {status.scheduler_running
        ? `Next: ${new_york(status.next_run)}.`
        : 'The schedule is switched off.'}{' '}
      <span class="updated">Updated {at.toLocaleTimeString('en-GB')}.</span>
    </p>
  );
}

function Page() {
  const [view, set_view] = useState<ViewName>('all');
  const [loaded, set_loaded] = useState<Loaded | null>(null);
  const [fault, set_fault] = useState('');
  const [asked, set_asked] = useState(0);
  const is_running = loaded?.data.status.running !== null && loaded !== null;

  useEffect(() => {
    let is_current = true;
    const load = async () => {
      if (document.hidden) return;
      try {
        const data = await everything(view);
        if (!is_current) return;
        set_loaded({ data, at: new Date() });
        set_fault('');
      } catch (error) {
        if (is_current) set_fault(error instanceof Error ? error.message : String(error));
      }
    };
    const refresh = () => void load();
    refresh();
    const timer = setInterval(refresh, is_running ? kRefreshRunningMs : kRefreshMs);
    document.addEventListener('visibilitychange', refresh);
    return () => {
      is_current = false;
      clearInterval(timer);
      document.removeEventListener('visibilitychange', refresh);
    };
  }, [view, asked, is_running]);

  return (
    <>
      <header>
        <h1>ML Automation</h1>
        <p>
          The separate six o'clock system: four analysers, a paper portfolio, and what it learns.
        </p>
      </header>
      <main aria-busy={loaded === null && fault === ''}>
        {fault !== '' && (
          <p class="alert" role="alert">
            Nothing new can be shown: {fault}.
            {loaded !== null && ` What is shown is of ${loaded.at.toLocaleTimeString('en-GB')}.`}
          </p>
        )}
        {loaded !== null && (
          <Contents
            {...loaded}
            view={view}
            on_view={set_view}
            on_done={() => set_asked(asked + 1)}
          />
        )}
      </main>
    </>
  );
}

function Contents(
  props: Loaded & { view: ViewName; on_view: (view: ViewName) => void; on_done: () => void },
) {
  const { data, at } = props;
  return (
    <>
      {data.signals.data_source === 'SIMULATED' && (
        <p class="simulated">SIMULATED prices: nothing here is about a real company.</p>
      )}
      <Alerts status={data.status} />
      <StatusLine status={data.status} at={at} />
      <Controls status={data.status} on_done={props.on_done} />
      <Views signals={data.signals} view={props.view} on_view={props.on_view} />
      <section aria-labelledby="heat">
        <h2 id="heat">Heat map</h2>
        <Heat heatmap={data.heatmap} why={data.signals.why} />
      </section>
      <section aria-labelledby="signals">
        <h2 id="signals">
          Signals <small>{data.signals.as_of ?? 'none yet'}</small>
        </h2>
        <SignalTable signals={data.signals} />
      </section>
      <section aria-labelledby="paper">
        <h2 id="paper">Paper portfolio</h2>
        <Record stats={data.stats} />
        <PaperTrades portfolio={data.portfolio} />
      </section>
      <section aria-labelledby="training">
        <h2 id="training">Training</h2>
        <Countdown training={data.training} />
      </section>
    </>
  );
}

const root = document.getElementById('page');
if (root !== null) render(<Page />, root);
