// Win rates of several groups, each beside its base rate and with its interval. A group with too
// few outcomes shows how many there are instead of figures.
import type { Side } from '../api/types';
import { format_count, format_pct, format_probability } from '../format/format';
import { format_interval } from '../format/figures';
import { IntervalBar } from './chart/interval_bar';
import { common_scale } from './chart/scale';
import { DataTable, type Column } from './data_table';

export interface RateRow {
  id: string;
  label: string;
  nights: number;
  outcomes: number;
  win_rate: number | null;
  win_rate_low: number | null;
  win_rate_high: number | null;
  confidence: number | null;
  base_rate: number | null;
  avg_return_pct: number | null;
  /** Only where groups are ranked by something else than confidence. */
  effective_confidence?: number | null;
}

interface Props {
  caption: string;
  side: Side;
  /** Heading of the names of the groups. */
  group: string;
  rows: readonly RateRow[];
  outcomes_needed: number;
}

export function RateTable({ caption, side, group, rows, outcomes_needed }: Props) {
  if (rows.length === 0) return <p class="muted">No night can be judged yet.</p>;
  const scale = common_scale(
    rows.flatMap((row) =>
      [row.win_rate_low, row.win_rate_high, row.base_rate].filter((rate) => rate !== null),
    ),
  );
  const ranked = rows.some((row) => row.effective_confidence !== undefined);
  const columns: readonly Column<RateRow>[] = [
    { id: 'group', label: group, cell: (row) => row.label },
    {
      id: 'interval-bar',
      label: 'Against base rate',
      cell: (row) =>
        row.win_rate === null ? (
          <span class="muted">
            withheld: {format_count(row.outcomes)} of {outcomes_needed} outcomes
          </span>
        ) : (
          <RateBar row={row} side={side} scale={scale} />
        ),
    },
    rate_column('win_rate', 'Win rate', (row) => row.win_rate),
    rate_column('base_rate', 'Base rate', (row) => row.base_rate),
    {
      id: 'interval',
      label: '95% interval',
      numeric: true,
      cell: (row) => format_interval(row.win_rate_low, row.win_rate_high),
    },
    rate_column('confidence', 'Said', (row) => row.confidence),
    ...(ranked ? [rate_column('effective', 'Ranked by', effective_confidence)] : []),
    {
      id: 'return',
      label: 'Avg net return',
      numeric: true,
      cell: (row) => format_pct(row.avg_return_pct),
    },
    { id: 'outcomes', label: 'Outcomes', numeric: true, cell: (row) => format_count(row.outcomes) },
    { id: 'nights', label: 'Nights', numeric: true, cell: (row) => format_count(row.nights) },
  ];
  return (
    <div class="rate-table">
      <DataTable caption={caption} columns={columns} rows={rows} row_key={(row) => row.id} />
    </div>
  );
}

const effective_confidence = (row: RateRow) => row.effective_confidence ?? null;

function rate_column(
  id: string,
  label: string,
  value: (row: RateRow) => number | null,
): Column<RateRow> {
  return { id, label, numeric: true, cell: (row) => format_probability(value(row)) };
}

interface BarProps {
  row: RateRow;
  side: Side;
  scale: readonly [number, number];
}

function RateBar({ row, side, scale }: BarProps) {
  const { win_rate, win_rate_low: low, win_rate_high: high, base_rate } = row;
  if (win_rate === null || low === null || high === null || base_rate === null) return null;
  return (
    <IntervalBar
      tone={side === 'BUY' ? 'buy' : 'sell'}
      value={win_rate}
      low={low}
      high={high}
      against={base_rate}
      scale={scale}
    />
  );
}
