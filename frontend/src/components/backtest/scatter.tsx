// Trades as points: what was said of each, and what came of it.
import type uPlot from 'uplot';
import { useMemo } from 'preact/hooks';
import type { BacktestReport, Side } from '../../api/types';
import { format_count, format_probability } from '../../format/format';
import { kSides } from '../../format/words';
import { draw_dashed, probability_axis } from '../chart/axes';
import { ChartFrame } from '../chart/chart_frame';
import { paler, type Colors } from '../chart/colors';
import { Plot, type PlotOptions } from '../chart/plot';
import { roomy_scale } from '../chart/scale';

type Trades = BacktestReport['trades'];
type Point = Trades['scatter'][number];

const kHeight = 340;

export function TradeScatter({ trades }: { trades: Trades }) {
  const points = useMemo(
    () => [...trades.scatter].sort((a, b) => a.confidence - b.confidence),
    [trades],
  );
  const data = useMemo<uPlot.AlignedData>(
    () => [
      points.map((point) => point.confidence),
      ...kSides.map((side) =>
        points.map((point) => (point.side === side ? point.net_return : null)),
      ),
    ],
    [points],
  );
  if (points.length === 0) return null;
  const bases = kSides.flatMap((side) => base_of(points, side));
  return (
    <ChartFrame
      title="What was said, and what came of it"
      note={
        `Confidence and net return of ${format_count(points.length)} of ` +
        `${format_count(trades.scatter_of)} filled trades, evenly thinned. Targets and stops ` +
        'make bands; a model that knows something has more of the upper one on the right.'
      }
      keys={[
        { label: 'BUY', mark: 'dot green' },
        { label: 'SELL', mark: 'ring red' },
        ...bases.map(({ side, rate }) => ({
          label: `Base rate ${side} ${format_probability(rate)}`,
          mark: side === 'BUY' ? 'dashed green' : 'dashed red',
        })),
      ]}
    >
      <Plot
        label="Net return of trades by the confidence that was said"
        height={kHeight}
        data={data}
        options={(colors) => plot_options(colors, points, bases)}
      />
    </ChartFrame>
  );
}

interface Base {
  side: Side;
  rate: number;
}

function base_of(points: readonly Point[], side: Side): Base[] {
  const rate = points.find((point) => point.side === side)?.base_rate ?? null;
  return rate === null ? [] : [{ side, rate }];
}

function plot_options(
  colors: Colors,
  points: readonly Point[],
  bases: readonly Base[],
): PlotOptions {
  const across = roomy_scale([
    ...points.map((point) => point.confidence),
    ...bases.map(({ rate }) => rate),
  ]);
  const upward = roomy_scale(points.map((point) => point.net_return));
  const cloud = (label: string, dot: uPlot.Series.Points): uPlot.Series => ({
    label,
    paths: () => null,
    points: { show: true, width: 1, ...dot },
  });
  return {
    scales: { x: { time: false, range: across }, y: { range: upward } },
    axes: [
      { ...probability_axis(colors), size: 46, label: 'said', labelSize: 18, space: 60 },
      { ...probability_axis(colors), label: 'came to', labelSize: 18 },
    ],
    series: [
      {},
      cloud('BUY', { size: 5, fill: paler(colors.green, 0.5), stroke: paler(colors.green, 0.5) }),
      cloud('SELL', { size: 5, fill: 'transparent', stroke: paler(colors.red, 0.75) }),
    ],
    legend: { show: false },
    cursor: { show: false },
    hooks: {
      draw: [
        (plot) => {
          draw_dashed(plot, [across[0], 0], [across[1], 0], colors.muted);
          for (const { side, rate } of bases) {
            const color = side === 'BUY' ? colors.green : colors.red;
            draw_dashed(plot, [rate, upward[0]], [rate, upward[1]], color);
          }
        },
      ],
    },
  };
}
