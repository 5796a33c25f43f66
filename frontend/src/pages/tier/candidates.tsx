// What the model liked more than usual and did not make a signal: asked for when the reader opens
// the section, and again when another session is shown.
import { useEffect, useState } from 'preact/hooks';
import { read_prediction_rows } from '../../api/client';
import type { Prediction, Side, Tier } from '../../api/types';
import { ConfidenceBar } from '../../components/confidence';
import { kCandidatesMax, kRowsMax } from '../../config';
import { format_probability, format_return } from '../../format/format';
import { stock_path } from '../../format/symbol_query';
import { counted, kTierWords } from '../../format/words';

interface Props {
  tier: Tier;
  side: Side;
  /** Differs whenever other candidates may have come. */
  edition: string;
}

type Answer = { candidates: Prediction[] } | { error: string } | null;

export function Candidates({ tier, side, edition }: Props) {
  const [is_open, set_open] = useState(false);
  const [attempt, set_attempt] = useState(0);
  const [answer, set_answer] = useState<Answer>(null);
  useEffect(() => {
    if (!is_open) return;
    let is_wanted = true;
    void read_candidates(tier, side).then((read) => is_wanted && set_answer(read));
    return () => {
      is_wanted = false;
    };
  }, [is_open, tier, side, edition, attempt]);
  return (
    <details class="panel candidates" onToggle={(event) => set_open(event.currentTarget.open)}>
      <summary>
        <h3>Candidates below the bar</h3>
        <span class="muted">not signals: what came close tonight</span>
      </summary>
      {is_open && (
        <Body answer={answer} tier={tier} side={side} retry={() => set_attempt(attempt + 1)} />
      )}
    </details>
  );
}

async function read_candidates(market_cap: Tier, signal_type: Side): Promise<Answer> {
  try {
    const { predictions } = await read_prediction_rows({ market_cap, signal_type }, kRowsMax);
    return { candidates: predictions.filter(({ status }) => status === 'CANDIDATE') };
  } catch (error) {
    return { error: error instanceof Error ? error.message : String(error) };
  }
}

interface BodyProps {
  answer: Answer;
  tier: Tier;
  side: Side;
  retry: () => void;
}

function Body({ answer, tier, side, retry }: BodyProps) {
  if (answer === null)
    return (
      <p class="muted" aria-busy="true">
        Loading the candidates
      </p>
    );
  if ('error' in answer) {
    return (
      <div role="alert">
        <p>The candidates could not be loaded: {answer.error}</p>
        <button type="button" class="button" onClick={retry}>
          Try again now
        </button>
      </div>
    );
  }
  const { candidates } = answer;
  const shown = candidates.slice(0, kCandidatesMax);
  if (shown.length === 0) {
    return (
      <p class="muted">{`Nothing came close: no ${side} candidate for ${kTierWords[tier]}.`}</p>
    );
  }
  return (
    <>
      <p class="muted">
        {counted(candidates.length, 'stock')}, highest confidence first. Each is above the base rate
        with a gain expected, but either did not reach the bar for a signal or found no place.
        {candidates.length > shown.length && ` The first ${shown.length} are shown.`}
      </p>
      <CandidateTable side={side} candidates={shown} />
    </>
  );
}

function CandidateTable({ side, candidates }: { side: Side; candidates: readonly Prediction[] }) {
  return (
    <table class="candidate-table">
      <caption class="visually-hidden">{`${side} candidates`}</caption>
      <thead>
        <tr>
          <th scope="col">Symbol</th>
          <th scope="col" class="candidate-sector">
            Sector
          </th>
          <th scope="col">Confidence</th>
          <th scope="col" class="numeric">
            Expected return
          </th>
        </tr>
      </thead>
      <tbody>
        {candidates.map((row) => (
          <tr key={row.symbol} data-candidate={row.symbol}>
            <th scope="row">
              <a class="symbol" href={stock_path(row.symbol)}>
                {row.symbol}
              </a>{' '}
              <span class="company">{row.name}</span>
            </th>
            <td class="candidate-sector">{row.sector}</td>
            <td>
              <span class="confidence-head">
                <strong>{format_probability(row.confidence)}</strong>
                <ConfidenceBar side={side} value={row.confidence} base_rate={row.base_rate} />
              </span>
              <span class="confidence-foot">
                base <b>{format_probability(row.base_rate)}</b>
              </span>
            </td>
            <td class="numeric">{format_return(row.expected_return)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
