// The frame all pages share: header, banner, the notices of the refresh, and the page's own content
// once there is data. `start_page` is what each page's main.tsx calls.
import '../styles/index.css';
import { render, type ComponentChildren } from 'preact';
import { read_scheduler } from '../api/client';
import type { Alert, LatestRun, SchedulerAnswer } from '../api/types';
import { page_events } from '../refresh/page_events';
import type { EventName } from '../refresh/event_stream';
import { poll_page } from '../refresh/page_poller';
import type { Poller } from '../refresh/poller';
import { Alerts, poll_alerts } from './alerts';
import { Banner } from './banner';
import { Header, type PageName } from './header';
import { Loading, LoadFailure, StaleNotice } from './notices';
import { start_theme } from './theme';

export interface PageData {
  latest: LatestRun;
}

interface PageOptions<T extends PageData> {
  page: PageName;
  title: string;
  /** What is loaded, inside a sentence: "the signals" unless said. */
  subject?: string;
  load: () => Promise<T>;
  /** The events after which the data may be other: the night's alone unless said. */
  changes?: readonly EventName[];
  Content: (props: { data: T; refresh: () => void }) => ComponentChildren;
}

export function start_page<T extends PageData>(options: PageOptions<T>): void {
  start_theme();
  const root = document.getElementById('app');
  if (root === null) throw new Error('the page has no #app');
  const pollers = {
    poller: poll_page(options.load, options.changes),
    alerts: poll_alerts(),
    scheduler: poll_page(read_scheduler, ['run', 'job']),
  };
  render(<Page options={options} {...pollers} />, root);
}

interface Props<T extends PageData> {
  options: PageOptions<T>;
  poller: Poller<T>;
  alerts: Poller<{ alerts: Alert[] }>;
  scheduler: Poller<SchedulerAnswer>;
}

function Page<T extends PageData>({ options, poller, alerts, scheduler }: Props<T>) {
  const { data, succeeded_at, error, loading } = poller.state.value;
  const refresh = () => void poller.refresh();
  const stale = error !== null && succeeded_at !== null;
  return (
    <>
      <a class="skip" href="#content" onClick={focus_content}>
        Skip to the content
      </a>
      <header>
        <Header page={options.page} />
        <Banner
          latest={data?.latest ?? null}
          scheduler={scheduler.state.value.data?.status ?? null}
          live={page_events.live.value}
          succeeded_at={succeeded_at}
          failed={error !== null}
          loading={loading}
          on_refresh={refresh}
        />
        <Alerts poller={alerts} />
      </header>
      <main id="content" tabIndex={-1}>
        {stale && <StaleNotice error={error} since={succeeded_at} on_retry={refresh} />}
        <h1>{options.title}</h1>
        <Body data={data} error={error} options={options} refresh={refresh} />
      </main>
      <Footer latest={data?.latest ?? null} />
    </>
  );
}

interface BodyProps<T extends PageData> {
  data: T | null;
  error: string | null;
  options: PageOptions<T>;
  refresh: () => void;
}

function Body<T extends PageData>({ data, error, options, refresh }: BodyProps<T>) {
  if (data !== null) return <options.Content data={data} refresh={refresh} />;
  const { subject } = options;
  if (error === null) return <Loading subject={subject} />;
  return <LoadFailure error={error} on_retry={refresh} subject={subject} />;
}

function Footer({ latest }: { latest: LatestRun | null }) {
  return (
    <footer>
      {latest !== null && <p>{latest.tier_rule.text}</p>}
      <p>
        Confidence is the calibrated probability that the trade ends with a net gain; the base rate
        is how often any such trade did. Effective confidence ranks signals by age and is no
        probability. Nothing here is investment advice.
      </p>
    </footer>
  );
}

// The hash belongs to the tabs: skipping must not change it.
function focus_content(event: Event): void {
  event.preventDefault();
  document.getElementById('content')?.focus();
}
