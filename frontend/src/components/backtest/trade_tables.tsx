// The trades by what they have in common, each group beside its base rate and with its intervals.
// A group with too few outcomes shows how many there are instead of figures.
import type { BacktestReport, TradeGroup } from '../../api/types';
import { kOutcomesNeeded } from '../../config';
import { format_fine_range, group_name } from '../../format/backtest';
import { format_fine_return, format_interval, format_ratio } from '../../format/figures';
import { format_count, format_probability, kAbsent } from '../../format/format';
import { IntervalBar } from '../chart/interval_bar';
import { common_scale } from '../chart/scale';
import { DataTable, type Column } from '../data_table';

type Groups = BacktestReport['trades']['groups'];

interface Kind {
  id: keyof Groups;
  title: string;
  /** Heading of the names of the groups. */
  heading: string;
  note?: string;
}

const kAll: Kind = { id: 'side', title: 'By side', heading: 'Trades' };
const kKinds: readonly Kind[] = [
  { id: 'confidence', title: 'By confidence', heading: 'Confidence' },
  { id: 'tier', title: 'By tier', heading: 'Tier' },
  { id: 'sector', title: 'By sector', heading: 'Sector' },
  {
    id: 'exit_reason',
    title: 'By how they ended',
    heading: 'Ended by',
    note: 'Targets win and stops lose by nature: what counts is how many there are of each.',
  },
  {
    id: 'age',
    title: 'By age at the exit',
    heading: 'Age at the exit',
    note:
      'Early exits are mostly stops and targets, late ones mostly trades that went nowhere: this ' +
      'says how trades end, not when to enter.',
  },
  { id: 'year', title: 'By year of the exit', heading: 'Year' },
];
const kMonths: Kind = { id: 'month', title: 'By month of the exit', heading: 'Month' };

export function TradeTables({ trades }: { trades: BacktestReport['trades'] }) {
  const { groups } = trades;
  return (
    <>
      <GroupPanel kind={kAll} rows={[{ name: 'All', ...trades.all }, ...groups.side]} />
      {kKinds.map((kind) => (
        <GroupPanel key={kind.id} kind={kind} rows={groups[kind.id]} />
      ))}
      {groups.month.length > 0 && (
        <details class="panel candidates">
          <summary>
            <h3>{kMonths.title}</h3>
          </summary>
          <GroupTable kind={kMonths} rows={groups.month} />
        </details>
      )}
    </>
  );
}

interface GroupProps {
  kind: Kind;
  rows: readonly TradeGroup[];
}

function GroupPanel({ kind, rows }: GroupProps) {
  if (rows.length === 0) return null;
  return (
    <section class="panel group">
      <h3>{kind.title}</h3>
      {kind.note && <p class="muted">{kind.note}</p>}
      <GroupTable kind={kind} rows={rows} />
    </section>
  );
}

function GroupTable({ kind, rows }: GroupProps) {
  const scale = common_scale(
    rows.flatMap((row) =>
      [row.win_rate_low, row.win_rate_high, row.base_rate].filter((rate) => rate !== null),
    ),
  );
  const columns: readonly Column<TradeGroup>[] = [
    { id: 'group', label: kind.heading, cell: (row) => group_name(row.name) },
    {
      id: 'interval-bar',
      label: 'Against base rate',
      cell: (row) => <Against row={row} scale={scale} />,
    },
    ...kFigureColumns,
  ];
  return (
    <div class="rate-table">
      <DataTable
        caption={`Trades: ${kind.title.toLowerCase()}`}
        columns={columns}
        rows={rows}
        row_key={(row) => row.name}
      />
    </div>
  );
}

function Against({ row, scale }: { row: TradeGroup; scale: readonly [number, number] }) {
  const { win_rate, win_rate_low: low, win_rate_high: high, base_rate } = row;
  if (win_rate === null) {
    return (
      <span class="muted">
        withheld: {format_count(row.filled)} of {kOutcomesNeeded} outcomes
      </span>
    );
  }
  if (low === null || high === null || base_rate === null) return null;
  const tone = row.name === 'BUY' ? 'buy' : row.name === 'SELL' ? 'sell' : 'both';
  return (
    <IntervalBar
      tone={tone}
      value={win_rate}
      low={low}
      high={high}
      against={base_rate}
      scale={scale}
    />
  );
}

const kFigureColumns: readonly Column<TradeGroup>[] = [
  {
    id: 'win_rate',
    label: 'Win rate',
    numeric: true,
    cell: (row) => (
      <>
        {format_probability(row.win_rate)}
        <Second text={format_interval(row.win_rate_low, row.win_rate_high)} />
      </>
    ),
  },
  {
    id: 'base_rate',
    label: 'Base rate',
    numeric: true,
    cell: (row) => format_probability(row.base_rate),
  },
  {
    id: 'said',
    label: 'Said',
    numeric: true,
    cell: (row) => format_probability(row.mean_confidence),
  },
  {
    id: 'net',
    label: 'Net return',
    numeric: true,
    cell: (row) => (
      <>
        {format_fine_return(row.mean_net_return)}
        <Second text={format_fine_range(row.mean_net_return_low, row.mean_net_return_high)} />
      </>
    ),
  },
  {
    id: 'win',
    label: 'Avg win, loss',
    numeric: true,
    cell: (row) => (
      <>
        {format_fine_return(row.avg_win)}
        <Second text={format_fine_return(row.avg_loss)} />
      </>
    ),
  },
  {
    id: 'factor',
    label: 'Profit factor',
    numeric: true,
    cell: (row) => format_ratio(row.profit_factor),
  },
  {
    id: 'days',
    label: 'Days',
    numeric: true,
    cell: (row) => (row.avg_hold_days === null ? kAbsent : row.avg_hold_days.toFixed(1)),
  },
  {
    id: 'outcomes',
    label: 'Outcomes',
    numeric: true,
    cell: (row) => (
      <>
        {format_count(row.filled)}
        <Second text={`${format_count(row.cancelled)} cancelled`} />
      </>
    ),
  },
];

function Second({ text }: { text: string }) {
  return text === kAbsent ? null : <span class="second">{text}</span>;
}
