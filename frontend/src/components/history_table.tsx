// Signals that left the active list, with what came of them. A replaced one shows what its paper
// trade came to, because the track record counts that.
import type { HistoryRow } from '../api/types';
import {
  format_pct,
  format_price,
  format_probability,
  format_session,
  kAbsent,
} from '../format/format';
import { kExitWord } from '../format/ends';
import { SideBadge } from './badges';
import { DataTable, type Column } from './data_table';
import { stock_path } from '../format/symbol_query';

interface Props {
  caption: string;
  rows: readonly HistoryRow[];
  /** False on the page of the one stock they all are about. */
  with_symbol?: boolean;
}

const kSymbolColumn: Column<HistoryRow> = {
  id: 'symbol',
  label: 'Symbol',
  cell: (row) => (
    <>
      <a class="symbol" href={stock_path(row.symbol)}>
        {row.symbol}
      </a>
      <span class="company">{row.name}</span>
    </>
  ),
};

const kColumns: readonly Column<HistoryRow>[] = [
  { id: 'side', label: 'Side', cell: (row) => <SideBadge side={row.signal_type} /> },
  {
    id: 'result',
    label: 'Result',
    numeric: true,
    cell: (row) => <Result pct={row.profit_loss_pct} />,
  },
  { id: 'reason', label: 'Why', cell: (row) => <Reason row={row} /> },
  { id: 'exit', label: 'Left on', cell: (row) => format_session(row.exit_date) },
  {
    id: 'confidence',
    label: 'Confidence',
    numeric: true,
    cell: (row) => (
      <>
        {format_probability(row.confidence)}
        <span class="second">base {format_probability(row.base_rate)}</span>
      </>
    ),
  },
  { id: 'entry_date', label: 'Signal of', cell: (row) => format_session(row.entry_date) },
  { id: 'entry', label: 'Close then', numeric: true, cell: (row) => format_price(row.entry_price) },
  { id: 'fill', label: 'Filled at', numeric: true, cell: (row) => format_price(row.fill_price) },
  {
    id: 'exit_price',
    label: 'Left at',
    numeric: true,
    cell: (row) => format_price(row.exit_price),
  },
  { id: 'days', label: 'Days', numeric: true, cell: (row) => row.hold_days },
];

const kDateKey = (row: HistoryRow) => `${row.symbol} ${row.signal_type} ${row.entry_date}`;

export function HistoryTable({ caption, rows, with_symbol = true }: Props) {
  const columns = with_symbol ? [kSymbolColumn, ...kColumns] : kColumns;
  return <DataTable caption={caption} columns={columns} rows={rows} row_key={kDateKey} />;
}

function Result({ pct }: { pct: number | null }) {
  if (pct === null) return <span class="muted">{kAbsent}</span>;
  return <b class={pct < 0 ? 'loss' : 'gain'}>{format_pct(pct)}</b>;
}

function Reason({ row }: { row: HistoryRow }) {
  return (
    <>
      {kExitWord[row.exit_reason]}
      {row.exit_reason === 'REPLACED' && <span class="second">{paper_text(row)}</span>}
    </>
  );
}

function paper_text(row: HistoryRow): string {
  if (row.paper_exit_date === null) return 'its paper trade still runs';
  return `its paper trade came to ${format_pct(row.paper_profit_loss_pct)}`;
}
