// The signals of one tier and side in the reader's order. On a narrow screen the style sheet turns
// rows into cards; `data-label` is then the heading of a cell, and the roles keep the table a
// table.
import type { ComponentChildren } from 'preact';
import type { Side, Signal } from '../../api/types';
import { AgeBadge } from '../../components/badges';
import { SignalConfidence } from '../../components/confidence';
import { kReasonsPerSignal } from '../../config';
import {
  format_level_pct,
  format_pct,
  format_price,
  format_return,
  format_session_short,
} from '../../format/format';
import { stock_path } from '../../format/symbol_query';
import { change_view, page_view } from './page_view';
import { SignalSparkline } from './sparkline';
import { sorted_by, type Ranked, type SortKey } from './view';

interface Props {
  side: Side;
  caption: string;
  rows: readonly Ranked[];
  as_of: string | null;
}

export function SignalTable({ side, caption, rows, as_of }: Props) {
  const signals = rows.map(({ signal }) => signal);
  const [above, below] = side === 'BUY' ? ['+', '\u2212'] : ['\u2212', '+'];
  const labels = {
    target: `Target ${common_level(signals, 'target_pct') ?? above}`,
    stop: `Stop ${common_level(signals, 'stop_pct') ?? below}`,
  };
  return (
    <table class="signals" role="table">
      <caption class="visually-hidden">{caption}</caption>
      <Head labels={labels} />
      <tbody role="rowgroup">
        {rows.map(({ rank, signal }) => (
          <Row key={signal.symbol} rank={rank} signal={signal} labels={labels} as_of={as_of} />
        ))}
      </tbody>
    </table>
  );
}

interface Labels {
  target: string;
  stop: string;
}

function Head({ labels }: { labels: Labels }) {
  const headings: readonly [string, string, SortKey?][] = [
    ['#', 'rank'],
    ['Symbol', 'symbol', 'symbol'],
    ['Sector', 'sector', 'sector'],
    ['Effective confidence', 'confidence', 'effective_confidence'],
    ['Age', 'age', 'age_days'],
    ['Entry', 'entry numeric', 'entry_price'],
    ['Current', 'current numeric', 'current_price'],
    [labels.target, 'target numeric', 'target_price'],
    [labels.stop, 'stop numeric', 'stop_price'],
    ['Profit / loss', 'profit numeric', 'profit_loss_pct'],
    ['Days left', 'left numeric', 'days_left'],
    ['Top reasons', 'reasons'],
    ['Closes', 'spark'],
  ];
  return (
    <thead role="rowgroup">
      <tr role="row">
        {headings.map(([text, name, sort]) => (
          <Heading key={name} text={text} name={name} sort={sort} />
        ))}
      </tr>
    </thead>
  );
}

function Heading(props: { text: string; name: string; sort: SortKey | undefined }) {
  const { text, name, sort } = props;
  const view = page_view.value;
  const direction = view.is_descending ? 'descending' : 'ascending';
  const is_sorted = view.sort === sort;
  return (
    <th
      role="columnheader"
      scope="col"
      class={`head-${name}`}
      aria-sort={is_sorted ? direction : undefined}
    >
      {sort === undefined ? (
        text
      ) : (
        <button type="button" class="sort" onClick={() => change_view(sorted_by(view, sort))}>
          {text}
        </button>
      )}
    </th>
  );
}

interface RowProps {
  rank: number;
  signal: Signal;
  labels: Labels;
  as_of: string | null;
}

function Row({ rank, signal, labels, as_of }: RowProps) {
  return (
    <tr role="row" data-symbol={signal.symbol}>
      <Cell name="rank" label="Rank">
        {rank}
      </Cell>
      <th role="rowheader" scope="row" class="cell-symbol">
        <a class="symbol" href={stock_path(signal.symbol)}>
          {signal.symbol}
        </a>
        <span class="company">{signal.name}</span>
      </th>
      <Cell name="sector" label="Sector">
        {signal.sector}
      </Cell>
      <Cell name="confidence" label="Effective confidence">
        <SignalConfidence
          side={signal.signal_type}
          effective={signal.effective_confidence}
          calibrated={signal.confidence}
          base_rate={signal.base_rate}
        />
      </Cell>
      <Cell name="age" label="Age">
        <AgeBadge color={signal.age_color} days={signal.age_days} />
      </Cell>
      <EntryCell signal={signal} />
      <Cell name="current" label="Current">
        <span data-field="current_price">{format_price(signal.current_price)}</span>
      </Cell>
      <Cell name="target" label={labels.target}>
        <span data-field="target_price">{format_price(signal.target_price)}</span>
      </Cell>
      <Cell name="stop" label={labels.stop}>
        <span data-field="stop_price">{format_price(signal.stop_price)}</span>
      </Cell>
      <ProfitCell signal={signal} />
      <Cell name="left" label="Days left">
        {signal.days_left}
      </Cell>
      <ReasonsCell signal={signal} />
      <Cell name="spark" label="Closes">
        <SignalSparkline signal={signal} as_of={as_of} />
      </Cell>
    </tr>
  );
}

const kNumericCells = new Set(['entry', 'current', 'target', 'stop', 'profit', 'left']);

function Cell(props: { name: string; label: string; children: ComponentChildren }) {
  const numeric = kNumericCells.has(props.name) ? ' numeric' : '';
  return (
    <td role="cell" class={`cell-${props.name}${numeric}`} data-label={props.label}>
      {props.children}
    </td>
  );
}

function EntryCell({ signal }: { signal: Signal }) {
  return (
    <Cell name="entry" label="Entry">
      <span data-field="entry_price">{format_price(signal.entry_price)}</span>
      <span class="second">
        {format_price(signal.entry_min)}&thinsp;&ndash;&thinsp;{format_price(signal.entry_max)}
      </span>
    </Cell>
  );
}

function ProfitCell({ signal }: { signal: Signal }) {
  const { profit_loss_pct: profit, fill_date, fill_price } = signal;
  return (
    <Cell name="profit" label="Profit / loss">
      {profit === null ? (
        <span class="muted">not filled</span>
      ) : (
        <span class={profit < 0 ? 'loss' : 'gain'}>{format_pct(profit)}</span>
      )}
      {fill_date !== null && fill_price !== null && (
        <span class="second" title="Price and session of the paper fill">
          <span class="visually-hidden">filled at </span>
          {format_price(fill_price)}, {format_session_short(fill_date)}
        </span>
      )}
    </Cell>
  );
}

function ReasonsCell({ signal }: { signal: Signal }) {
  return (
    <Cell name="reasons" label="Top reasons">
      <ul class="reasons">
        {signal.reasons.slice(0, kReasonsPerSignal).map((reason) => (
          <li key={reason.feature} class={reason.contribution < 0 ? 'against' : 'for'}>
            <span class="visually-hidden">{reason.contribution < 0 ? 'Against: ' : 'For: '}</span>
            {reason.text}
          </li>
        ))}
        <li class="expected">
          expected return <b>{format_return(signal.expected_return)}</b>
        </li>
      </ul>
    </Cell>
  );
}

// The distance all signals have in common, as text; null when they differ, for instance because
// the exit rule was changed while they were open.
function common_level(signals: readonly Signal[], field: 'target_pct' | 'stop_pct'): string | null {
  const levels = new Set(signals.map((signal) => format_level_pct(signal[field])));
  const [level] = levels;
  return levels.size === 1 && level !== undefined ? level : null;
}
