// The active signal of the stock: levels, age, and why, from the base rate to the confidence.
import type { Signal } from '../../api/types';
import { AgeBadge, SideBadge } from '../../components/badges';
import { Waterfall } from '../../components/chart/waterfall';
import { SignalConfidence } from '../../components/confidence';
import { FactList, type FactRow } from '../../components/fact_list';
import {
  format_level_pct,
  format_pct,
  format_price,
  format_return,
  format_session,
  kAbsent,
} from '../../format/format';
import { counted } from '../../format/words';

export function ActiveSignal({ signal }: { signal: Signal }) {
  return (
    <div class="chart-pair">
      <section class="panel group padded" aria-label="Active signal">
        <div class="signal-head">
          <h2>Active signal</h2>
          <SideBadge side={signal.signal_type} />
          <AgeBadge color={signal.age_color} days={signal.age_days} />
        </div>
        <SignalConfidence
          side={signal.signal_type}
          effective={signal.effective_confidence}
          calibrated={signal.confidence}
          base_rate={signal.base_rate}
        />
        <FactList facts={facts(signal)} />
      </section>
      <section class="panel group padded">
        <h3>Why</h3>
        <p class="muted">
          What each reason added to the probability when the signal was opened, in percentage
          points. Together they make the calibrated confidence.
        </p>
        <Waterfall
          side={signal.signal_type}
          base_rate={signal.base_rate}
          contributions={[
            ...signal.reasons.map(({ feature, text, contribution }) => ({
              id: feature,
              text,
              amount: contribution,
            })),
            { id: 'others', text: 'Everything else', amount: signal.contribution_of_others },
          ]}
          confidence={signal.confidence}
        />
      </section>
    </div>
  );
}

function facts(signal: Signal): FactRow[] {
  const { profit_loss_pct: pct, fill_price, fill_date } = signal;
  const fill =
    fill_price === null || fill_date === null
      ? 'at the next open'
      : `${format_price(fill_price)} on ${format_session(fill_date)}`;
  return [
    [
      'Signal of',
      `${format_session(signal.entry_date)}, close ${format_price(signal.entry_price)}`,
    ],
    ['Entry zone', `${format_price(signal.entry_min)} to ${format_price(signal.entry_max)}`],
    ['Filled', fill],
    ['Current', format_price(signal.current_price)],
    ['Target', level(signal.target_price, signal.target_pct)],
    ['Stop', level(signal.stop_price, signal.stop_pct)],
    [
      'Profit or loss',
      pct === null ? kAbsent : <span class={pct < 0 ? 'loss' : 'gain'}>{format_pct(pct)}</span>,
    ],
    ['Days left', counted(signal.days_left, 'day')],
    ['Expected', `${format_return(signal.expected_return)} net, on average`],
  ];
}

const level = (price: number, pct: number) => `${format_price(price)} (${format_level_pct(pct)})`;
