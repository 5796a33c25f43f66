// Where the line and the levels of a small chart lie. Prices become places in a box of 100 by 100
// and nothing else: no figure on the page comes from here.

export interface SparkShape {
  /** The closes as an SVG path. */
  closes: string;
  /** The last close as a path without length, which a round line cap makes a dot. */
  last: string;
  /** A level as a line across the box, in the order they were given. */
  levels: string[];
  /** The session `since` as an upright line; null when it is not among the sessions. */
  since: string | null;
}

const kSize = 100;

/** Null for fewer than two closes: they make no line. */
export function spark_shape(
  bars: readonly { date: string; close: number }[],
  levels: readonly number[],
  since: string,
): SparkShape | null {
  const last = bars.at(-1);
  if (last === undefined || bars.length < 2) return null;
  const shown = [...bars.map((bar) => bar.close), ...levels];
  const low = Math.min(...shown);
  const height = Math.max(...shown) - low;
  const x = (index: number) => place((index / (bars.length - 1)) * kSize);
  // SVG counts downwards.
  const y = (price: number) =>
    place(height === 0 ? kSize / 2 : kSize - ((price - low) / height) * kSize);
  const session = bars.findIndex((bar) => bar.date === since);
  return {
    closes: `M${bars.map((bar, index) => `${x(index)} ${y(bar.close)}`).join('L')}`,
    last: `M${kSize} ${y(last.close)}h0`,
    levels: levels.map((level) => `M0 ${y(level)}H${kSize}`),
    since: session < 0 ? null : `M${x(session)} 0V${kSize}`,
  };
}

const place = (value: number) => Number(value.toFixed(1));
