// Win rate of 42 nights at a time, beside what was said and the base rate.
import type uPlot from 'uplot';
import { useMemo } from 'preact/hooks';
import type { Side, SidePerformance } from '../../api/types';
import {
  interval_end,
  kDashed,
  kSessionDates,
  probability_axis,
  probability_line,
  session_axis,
  session_series,
  session_times,
} from '../../components/chart/axes';
import { ChartFrame } from '../../components/chart/chart_frame';
import { paler, type Colors } from '../../components/chart/colors';
import { Plot, type PlotOptions } from '../../components/chart/plot';
import { DataTable, type Column } from '../../components/data_table';
import { format_count, format_probability, format_session } from '../../format/format';
import { format_interval } from '../../format/figures';

type Rolling = SidePerformance['rolling'];

const kHeight = 320;
const kNote =
  'Win rate of the 42 nights up to each session. ' +
  'The model is worth having while it stays above the base rate.';

export function RollingChart({ side, rolling }: { side: Side; rolling: Rolling }) {
  const data = useMemo<uPlot.AlignedData>(
    () => [
      session_times(rolling.map((row) => row.last)),
      rolling.map((row) => row.win_rate_high),
      rolling.map((row) => row.win_rate_low),
      rolling.map((row) => row.win_rate),
      rolling.map((row) => row.confidence),
      rolling.map((row) => row.base_rate),
    ],
    [rolling],
  );
  const color = side === 'BUY' ? 'green' : 'red';
  return (
    <ChartFrame
      title={`Over time, ${side}`}
      note={kNote}
      keys={[
        { label: 'Won, with its 95% interval', mark: `line ${color}` },
        { label: 'Said', mark: 'dashed blue' },
        { label: 'Base rate', mark: 'line base' },
      ]}
      figures={<Figures side={side} rolling={rolling} />}
    >
      <Plot
        label={`Rolling win rate of ${side} predictions against what was said and the base rate`}
        height={kHeight}
        data={data}
        options={(colors) => plot_options(colors, side)}
      />
    </ChartFrame>
  );
}

function plot_options(colors: Colors, side: Side): PlotOptions {
  const color = side === 'BUY' ? colors.green : colors.red;
  return {
    ...kSessionDates,
    axes: [session_axis(colors), probability_axis(colors)],
    series: [
      session_series,
      interval_end('High', color),
      interval_end('Low', color),
      probability_line('Won', color),
      probability_line('Said', colors.blue, { dash: kDashed }),
      probability_line('Base', colors.base, { width: 1.5 }),
    ],
    bands: [{ series: [1, 2], fill: paler(color, 0.16) }],
  };
}

type Row = Rolling[number];

const kColumns: readonly Column<Row>[] = [
  { id: 'last', label: 'Up to', cell: (row) => format_session(row.last) },
  { id: 'won', label: 'Won', numeric: true, cell: (row) => format_probability(row.win_rate) },
  {
    id: 'interval',
    label: '95% interval',
    numeric: true,
    cell: (row) => format_interval(row.win_rate_low, row.win_rate_high),
  },
  { id: 'said', label: 'Said', numeric: true, cell: (row) => format_probability(row.confidence) },
  {
    id: 'base',
    label: 'Base rate',
    numeric: true,
    cell: (row) => format_probability(row.base_rate),
  },
  { id: 'outcomes', label: 'Outcomes', numeric: true, cell: (row) => format_count(row.outcomes) },
];

function Figures({ side, rolling }: { side: Side; rolling: Rolling }) {
  return (
    <DataTable
      caption={`Rolling figures of ${side} predictions`}
      columns={kColumns}
      rows={rolling}
      row_key={(row) => row.last}
    />
  );
}
