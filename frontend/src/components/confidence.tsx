// A confidence, always with its base rate: the bar is the probability, the tick the base rate.
// The drawing takes probabilities as they are: its coordinates run from 0 to 1.
import type { Side } from '../api/types';
import { format_probability } from '../format/format';

interface BarProps {
  side: Side;
  /** Length of the solid bar, 0..1. */
  value: number;
  /** Length of the pale bar behind it, 0..1, if it differs in meaning. */
  behind?: number;
  base_rate: number;
}

export function ConfidenceBar({ side, value, behind, base_rate }: BarProps) {
  return (
    <svg
      class={`confidence-bar ${side === 'BUY' ? 'buy' : 'sell'}`}
      viewBox="0 0 1 1"
      preserveAspectRatio="none"
      aria-hidden="true"
      focusable="false"
    >
      <rect class="bar-ground" width="1" height="1" />
      {behind !== undefined && <rect class="bar-behind" width={behind} height="1" />}
      <rect class="bar-value" width={value} height="1" />
      <line class="bar-base" x1={base_rate} x2={base_rate} y1="0" y2="1" />
    </svg>
  );
}

interface SignalConfidenceProps {
  side: Side;
  effective: number;
  calibrated: number;
  base_rate: number;
}

export function SignalConfidence(props: SignalConfidenceProps) {
  const { side, effective, calibrated, base_rate } = props;
  return (
    <div class="confidence">
      <span class="confidence-head">
        <strong data-field="effective_confidence">{format_probability(effective)}</strong>
        <ConfidenceBar side={side} value={effective} behind={calibrated} base_rate={base_rate} />
      </span>
      <span class="confidence-foot">
        calibrated <b data-field="confidence">{format_probability(calibrated)}</b>, base{' '}
        <b data-field="base_rate">{format_probability(base_rate)}</b>
      </span>
    </div>
  );
}
