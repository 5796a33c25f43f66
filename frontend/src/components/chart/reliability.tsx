// Of what was said with about the same confidence, how much came true: a point a bin with its
// interval. On the dashed diagonal the model keeps its word.
import type uPlot from 'uplot';
import { format_count, format_probability } from '../../format/format';
import { format_interval } from '../../format/figures';
import type { Side } from '../../api/types';
import { DataTable, type Column } from '../data_table';
import { useMemo } from 'preact/hooks';
import { draw_dashed, draw_whiskers, probability_axis, probability_line } from './axes';
import { ChartFrame } from './chart_frame';
import type { Colors } from './colors';
import { Plot, type PlotOptions } from './plot';
import { common_scale } from './scale';

export interface Bin {
  said: number;
  won: number;
  low: number;
  high: number;
  outcomes: number;
}

interface Props {
  side: Side;
  bins: readonly Bin[];
  base_rate: number | null;
  note: string;
}

const kHeight = 320;

export function ReliabilityChart({ side, bins, base_rate, note }: Props) {
  const data = useMemo<uPlot.AlignedData>(
    () => [
      bins.map((bin) => bin.said),
      bins.map((bin) => bin.won),
      bins.map((bin) => bin.low),
      bins.map((bin) => bin.high),
    ],
    [bins],
  );
  return (
    <ChartFrame
      title={`Reliability, ${side}`}
      note={note}
      keys={[
        { label: 'Won, with its 95% interval', mark: side === 'BUY' ? 'dot green' : 'dot red' },
        { label: 'What was said came true', mark: 'dashed muted' },
        ...(base_rate === null
          ? []
          : [{ label: `Base rate ${format_probability(base_rate)}`, mark: 'dashed base' }]),
      ]}
      figures={<Figures side={side} bins={bins} />}
    >
      <Plot
        label={`Share of ${side} predictions that won, by the confidence that was said`}
        height={kHeight}
        data={data}
        options={(colors) => plot_options(colors, side, bins, base_rate)}
      />
    </ChartFrame>
  );
}

function plot_options(
  colors: Colors,
  side: Side,
  bins: readonly Bin[],
  base_rate: number | null,
): PlotOptions {
  const color = side === 'BUY' ? colors.green : colors.red;
  const known = base_rate === null ? [] : [base_rate];
  const [least, most] = common_scale([
    ...bins.flatMap((bin) => [bin.said, bin.won, bin.low, bin.high]),
    ...known,
  ]);
  const hidden: uPlot.Series = { show: false };
  return {
    scales: { x: { time: false, range: [least, most] }, y: { range: [least, most] } },
    axes: [
      { ...probability_axis(colors), size: 46, label: 'said', labelSize: 18, space: 60 },
      { ...probability_axis(colors), label: 'won', labelSize: 18 },
    ],
    series: [
      { label: 'Said', value: (_plot, value) => format_probability(value ?? null) },
      probability_line('Won', color, {
        width: 1,
        dash: [2, 3],
        points: { show: true, size: 9, fill: color },
      }),
      hidden,
      hidden,
    ],
    legend: { show: false },
    cursor: { show: false },
    hooks: {
      drawSeries: [
        (plot, index) => {
          if (index !== 1) return;
          draw_dashed(plot, [least, least], [most, most], colors.muted);
          for (const rate of known) draw_dashed(plot, [least, rate], [most, rate], colors.base);
          draw_whiskers(plot, 2, 3, color);
        },
      ],
    },
  };
}

const kColumns: readonly Column<Bin>[] = [
  { id: 'said', label: 'Said', numeric: true, cell: (bin) => format_probability(bin.said) },
  { id: 'won', label: 'Won', numeric: true, cell: (bin) => format_probability(bin.won) },
  {
    id: 'interval',
    label: '95% interval',
    numeric: true,
    cell: (bin) => format_interval(bin.low, bin.high),
  },
  { id: 'outcomes', label: 'Outcomes', numeric: true, cell: (bin) => format_count(bin.outcomes) },
];

function Figures({ side, bins }: { side: Side; bins: readonly Bin[] }) {
  return (
    <DataTable
      caption={`Reliability of ${side} predictions`}
      columns={kColumns}
      rows={bins}
      row_key={(bin) => String(bin.said)}
    />
  );
}
