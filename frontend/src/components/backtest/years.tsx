// Returns month by month and year by year.
import type { BacktestReport } from '../../api/types';
import { format_ratio } from '../../format/figures';
import { format_probability, format_return } from '../../format/format';
import { DataTable, type Column } from '../data_table';
import { month_rows, return_tone } from './curve_data';

type Portfolio = BacktestReport['portfolio'];
type Year = Portfolio['years'][number];

const kMonths = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ');

export function MonthMap({ portfolio }: { portfolio: Portfolio }) {
  const rows = month_rows(portfolio.months);
  const of_year = new Map(portfolio.years.map((year) => [year.year, year.return]));
  return (
    <section class="panel group">
      <h3>Returns by month</h3>
      <p class="muted">Net of costs. Stronger colours from 1% and from 3% on.</p>
      <div class="table-scroll" role="region" aria-label="Returns by month" tabIndex={0}>
        <table class="data-table month-map">
          <caption class="visually-hidden">Returns by month</caption>
          <thead>
            <tr>
              <th scope="col">Year</th>
              {kMonths.map((month) => (
                <th key={month} scope="col">
                  {month}
                </th>
              ))}
              <th scope="col">All</th>
            </tr>
          </thead>
          <tbody>
            {rows.map(({ year, months }) => (
              <tr key={year} data-row={year}>
                <th scope="row">{year}</th>
                {months.map((value, index) => (
                  <td key={kMonths[index]} class={`month-${return_tone(value)}`}>
                    {value === null ? '' : format_return(value)}
                  </td>
                ))}
                <td class="month-all">{format_return(of_year.get(year) ?? null)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

const kColumns: readonly Column<Year>[] = [
  { id: 'year', label: 'Year', cell: (row) => row.year },
  { id: 'return', label: 'Return', numeric: true, cell: (row) => format_return(row.return) },
  { id: 'spy', label: 'SPY', numeric: true, cell: (row) => format_return(row.benchmark_return) },
  {
    id: 'volatility',
    label: 'Volatility',
    numeric: true,
    cell: (row) => format_probability(row.volatility),
  },
  { id: 'sharpe', label: 'Sharpe', numeric: true, cell: (row) => format_ratio(row.sharpe) },
  {
    id: 'drawdown',
    label: 'Deepest drawdown',
    numeric: true,
    cell: (row) => format_return(row.max_drawdown),
  },
];

export function YearTable({ portfolio }: { portfolio: Portfolio }) {
  return (
    <section class="panel group">
      <h3>Year by year</h3>
      <DataTable
        caption="The portfolio year by year"
        columns={kColumns}
        rows={portfolio.years}
        row_key={(row) => String(row.year)}
      />
    </section>
  );
}
