// Words on a coloured ground. The word carries the meaning, the colour only repeats it.
import type { AgeColor, Sentiment, Side } from '../api/types';
import { kAgeWord, kSentimentWord } from '../format/words';

export function AgeBadge({ color, days }: { color: AgeColor; days: number }) {
  return (
    <span class={`badge age-${color}`}>
      {kAgeWord[color]}
      <span class="badge-detail" data-field="age_days">
        {days} d
      </span>
    </span>
  );
}

export function SideBadge({ side }: { side: Side }) {
  return <span class={`badge side-${side.toLowerCase()}`}>{side}</span>;
}

export function SentimentBadge({ sentiment }: { sentiment: Sentiment }) {
  return (
    <span class={`badge sentiment-${sentiment.toLowerCase()}`}>{kSentimentWord[sentiment]}</span>
  );
}

export function SimulatedMark() {
  return (
    <span class="simulated" title="Prices come from the simulated market, not from an exchange.">
      SIMULATED
    </span>
  );
}
