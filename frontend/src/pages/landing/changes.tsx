// What the night shown changed, in four lists: new, closed with their results, replaced, flipped.
import type { ComponentChildren } from 'preact';
import type { HistoryRow, Signal } from '../../api/types';
import { SideBadge } from '../../components/badges';
import { kChangesShown } from '../../config';
import { kExitWord } from '../../format/ends';
import { format_pct, format_probability, format_session } from '../../format/format';
import { stock_path } from '../../format/symbol_query';
import { changes_of } from './night_changes';

interface Props {
  session: string;
  signals: readonly Signal[];
  history: readonly HistoryRow[];
}

export function Changes({ session, signals, history }: Props) {
  const { opened, closed, replaced, flipped } = changes_of(session, signals, history);
  return (
    <section class="panel changes" aria-labelledby="changes-title">
      <div class="card-head">
        <h2 id="changes-title">What the night changed</h2>
        <span class="muted">{format_session(session)}</span>
      </div>
      <div class="change-lists">
        <List title="New" none="No new signal" rows={opened} Detail={Chance} />
        <List title="Closed" none="None ended" rows={closed} Detail={Result} />
        <List
          title="Replaced"
          none="None gave way to a better one"
          rows={replaced}
          Detail={Profit}
        />
        <List title="Flipped" none="None changed sides" rows={flipped} Detail={Profit} />
      </div>
    </section>
  );
}

interface Row {
  symbol: string;
  name: string;
  signal_type: Signal['signal_type'];
}

interface ListProps<T extends Row> {
  title: string;
  none: string;
  rows: readonly T[];
  Detail: (props: { row: T }) => ComponentChildren;
}

function List<T extends Row>({ title, none, rows, Detail }: ListProps<T>) {
  const shown = rows.slice(0, kChangesShown);
  return (
    <div class="change-list" data-changes={title.toLowerCase()}>
      <h3>
        {title} <span class="tab-count">{rows.length}</span>
      </h3>
      {rows.length === 0 && <p class="muted">{none}</p>}
      <ul>
        {shown.map((row) => (
          <li key={row.symbol}>
            <a class="symbol" href={stock_path(row.symbol)} title={row.name}>
              {row.symbol}
            </a>
            <SideBadge side={row.signal_type} />
            <span class="change-detail">
              <Detail row={row} />
            </span>
          </li>
        ))}
      </ul>
      {rows.length > shown.length && <p class="muted">and {rows.length - shown.length} more</p>}
    </div>
  );
}

function Chance({ row }: { row: Signal }) {
  return (
    <>
      <b>{format_probability(row.confidence)}</b> vs base {format_probability(row.base_rate)}
    </>
  );
}

function Result({ row }: { row: HistoryRow }) {
  return (
    <>
      {kExitWord[row.exit_reason].toLowerCase()} <Profit row={row} />
    </>
  );
}

function Profit({ row }: { row: HistoryRow }) {
  const { profit_loss_pct: profit } = row;
  if (profit === null) return <b>not filled</b>;
  return <b class={profit < 0 ? 'loss' : 'gain'}>{format_pct(profit)}</b>;
}
