// Two backtests beside each other: what differs, their figures, and both curves.
import type uPlot from 'uplot';
import { useMemo, useState } from 'preact/hooks';
import type { BacktestReport } from '../../api/types';
import { on_common_dates } from '../../components/backtest/curve_data';
import { equity_options, LogSwitch } from '../../components/backtest/curves';
import { Marks } from '../../components/backtest/summary';
import {
  kDashed,
  probability_line,
  session_series,
  session_times,
} from '../../components/chart/axes';
import { ChartFrame } from '../../components/chart/chart_frame';
import { Plot } from '../../components/chart/plot';
import { DataTable, type Column } from '../../components/data_table';
import { kPagePath } from '../../components/header';
import {
  differences,
  format_fine_range,
  format_ratio_interval,
  format_return_interval,
  luck_text,
  period_text,
} from '../../format/backtest';
import {
  format_fine_return,
  format_interval,
  format_multiple,
  format_ratio,
} from '../../format/figures';
import { format_count, format_probability, format_return } from '../../format/format';
import { backtest_link } from './asked';

interface Props {
  a: BacktestReport;
  b: BacktestReport;
}

const kHeight = 340;
const kNames = { a: 'First', b: 'Second' };

export function Comparison({ a, b }: Props) {
  return (
    <>
      <p class="back">
        <a href={kPagePath.backtests}>All backtests</a>
      </p>
      <div class="chart-pair even">
        <Card name={kNames.a} report={a} />
        <Card name={kNames.b} report={b} />
      </div>
      <BothCurves a={a} b={b} />
      <MetricTable a={a} b={b} />
      <Differences a={a} b={b} />
    </>
  );
}

function Card({ name, report }: { name: string; report: BacktestReport }) {
  const { about } = report;
  return (
    <section class="panel group padded" aria-label={name}>
      <h2>
        {name}: <a href={backtest_link(about.id)}>{period_text(about)}</a>
      </h2>
      <p class="muted">{about.id}</p>
      <Marks report={report} />
      <p>{luck_text(report)}</p>
    </section>
  );
}

function BothCurves({ a, b }: Props) {
  const [is_log, set_log] = useState(false);
  const data = useMemo<uPlot.AlignedData>(() => {
    const { dates, columns } = on_common_dates(
      [a, b].map(({ portfolio: { curve } }) => ({ dates: curve.dates, values: curve.equity })),
    );
    return [session_times(dates), ...columns];
  }, [a, b]);
  const same_start = a.about.from === b.about.from;
  return (
    <ChartFrame
      title="Equity of both"
      note={
        same_start
          ? 'A multiple of the capital at the beginning, after costs.'
          : 'A multiple of the capital, after costs. They begin on different days: compare ' +
            'slopes, not heights.'
      }
      keys={[
        { label: `${kNames.a}, ${a.about.id}`, mark: 'line blue' },
        { label: `${kNames.b}, ${b.about.id}`, mark: 'dashed amber' },
      ]}
    >
      <LogSwitch is_log={is_log} on_change={set_log} />
      <Plot
        key={is_log ? 'log' : 'linear'}
        label="Equity of both backtests over time"
        height={kHeight}
        data={data}
        options={(colors) => ({
          ...equity_options(colors, is_log),
          series: [
            session_series,
            line(kNames.a, { stroke: colors.blue }),
            line(kNames.b, { stroke: colors.amber, dash: kDashed }),
          ],
        })}
      />
    </ChartFrame>
  );
}

const line = (name: string, style: uPlot.Series): uPlot.Series =>
  probability_line(name, '', {
    spanGaps: true,
    value: (_plot, value) => format_multiple(value ?? null),
    ...style,
  });

interface MetricRow {
  name: string;
  text: (report: BacktestReport) => string;
  /** What the figure must be read with. */
  second?: (report: BacktestReport) => string;
}

const spy = (report: BacktestReport) =>
  report.baselines.find(({ name }) => name === 'spy')?.metrics ?? null;

const kRows: readonly MetricRow[] = [
  {
    name: 'Growth a year',
    text: ({ portfolio: { metrics } }) => format_return(metrics.cagr),
    second: ({ portfolio: { metrics } }) => format_return_interval(metrics.cagr_interval),
  },
  { name: 'Growth of SPY', text: (report) => format_return(spy(report)?.cagr ?? null) },
  {
    name: 'Return of all sessions',
    text: ({ portfolio: { metrics } }) => format_return(metrics.total_return),
  },
  {
    name: 'Sharpe ratio',
    text: ({ portfolio: { metrics } }) => format_ratio(metrics.sharpe),
    second: ({ portfolio: { metrics } }) => format_ratio_interval(metrics.sharpe_interval),
  },
  {
    name: 'Deflated Sharpe ratio',
    text: ({ deflation }) => format_probability(deflation.deflated),
    second: ({ deflation }) => `${format_count(deflation.trials)} trials`,
  },
  {
    name: 'Volatility',
    text: ({ portfolio: { metrics } }) => format_probability(metrics.volatility),
  },
  {
    name: 'Deepest drawdown',
    text: ({ portfolio: { metrics } }) => format_return(metrics.max_drawdown),
    second: ({ portfolio: { metrics } }) =>
      `${format_count(metrics.max_drawdown_sessions)} sessions below a peak`,
  },
  { name: 'Sortino', text: ({ portfolio: { metrics } }) => format_ratio(metrics.sortino) },
  { name: 'Calmar', text: ({ portfolio: { metrics } }) => format_ratio(metrics.calmar) },
  { name: 'Beta', text: ({ portfolio: { metrics } }) => format_ratio(metrics.beta) },
  { name: 'Alpha', text: ({ portfolio: { metrics } }) => format_return(metrics.alpha) },
  { name: 'Exposure', text: ({ portfolio: { metrics } }) => format_multiple(metrics.exposure) },
  { name: 'Turnover', text: ({ portfolio: { metrics } }) => format_multiple(metrics.turnover) },
  {
    name: 'Win rate',
    text: ({ trades: { all } }) => format_probability(all.win_rate),
    second: ({ trades: { all } }) => format_interval(all.win_rate_low, all.win_rate_high),
  },
  { name: 'Base rate', text: ({ trades: { all } }) => format_probability(all.base_rate) },
  {
    name: 'Net return a trade',
    text: ({ trades: { all } }) => format_fine_return(all.mean_net_return),
    second: ({ trades: { all } }) =>
      format_fine_range(all.mean_net_return_low, all.mean_net_return_high),
  },
  { name: 'Profit factor', text: ({ trades: { all } }) => format_ratio(all.profit_factor) },
  { name: 'Filled trades', text: ({ trades: { all } }) => format_count(all.filled) },
];

function MetricTable({ a, b }: Props) {
  const column = (id: 'a' | 'b', report: BacktestReport): Column<MetricRow> => ({
    id,
    label: kNames[id],
    numeric: true,
    cell: (row) => (
      <>
        {row.text(report)}
        {row.second && <span class="second">{row.second(report)}</span>}
      </>
    ),
  });
  return (
    <section class="panel group">
      <h3>In figures</h3>
      <DataTable
        caption="Both backtests in figures"
        columns={[
          { id: 'name', label: 'Measure', cell: (row) => row.name },
          column('a', a),
          column('b', b),
        ]}
        rows={kRows}
        row_key={(row) => row.name}
      />
    </section>
  );
}

type Difference = ReturnType<typeof differences>[number];

const kDifferenceColumns: readonly Column<Difference>[] = [
  { id: 'name', label: 'Setting', cell: (row) => row.name },
  { id: 'a', label: kNames.a, cell: (row) => <span class="any-break">{row.a}</span> },
  { id: 'b', label: kNames.b, cell: (row) => <span class="any-break">{row.b}</span> },
];

function Differences({ a, b }: Props) {
  const rows = differences(a.about, b.about);
  return (
    <section class="panel group">
      <h3>What differs</h3>
      {rows.length === 0 ? (
        <p class="muted">They were made from the same settings on the same prices.</p>
      ) : (
        <DataTable
          caption="What differs between the backtests"
          columns={kDifferenceColumns}
          rows={rows}
          row_key={(row) => row.name}
        />
      )}
    </section>
  );
}
