// What the same sessions gave without the model, in the same columns as the portfolio.
import type { Baseline, PortfolioMetrics } from '../../api/types';
import { baseline_name } from '../../format/backtest';
import { format_multiple, format_ratio } from '../../format/figures';
import { format_count, format_probability, format_return, kAbsent } from '../../format/format';
import { DataTable, type Column } from '../data_table';
import { cost_text } from './chance';

const name_column: Column<Baseline> = {
  id: 'name',
  label: 'What',
  cell: ({ name, text, metrics }) => (
    <>
      {baseline_name(name)}
      <span class="second wide-text">
        {text}
        {metrics === null && ' (not to be had for this period)'}
      </span>
    </>
  ),
};

const column = (
  id: string,
  label: string,
  text: (metrics: PortfolioMetrics) => string,
): Column<Baseline> => ({
  id,
  label,
  numeric: true,
  cell: ({ metrics }) => (metrics === null ? kAbsent : text(metrics)),
});

const kColumns: readonly Column<Baseline>[] = [
  name_column,
  column('total', 'Return', (m) => format_return(m.total_return)),
  column('cagr', 'A year', (m) => format_return(m.cagr)),
  column('volatility', 'Volatility', (m) => format_probability(m.volatility)),
  column('sharpe', 'Sharpe', (m) => format_ratio(m.sharpe)),
  column('sortino', 'Sortino', (m) => format_ratio(m.sortino)),
  column('calmar', 'Calmar', (m) => format_ratio(m.calmar)),
  column('drawdown', 'Drawdown', (m) => format_return(m.max_drawdown)),
  column('below', 'Below peak', (m) => format_count(m.max_drawdown_sessions)),
  column('tail', 'Tail ratio', (m) => format_ratio(m.tail_ratio)),
  column('alpha', 'Alpha', (m) => format_return(m.alpha)),
  column('beta', 'Beta', (m) => format_ratio(m.beta)),
  column('turnover', 'Turnover', (m) => format_multiple(m.turnover)),
];

export function BaselineTables({ baselines }: { baselines: readonly Baseline[] }) {
  if (baselines.length === 0) return null;
  const with_costs = baselines.filter(({ at_costs }) => at_costs.length > 0);
  return (
    <>
      <section class="panel group baselines">
        <h3>Without the model</h3>
        <p class="muted">
          The same sessions, the same costs. Below peak: the most sessions in a row. Alpha and beta
          against SPY.
        </p>
        <DataTable
          caption="The portfolio and its baselines"
          columns={kColumns}
          rows={baselines}
          row_key={({ name }) => name}
        />
      </section>
      {with_costs.length > 0 && (
        <section class="panel group baselines">
          <h3>Portfolios at other costs</h3>
          <p class="muted">Growth a year; below it the Sharpe ratio and the deepest drawdown.</p>
          <DataTable
            caption="The portfolio and its baselines at other costs"
            columns={cost_columns(with_costs)}
            rows={with_costs}
            row_key={({ name }) => name}
          />
        </section>
      )}
    </>
  );
}

function cost_columns(baselines: readonly Baseline[]): Column<Baseline>[] {
  const costs = baselines[0]?.at_costs ?? [];
  return [
    { ...name_column, cell: ({ name }) => baseline_name(name) },
    ...costs.map((cost): Column<Baseline> => ({
      id: `bp-${cost.cost_bp_per_side}`,
      label: cost_text(cost),
      numeric: true,
      cell: ({ at_costs }) => <AtCost found={at_costs.find(same_cost(cost))} />,
    })),
  ];
}

type Cost = Baseline['at_costs'][number];

const same_cost =
  ({ cost_bp_per_side }: Cost) =>
  (other: Cost) =>
    other.cost_bp_per_side === cost_bp_per_side;

function AtCost({ found }: { found: Cost | undefined }) {
  if (found === undefined) return <>{kAbsent}</>;
  return (
    <>
      {format_return(found.cagr)}
      <span class="second">
        {format_ratio(found.sharpe)}, {format_return(found.max_drawdown)}
      </span>
    </>
  );
}
