// How the models' log loss moved from training to training, beside that of the base rate.
import type uPlot from 'uplot';
import { useMemo } from 'preact/hooks';
import type { Model, ModelMetrics, Side } from '../../api/types';
import {
  kDashed,
  kSessionDates,
  score_axis,
  score_line,
  session_axis,
  session_series,
  session_times,
} from '../../components/chart/axes';
import { ChartFrame } from '../../components/chart/chart_frame';
import type { Colors } from '../../components/chart/colors';
import { Plot, type PlotOptions } from '../../components/chart/plot';
import { DataTable, type Column } from '../../components/data_table';
import { format_session } from '../../format/format';
import { format_score } from '../../format/figures';
import { kSides } from '../../format/words';

const kHeight = 240;

interface Measured {
  as_of: string;
  id: string;
  metrics: ModelMetrics;
}

export function MetricHistory({ models }: { models: readonly Model[] }) {
  return (
    <div class="chart-pair even">
      {kSides.map((side) => (
        <SideHistory key={side} side={side} models={models} />
      ))}
    </div>
  );
}

function SideHistory({ side, models }: { side: Side; models: readonly Model[] }) {
  const measured = useMemo(() => oldest_first(models, side), [models, side]);
  const data = useMemo<uPlot.AlignedData>(
    () => [
      session_times(measured.map(({ as_of }) => as_of)),
      measured.map(({ metrics }) => metrics.log_loss),
      measured.map(({ metrics }) => metrics.log_loss_of_base),
    ],
    [measured],
  );
  if (measured.length < 2) {
    return (
      <section class="panel group withheld">
        <h3>Log loss over models, {side}</h3>
        <p class="muted">A curve needs two models; more come with each training.</p>
      </section>
    );
  }
  const color = side === 'BUY' ? 'green' : 'red';
  return (
    <ChartFrame
      title={`Log loss over models, ${side}`}
      note="Out of fold, by the last session learned from. Below the base rate&rsquo;s is better."
      keys={[
        { label: 'Model', mark: `line ${color}` },
        { label: 'Base rate', mark: 'dashed base' },
      ]}
      figures={<Figures side={side} rows={measured} />}
    >
      <Plot
        label={`Log loss of ${side} by model against that of the base rate`}
        height={kHeight}
        data={data}
        options={(colors) => plot_options(colors, side)}
      />
    </ChartFrame>
  );
}

function oldest_first(models: readonly Model[], side: Side): Measured[] {
  return models
    .flatMap(({ as_of, id, metrics }) => {
      const of_side = metrics.find(({ signal_type }) => signal_type === side);
      return as_of === null || of_side === undefined ? [] : [{ as_of, id, metrics: of_side }];
    })
    .sort((a, b) => a.as_of.localeCompare(b.as_of));
}

function plot_options(colors: Colors, side: Side): PlotOptions {
  return {
    ...kSessionDates,
    axes: [session_axis(colors), score_axis(colors)],
    series: [
      session_series,
      score_line('Model', side === 'BUY' ? colors.green : colors.red),
      score_line('Base', colors.base, { dash: kDashed, width: 1.5 }),
    ],
  };
}

const kColumns: readonly Column<Measured>[] = [
  { id: 'id', label: 'Model', cell: (row) => row.id },
  { id: 'as_of', label: 'Learned up to', cell: (row) => format_session(row.as_of) },
  {
    id: 'log_loss',
    label: 'Log loss',
    numeric: true,
    cell: (row) => format_score(row.metrics.log_loss),
  },
  {
    id: 'base',
    label: 'Base rate',
    numeric: true,
    cell: (row) => format_score(row.metrics.log_loss_of_base),
  },
];

function Figures({ side, rows }: { side: Side; rows: readonly Measured[] }) {
  return (
    <DataTable
      caption={`Log loss of ${side} by model`}
      columns={kColumns}
      rows={rows}
      row_key={(row) => row.id}
    />
  );
}
