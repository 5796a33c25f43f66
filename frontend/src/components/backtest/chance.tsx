// The trades against chance and against other costs.
import type { BacktestReport, RandomSide } from '../../api/types';
import { format_fine_return } from '../../format/figures';
import { format_count, format_probability, kAbsent } from '../../format/format';
import { counted } from '../../format/words';
import { SideBadge } from '../badges';
import { IntervalBar } from '../chart/interval_bar';
import { roomy_scale } from '../chart/scale';
import { DataTable, type Column } from '../data_table';

type Measure = 'return' | 'win_rate';

interface Row {
  side: RandomSide;
  measure: Measure;
}

const kMeasureWord: Record<Measure, string> = { return: 'Net return', win_rate: 'Win rate' };

const model_of = ({ side, measure }: Row) =>
  measure === 'return' ? side.model_mean_net_return : side.model_win_rate;
const draws_of = ({ side, measure }: Row) =>
  measure === 'return' ? side.mean_net_return : side.win_rate;
const written = ({ measure }: Row, value: number | null) =>
  measure === 'return' ? format_fine_return(value) : format_probability(value);

const number_column = (
  id: string,
  label: string,
  value: (row: Row) => number | null,
): Column<Row> => ({ id, label, numeric: true, cell: (row) => written(row, value(row)) });

const kColumns: readonly Column<Row>[] = [
  {
    id: 'side',
    label: 'Trades',
    cell: ({ side, measure }) => (
      <>
        <SideBadge side={side.side} /> {kMeasureWord[measure]}
      </>
    ),
  },
  { id: 'interval-bar', label: 'Model against chance', cell: (row) => <Drawing row={row} /> },
  number_column('model', 'Model', model_of),
  number_column('p5', 'Chance, low 5%', (row) => draws_of(row)?.p5 ?? null),
  number_column('p50', 'Middle', (row) => draws_of(row)?.p50 ?? null),
  number_column('p95', 'High 5%', (row) => draws_of(row)?.p95 ?? null),
  {
    id: 'better',
    label: 'Better than',
    numeric: true,
    cell: ({ side, measure }) =>
      measure === 'return' ? format_probability(side.better_than_share) : kAbsent,
  },
  {
    id: 'trades',
    label: 'Filled',
    numeric: true,
    cell: ({ side }) => format_count(side.trades),
  },
];

export function RandomTrades({ random }: { random: BacktestReport['random'] }) {
  const rows = random.sides.flatMap((side): Row[] => [
    { side, measure: 'return' },
    { side, measure: 'win_rate' },
  ]);
  if (rows.length === 0) return null;
  return (
    <section class="panel group">
      <h3>Against chance</h3>
      <p class="muted">
        {counted(random.draws, 'draw')}: {random.what}. The dot is the model, the bar nine draws in
        ten, the tick their middle. Better than: the share of the draws that earned less.
      </p>
      <div class="rate-table">
        <DataTable
          caption="The model's trades against random ones"
          columns={kColumns}
          rows={rows}
          row_key={({ side, measure }) => `${side.side} ${measure}`}
        />
      </div>
    </section>
  );
}

function Drawing({ row }: { row: Row }) {
  const [model, draws] = [model_of(row), draws_of(row)];
  if (model === null || draws === null) return <span class="muted">withheld: too few trades</span>;
  return (
    <IntervalBar
      tone="both"
      value={model}
      low={draws.p5}
      high={draws.p95}
      against={draws.p50}
      scale={roomy_scale([model, draws.p5, draws.p95])}
    />
  );
}

type AtCost = BacktestReport['trades']['at_costs'][number];

const kCostColumns: readonly Column<AtCost>[] = [
  { id: 'cost', label: 'Costs a side', cell: (row) => cost_text(row) },
  {
    id: 'net',
    label: 'Net return a trade',
    numeric: true,
    cell: (row) => format_fine_return(row.mean_net_return),
  },
  {
    id: 'won',
    label: 'Win rate',
    numeric: true,
    cell: (row) => format_probability(row.win_rate),
  },
];

export const cost_text = ({ cost_bp_per_side }: { cost_bp_per_side: number }) =>
  cost_bp_per_side === 0 ? 'None' : `${format_count(cost_bp_per_side)}\u00a0bp`;

export function CostTable({ at_costs }: { at_costs: readonly AtCost[] }) {
  return (
    <section class="panel group">
      <h3>At other costs</h3>
      <p class="muted">All trades again, at each level of costs a side. 1 bp is 0.01%.</p>
      <DataTable
        caption="All trades at other costs"
        columns={kCostColumns}
        rows={at_costs}
        row_key={(row) => String(row.cost_bp_per_side)}
      />
    </section>
  );
}
