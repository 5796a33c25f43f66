// A figure as a dot, its interval as a bar, and as a tick what it is held against.

interface Props {
  tone: 'buy' | 'sell' | 'both';
  value: number;
  low: number;
  high: number;
  against: number;
  scale: readonly [number, number];
}

// The drawing's own units are the figures', so that they go in as they are. Strokes keep their
// width in pixels, and a line of no length with round ends is a dot.
export function IntervalBar({ tone, value, low, high, against, scale: [least, most] }: Props) {
  return (
    <svg
      class={`interval-bar ${tone}`}
      viewBox={`${least} 0 ${most - least} 1`}
      preserveAspectRatio="none"
      aria-hidden="true"
      focusable="false"
    >
      <line class="interval-ground" x1={least} x2={most} y1=".5" y2=".5" />
      <line class="interval-base" x1={against} x2={against} y1=".08" y2=".92" />
      <line class="interval-range" x1={low} x2={high} y1=".5" y2=".5" />
      <line class="interval-dot" x1={value} x2={value} y1=".5" y2=".5" />
    </svg>
  );
}
