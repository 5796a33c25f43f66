// The strip under the navigation: how the last run ended, in colour and words, and which session,
// model and data the page speaks of.
import type { ComponentChildren } from 'preact';
import type { LatestRun, SchedulerStatus } from '../api/types';
import { kRefreshIntervalMs } from '../config';
import {
  format_clock,
  format_probability,
  format_published,
  format_session,
  kAbsent,
} from '../format/format';
import { next_run_words } from '../format/next_run';
import { run_message, shows_older_session, state_words, type Tone } from '../format/run_state';
import { CautionIcon, CheckIcon, CrossIcon, RefreshIcon } from './icons';
import { SimulatedMark } from './badges';

const kToneIcon: Record<Tone, () => ComponentChildren> = {
  good: CheckIcon,
  caution: CautionIcon,
  bad: CrossIcon,
};

export interface BannerProps {
  latest: LatestRun | null;
  scheduler: SchedulerStatus | null;
  /** True while the server tells of changes by itself. */
  live: boolean;
  succeeded_at: Date | null;
  failed: boolean;
  loading: boolean;
  on_refresh: () => void;
}

export function Banner(props: BannerProps) {
  const { latest } = props;
  const tone = latest === null ? 'unknown' : state_words(latest.run).tone;
  return (
    <section class={`banner tone-${tone}`} aria-label="Last run">
      <div class="banner-inner">
        <State {...props} />
        <dl class="facts">
          {latest !== null && <Facts latest={latest} />}
          {latest !== null && <NextRun scheduler={props.scheduler} />}
          <Freshness {...props} />
        </dl>
        {latest !== null && <Message latest={latest} />}
      </div>
    </section>
  );
}

function State({ latest, failed }: BannerProps) {
  if (latest === null) {
    return (
      <p class="banner-state">{failed ? 'State of the last run unknown' : 'Asking the server'}</p>
    );
  }
  const { tone, word } = state_words(latest.run);
  const ToneIcon = kToneIcon[tone];
  const simulated = latest.showing?.simulated ?? latest.run?.simulated ?? false;
  return (
    <p class="banner-state">
      <span class="state-pill" data-field="state">
        <ToneIcon />
        {word}
      </span>
      {simulated && <SimulatedMark />}
    </p>
  );
}

// A published run needs no words of its own, unless it left some.
function Message({ latest }: { latest: LatestRun }) {
  const { run, showing } = latest;
  if (run?.state === 'PUBLISHED' && run.message === '') return null;
  return (
    <p class="banner-message" data-field="message">
      {run !== null && run.session !== showing?.session && (
        <b>Last run, {format_session(run.session)}: </b>
      )}
      {run_message(run)}
      {showing !== null && shows_older_session(latest) && (
        <> The pages show the signals of {format_session(showing.session)}.</>
      )}
    </p>
  );
}

function Facts({ latest }: { latest: LatestRun }) {
  const { run, showing } = latest;
  const session = showing?.session ?? null;
  return (
    <>
      <Fact name={shows_older_session(latest) ? 'Showing session' : 'Session'} field="session">
        {session === null ? kAbsent : <time dateTime={session}>{format_session(session)}</time>}
      </Fact>
      <Fact name="Published" field="published_at">
        {showing === null ? (
          kAbsent
        ) : (
          <time dateTime={showing.published_at}>{format_published(showing.published_at)}</time>
        )}
      </Fact>
      <Fact name="Model" field="model_id">
        {showing?.model_id ?? run?.model_id ?? kAbsent}
      </Fact>
      <Fact name="Data" field="data_source">
        {showing?.data_source ?? run?.data_source ?? kAbsent}
      </Fact>
      <Fact name={shows_older_session(latest) ? 'Coverage, last run' : 'Coverage'} field="coverage">
        {format_probability(run?.coverage ?? null)}
      </Fact>
    </>
  );
}

function Fact(props: { name: string; field: string; children: ComponentChildren }) {
  return (
    <div class="fact">
      <dt>{props.name}</dt>
      <dd data-field={props.field}>{props.children}</dd>
    </div>
  );
}

function NextRun({ scheduler }: { scheduler: SchedulerStatus | null }) {
  return (
    <Fact name="Next run" field="next_run">
      {next_run_words(scheduler)}
    </Fact>
  );
}

const kRefreshSeconds = kRefreshIntervalMs / 1000;

function Freshness({ succeeded_at, failed, loading, live, on_refresh }: BannerProps) {
  return (
    <div class={`fact freshness ${failed ? 'outdated' : ''}`}>
      <dt>Updated</dt>
      <dd>
        <span data-field="updated">
          {succeeded_at === null ? 'not yet' : format_clock(succeeded_at)}
        </span>{' '}
        <span
          class={`mode ${live ? 'live' : ''}`}
          data-field="mode"
          title={
            live
              ? 'The server tells this page of every change.'
              : `The server is asked every ${kRefreshSeconds} seconds.`
          }
        >
          {live ? 'live' : 'polling'}
        </span>
        <button
          type="button"
          class="icon-button"
          aria-label="Refresh now"
          title="Refresh now"
          aria-disabled={loading}
          onClick={on_refresh}
        >
          <RefreshIcon />
        </button>
      </dd>
    </div>
  );
}
