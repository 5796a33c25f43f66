// Every backtest there is, the newest first; two can be chosen to stand beside each other.
import { useState } from 'preact/hooks';
import type { BacktestList, BacktestRow, UnreadableBacktest } from '../../api/types';
import { SimulatedMark } from '../../components/badges';
import { DataTable, type Column } from '../../components/data_table';
import { kind_detail, kPredictionsWord, period_text } from '../../format/backtest';
import { format_fine_return, format_moment, format_ratio } from '../../format/figures';
import { format_count, format_probability, format_return } from '../../format/format';
import { counted } from '../../format/words';
import { backtest_link, next_chosen } from './asked';

type Row = BacktestRow | UnreadableBacktest;

const is_readable = (row: Row): row is BacktestRow => !('error' in row);

export function BacktestTable({ list }: { list: BacktestList }) {
  const [chosen, set_chosen] = useState<readonly string[]>([]);
  const choose = (id: string) => set_chosen(next_chosen(chosen, id));
  return (
    <>
      <p class="lead">
        What the signals would have come to in the past. Past results are no promise of later ones;
        the deflated Sharpe ratio says how likely one is more than the luck of many trials.
      </p>
      <div class="panel group flush">
        <DataTable
          caption="Backtests, the newest first"
          columns={[...kColumns, choice_column(chosen, choose)]}
          rows={list.backtests}
          row_key={(row) => row.id}
        />
        <p class="table-foot muted">
          {counted(list.count, 'backtest')}. <CompareLink chosen={chosen} />
        </p>
      </div>
    </>
  );
}

function CompareLink({ chosen }: { chosen: readonly string[] }) {
  const [first, second] = chosen;
  if (first === undefined || second === undefined) {
    return <span role="status">Choose {first === undefined ? 'two' : 'one more'} to compare.</span>;
  }
  return (
    <a class="button" href={backtest_link(first, second)}>
      Compare the two
    </a>
  );
}

/** Empty where the report cannot be read. */
const number_column = (
  id: string,
  label: string,
  cell: Column<BacktestRow>['cell'],
): Column<Row> => ({
  id,
  label,
  numeric: true,
  cell: (row) => (is_readable(row) ? cell(row) : ''),
});

const kColumns: readonly Column<Row>[] = [
  { id: 'period', label: 'Period', cell: (row) => <Period row={row} /> },
  { id: 'kind', label: 'Predictions', cell: (row) => is_readable(row) && <Kind row={row} /> },
  number_column('trades', 'Trades', (row) => format_count(row.trades)),
  number_column('win_rate', 'Win rate', (row) => format_probability(row.win_rate)),
  number_column('net', 'Net a trade', (row) => format_fine_return(row.mean_net_return)),
  number_column('cagr', 'A year', (row) => (
    <>
      {format_return(row.cagr)}
      <span class="second">SPY {format_return(row.benchmark_cagr)}</span>
    </>
  )),
  number_column('sharpe', 'Sharpe', (row) => format_ratio(row.sharpe)),
  number_column('drawdown', 'Drawdown', (row) => format_return(row.max_drawdown)),
  number_column('deflated', 'Deflated', (row) => format_probability(row.deflated)),
];

function Period({ row }: { row: Row }) {
  if (!is_readable(row)) {
    return (
      <>
        {row.id}
        <span class="second wide-text">
          <span class="loss">{row.error}</span>
        </span>
      </>
    );
  }
  return (
    <>
      <a href={backtest_link(row.id)}>{period_text(row)}</a>
      <span class="second">made {format_moment(row.created_at)}</span>
    </>
  );
}

function Kind({ row }: { row: BacktestRow }) {
  const detail = kind_detail(row);
  return (
    <>
      {kPredictionsWord[row.predictions]} {row.simulated && <SimulatedMark />}
      {detail !== null && <span class="second">{detail}</span>}
    </>
  );
}

function choice_column(chosen: readonly string[], choose: (id: string) => void): Column<Row> {
  return {
    id: 'choice',
    label: 'Compare',
    cell: (row) =>
      is_readable(row) && (
        <label class="choice">
          <input
            type="checkbox"
            checked={chosen.includes(row.id)}
            disabled={chosen.length === 2 && !chosen.includes(row.id)}
            onChange={() => choose(row.id)}
          />
          <span class="visually-hidden">Compare {row.id}</span>
        </label>
      ),
  };
}

export function NoBacktest() {
  return (
    <div class="panel empty">
      <h2>No backtest yet</h2>
      <p>
        A backtest trades the past as the signals would have said, after costs, and holds it against
        chance and against simple rules.
      </p>
      <p>
        To make one, run <code>turbomode backtest</code>.
      </p>
    </div>
  );
}
