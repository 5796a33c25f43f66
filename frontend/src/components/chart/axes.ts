// Axes, lines and whiskers that all drawings share.
import uPlot from 'uplot';
import { format_probability, format_session, kAbsent } from '../../format/format';
import { format_score } from '../../format/figures';
import { paler, type Colors } from './colors';

/** Line styles in pixels: drawn, not drawn. */
export const kDashed = [6, 4];
const kFont = '12px system-ui, sans-serif';
const kWhiskerHalf = 4;

const whole_percent = new Intl.NumberFormat('en-US', {
  style: 'percent',
  maximumFractionDigits: 1,
});

const plain_number = new Intl.NumberFormat('en-US', { maximumFractionDigits: 3 });

/** Seconds since 1970 of a session's midnight, uPlot's unit of time. */
export const session_seconds = (session: string) => Date.parse(`${session}T00:00:00Z`) / 1000;

export const session_times = (sessions: readonly string[]) => sessions.map(session_seconds);

/** Sessions are dates, not moments: the reader's zone must not move them. */
export const kSessionDates = {
  tzDate: (seconds: number) => uPlot.tzDate(new Date(seconds * 1000), 'Etc/UTC'),
};

export const session_axis = (colors: Colors): uPlot.Axis => axis(colors, { space: 64 });

export const probability_axis = (colors: Colors, side?: uPlot.Axis.Side): uPlot.Axis =>
  axis(colors, {
    size: 52,
    ...(side === undefined ? {} : { side }),
    values: (_plot, splits) => splits.map((split) => whole_percent.format(split)),
  });

/** Ratios and multiples. The axis of a logarithmic scale leaves out some of its numbers. */
export const number_axis = (colors: Colors): uPlot.Axis =>
  axis(colors, {
    size: 52,
    values: (_plot, splits: (number | null)[]) =>
      splits.map((split) => (split === null ? '' : plain_number.format(split))),
  });

export const score_axis = (colors: Colors): uPlot.Axis =>
  axis(colors, {
    size: 66,
    values: (_plot, splits) => splits.map((split) => split.toFixed(4)),
  });

function axis(colors: Colors, extra: uPlot.Axis): uPlot.Axis {
  const rule = { stroke: colors.line, width: 1 };
  return { stroke: colors.muted, font: kFont, grid: rule, ticks: rule, ...extra };
}

export const session_series: uPlot.Series = {
  label: 'Session',
  value: (_plot, seconds) =>
    seconds === null
      ? kAbsent
      : format_session(new Date(seconds * 1000).toISOString().slice(0, 10)),
};

export function probability_line(
  label: string,
  color: string,
  extra: uPlot.Series = {},
): uPlot.Series {
  return {
    label,
    stroke: color,
    width: 2,
    points: { show: false },
    value: (_plot, value) => format_probability(value ?? null),
    ...extra,
  };
}

export function score_line(label: string, color: string, extra: uPlot.Series = {}): uPlot.Series {
  return {
    ...probability_line(label, color),
    points: { show: true, size: 6, fill: color },
    value: (_plot, value) => format_score(value ?? null),
    ...extra,
  };
}

/** An end of an interval: not a line of its own, the band between the two is. */
export const interval_end = (label: string, color: string): uPlot.Series =>
  probability_line(label, paler(color, 0.45), { width: 1 });

/** Upright lines from series `low` to series `high`, with a dash at each end. */
export function draw_whiskers(plot: uPlot, low: number, high: number, color: string): void {
  const { ctx, data } = plot;
  ctx.save();
  ctx.strokeStyle = color;
  ctx.lineWidth = 1.5 * uPlot.pxRatio;
  ctx.beginPath();
  data[0].forEach((x, index) => {
    const [from, to] = [data[low]?.[index], data[high]?.[index]];
    if (from == null || to == null) return;
    const at = plot.valToPos(x, 'x', true);
    const ends = [plot.valToPos(from, 'y', true), plot.valToPos(to, 'y', true)] as const;
    const half = kWhiskerHalf * uPlot.pxRatio;
    ctx.moveTo(at, ends[0]);
    ctx.lineTo(at, ends[1]);
    for (const end of ends) {
      ctx.moveTo(at - half, end);
      ctx.lineTo(at + half, end);
    }
  });
  ctx.stroke();
  ctx.restore();
}

export type Point = readonly [x: number, y: number];

/** A dashed line between two points of the scales. */
export function draw_dashed(plot: uPlot, from: Point, to: Point, color: string): void {
  const { ctx, bbox } = plot;
  ctx.save();
  ctx.beginPath();
  ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height);
  ctx.clip();
  ctx.strokeStyle = color;
  ctx.lineWidth = 1.5 * uPlot.pxRatio;
  ctx.setLineDash(kDashed.map((length) => length * uPlot.pxRatio));
  ctx.beginPath();
  ctx.moveTo(plot.valToPos(from[0], 'x', true), plot.valToPos(from[1], 'y', true));
  ctx.lineTo(plot.valToPos(to[0], 'x', true), plot.valToPos(to[1], 'y', true));
  ctx.stroke();
  ctx.restore();
}
