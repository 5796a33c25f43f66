// What became of the capital evening by evening, beside what became of it without the model. The
// four drawings share their pointer.
import type uPlot from 'uplot';
import { useMemo, useState } from 'preact/hooks';
import type { BacktestReport, Baseline } from '../../api/types';
import { baseline_name } from '../../format/backtest';
import { format_multiple, format_ratio } from '../../format/figures';
import { format_probability, format_return, format_session } from '../../format/format';
import {
  kDashed,
  kSessionDates,
  number_axis,
  probability_axis,
  probability_line,
  session_axis,
  session_series,
  session_times,
} from '../chart/axes';
import { ChartFrame } from '../chart/chart_frame';
import { paler, type Colors } from '../chart/colors';
import { Plot, type PlotOptions } from '../chart/plot';
import { DataTable, type Column } from '../data_table';
import { year_ends } from './curve_data';

type Curve = BacktestReport['portfolio']['curve'];

const kHeight = 340;
const kSmallHeight = 190;
const kOwn = 'turbomode';

/** One pointer for all drawings of the same days. */
const kCursor: uPlot.Cursor = { sync: { key: 'backtest' } };

interface LineStyle {
  mark: string;
  line: (colors: Colors) => uPlot.Series;
}

const kStyles: Record<string, LineStyle> = {
  spy: { mark: 'line base', line: ({ base }) => ({ stroke: base, width: 1.5 }) },
  equal_weight: {
    mark: 'dashed base',
    line: ({ base }) => ({ stroke: base, width: 1.5, dash: kDashed }),
  },
  momentum: { mark: 'line amber', line: ({ amber }) => ({ stroke: amber, width: 1.5 }) },
  reversal: {
    mark: 'dashed red',
    line: ({ red }) => ({ stroke: red, width: 1.5, dash: kDashed }),
  },
  linear: {
    mark: 'dashed green',
    line: ({ green }) => ({ stroke: green, width: 1.5, dash: kDashed }),
  },
};
const kOtherStyle: LineStyle = {
  mark: 'line',
  line: ({ muted }) => ({ stroke: muted, width: 1.5 }),
};

const style_of = (name: string) => kStyles[name] ?? kOtherStyle;

/** Years stand closer in a small drawing. */
const small_axis = (colors: Colors): uPlot.Axis => ({ ...session_axis(colors), space: 46 });

/** A baseline that has a value on each of the portfolio's evenings. */
type Drawn = Baseline & { curve: number[] };

function drawn_baselines(baselines: readonly Baseline[], evenings: number): Drawn[] {
  return baselines.filter(
    (baseline): baseline is Drawn => baseline.name !== kOwn && baseline.curve?.length === evenings,
  );
}

export function Curves({ report }: { report: BacktestReport }) {
  const { curve } = report.portfolio;
  const others = useMemo(
    () => drawn_baselines(report.baselines, curve.dates.length),
    [report.baselines, curve],
  );
  return (
    <>
      <EquityChart curve={curve} others={others} />
      <div class="chart-trio">
        <DrawdownChart curve={curve} />
        <ExposureChart curve={curve} />
        <SharpeChart curve={curve} />
      </div>
    </>
  );
}

interface EquityProps {
  curve: Curve;
  others: readonly Drawn[];
}

function EquityChart({ curve, others }: EquityProps) {
  const [is_log, set_log] = useState(false);
  const data = useMemo<uPlot.AlignedData>(
    () => [session_times(curve.dates), ...others.map((one) => one.curve), curve.equity],
    [curve, others],
  );
  return (
    <ChartFrame
      title="Equity"
      note="A multiple of the capital. Accounts have paid costs; SPY and equal weight have not."
      keys={[
        { label: baseline_name(kOwn), mark: 'line blue' },
        ...others.map(({ name }) => ({ label: baseline_name(name), mark: style_of(name).mark })),
      ]}
      figures={<Figures curve={curve} others={others} />}
    >
      <LogSwitch is_log={is_log} on_change={set_log} />
      <Plot
        key={is_log ? 'log' : 'linear'}
        label="Equity of the portfolio and of the baselines over time"
        height={kHeight}
        data={data}
        options={(colors) => ({
          ...equity_options(colors, is_log),
          series: [
            session_series,
            ...others.map(({ name }) => equity_line(name, style_of(name).line(colors))),
            equity_line(kOwn, { stroke: colors.blue, width: 2.2 }),
          ],
        })}
      />
    </ChartFrame>
  );
}

interface SwitchProps {
  is_log: boolean;
  on_change: (is_log: boolean) => void;
}

export function LogSwitch({ is_log, on_change }: SwitchProps) {
  return (
    <label class="log-switch">
      <input
        type="checkbox"
        checked={is_log}
        onChange={(event) => on_change(event.currentTarget.checked)}
      />
      Logarithmic scale
    </label>
  );
}

export function equity_options(colors: Colors, is_log: boolean): Omit<PlotOptions, 'series'> {
  return {
    ...kSessionDates,
    cursor: kCursor,
    scales: { y: { distr: is_log ? 3 : 1 } },
    axes: [session_axis(colors), number_axis(colors)],
  };
}

const equity_line = (name: string, style: uPlot.Series): uPlot.Series =>
  probability_line(baseline_name(name), '', {
    value: (_plot, value) => format_multiple(value ?? null),
    ...style,
  });

function DrawdownChart({ curve }: { curve: Curve }) {
  const data = useMemo<uPlot.AlignedData>(
    () => [session_times(curve.dates), curve.drawdown],
    [curve],
  );
  return (
    <ChartFrame title="Drawdown" note="Below the highest equity so far.">
      <Plot
        label="Drawdown of the portfolio over time"
        height={kSmallHeight}
        data={data}
        options={(colors) => drawdown_options(colors)}
      />
    </ChartFrame>
  );
}

function drawdown_options(colors: Colors): PlotOptions {
  return {
    ...kSessionDates,
    cursor: kCursor,
    axes: [small_axis(colors), probability_axis(colors)],
    series: [
      session_series,
      probability_line('Drawdown', colors.red, {
        width: 1.5,
        fill: paler(colors.red, 0.2),
        value: (_plot, value) => format_return(value ?? null),
      }),
    ],
  };
}

function ExposureChart({ curve }: { curve: Curve }) {
  const data = useMemo<uPlot.AlignedData>(
    () => [session_times(curve.dates), curve.long, curve.short],
    [curve],
  );
  return (
    <ChartFrame
      title="Exposure"
      note="A share of the equity."
      keys={[
        { label: 'Long', mark: 'line green' },
        { label: 'Short', mark: 'dashed red' },
      ]}
    >
      <Plot
        label="Long and short positions as a share of the equity over time"
        height={kSmallHeight}
        data={data}
        options={(colors) => ({
          ...kSessionDates,
          cursor: kCursor,
          axes: [small_axis(colors), probability_axis(colors)],
          series: [
            session_series,
            probability_line('Long', colors.green, { width: 1.5 }),
            probability_line('Short', colors.red, { width: 1.5, dash: kDashed }),
          ],
        })}
      />
    </ChartFrame>
  );
}

function SharpeChart({ curve }: { curve: Curve }) {
  const data = useMemo<uPlot.AlignedData>(
    () => [session_times(curve.dates), curve.rolling_sharpe],
    [curve],
  );
  if (curve.rolling_sharpe.every((value) => value === null)) {
    return (
      <section class="panel group withheld">
        <h3>Rolling Sharpe ratio</h3>
        <p class="muted">Withheld: a point needs 252 sessions.</p>
      </section>
    );
  }
  return (
    <ChartFrame title="Rolling Sharpe ratio" note="Of the 252 sessions up to each.">
      <Plot
        label="Sharpe ratio of 252 sessions over time"
        height={kSmallHeight}
        data={data}
        options={(colors) => ({
          ...kSessionDates,
          cursor: kCursor,
          axes: [small_axis(colors), number_axis(colors)],
          series: [
            session_series,
            probability_line('Sharpe', colors.blue, {
              width: 1.5,
              value: (_plot, value) => format_ratio(value ?? null),
            }),
          ],
        })}
      />
    </ChartFrame>
  );
}

function Figures({ curve, others }: EquityProps) {
  const number = (id: string, label: string, cell: (index: number) => string): Column<number> => ({
    id,
    label,
    numeric: true,
    cell,
  });
  const at = <T,>(values: readonly T[], index: number) => values[index] ?? null;
  const columns: readonly Column<number>[] = [
    { id: 'date', label: 'Evening of', cell: (index) => format_session(curve.dates[index] ?? '') },
    number('equity', baseline_name(kOwn), (index) => format_multiple(at(curve.equity, index))),
    ...others.map(({ name, curve: values }) =>
      number(name, baseline_name(name), (index) => format_multiple(at(values, index))),
    ),
    number('drawdown', 'Drawdown', (index) => format_return(at(curve.drawdown, index))),
    number('long', 'Long', (index) => format_probability(at(curve.long, index))),
    number('short', 'Short', (index) => format_probability(at(curve.short, index))),
    number('sharpe', 'Rolling Sharpe', (index) => format_ratio(at(curve.rolling_sharpe, index))),
  ];
  return (
    <DataTable
      caption="The four drawings at the last evening of each year"
      columns={columns}
      rows={year_ends(curve.dates)}
      row_key={(index) => curve.dates[index] ?? ''}
    />
  );
}
