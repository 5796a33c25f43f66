// What the last run's state means to the reader: a colour, a word, and why a list may be empty.
import type { LatestRun, Run, RunState, Side, Tier } from '../api/types';
import { format_session } from './format';
import { kTierWords } from './words';

export type Tone = 'good' | 'caution' | 'bad';

export interface StateWords {
  tone: Tone;
  word: string;
  /** Shown when the run itself left no message. */
  meaning: string;
}

export interface Explanation {
  title: string;
  body: string;
  /** A command that helps, if one does. */
  command: string | null;
}

const kStates: Record<RunState, StateWords> = {
  PUBLISHED: { tone: 'good', word: 'Published', meaning: 'The last run published its signals.' },
  NO_EDGE: {
    tone: 'good',
    word: 'No edge',
    meaning: 'The scan finished normally and found nothing worth a trade.',
  },
  DATA_INCOMPLETE: {
    tone: 'caution',
    word: 'Data incomplete',
    meaning: 'Too few stocks had fresh prices, so nothing was published.',
  },
  MARKET_CLOSED: {
    tone: 'caution',
    word: 'Market closed',
    meaning: 'There was no session to scan.',
  },
  SUSPECT: {
    tone: 'bad',
    word: 'Suspect',
    meaning: 'The predictions failed the sanity checks, so nothing was published.',
  },
  FAILED: { tone: 'bad', word: 'Failed', meaning: 'The run failed before it could publish.' },
};

const kNoRun: StateWords = {
  tone: 'caution',
  word: 'No run yet',
  meaning: 'Nothing has been scanned yet; run turbomode scan.',
};

export function state_words(run: Run | null): StateWords {
  return run === null ? kNoRun : kStates[run.state];
}

/** The run's own message, or what its state means, as a sentence. */
export function run_message(run: Run | null): string {
  return sentence(run?.message || state_words(run).meaning);
}

/** True when the signals on the pages are older than the last run. */
export function shows_older_session({ run, showing }: LatestRun): boolean {
  return run !== null && showing !== null && run.session !== showing.session;
}

/** Why the list of one tier and side is empty, and what to do about it. */
export function explain_empty(latest: LatestRun, tier: Tier, side: Side): Explanation {
  return explain_none(latest, `No ${side} signal for ${kTierWords[tier]}`);
}

/** Why no sector is of a kind ("bullish sector"). */
export function explain_no_sector(latest: LatestRun, kind: string): Explanation {
  const explanation = explain_none(latest, `No ${kind}`);
  const finished = latest.run?.state === 'PUBLISHED' || latest.run?.state === 'NO_EDGE';
  if (!finished) return explanation;
  return { ...explanation, body: 'In no sector do the active signals lean that way.' };
}

/** Why there is no prediction at all: only the first night's failure leaves none. */
export function explain_no_prediction(latest: LatestRun): Explanation {
  return explain_none(latest, 'No prediction');
}

/** The same for a tier as a whole, in one line. */
export function explain_empty_tier(latest: LatestRun, tier: Tier): string {
  const { title, body, command } = explain_none(latest, `No signal for ${kTierWords[tier]}`);
  if (latest.run === null) return `${title}. ${body} Run ${command}.`;
  return `${title}: ${state_words(latest.run).word.toLowerCase()}.`;
}

function explain_none(latest: LatestRun, what: string): Explanation {
  const { run } = latest;
  if (run === null) {
    return { title: `${what} yet`, body: 'No scan has run yet.', command: 'turbomode scan' };
  }
  if (run.state === 'NO_EDGE') {
    return { title: `${what} tonight`, body: `No edge: ${run_message(run)}`, command: null };
  }
  if (run.state === 'PUBLISHED') {
    return {
      title: `${what} tonight`,
      body:
        `The scan of ${format_session(run.session)} finished normally; nothing here passed the ` +
        'bar for confidence and expected return.',
      command: null,
    };
  }
  return { title: what, body: unpublished(run, latest), command: remedy(run) };
}

function unpublished(run: Run, { showing }: LatestRun): string {
  const ended = `${state_words(run).word} on ${format_session(run.session)}`;
  const shown = showing
    ? `The pages still show ${format_session(showing.session)}, which had none here.`
    : 'Nothing has been published yet.';
  return `${ended}: ${run_message(run)} ${shown}`;
}

// Scanning again does not open a closed market.
function remedy(run: Run): string | null {
  return run.state === 'MARKET_CLOSED' ? null : 'turbomode scan';
}

function sentence(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`;
}
