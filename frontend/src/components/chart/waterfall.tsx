// From the base rate to the confidence: what each reason added. The amounts are the API's; the
// drawing only sets each where the one before ended.
import type { Side } from '../../api/types';
import { format_points, format_probability } from '../../format/format';
import { common_scale, waterfall_steps } from './scale';

export interface Contribution {
  id: string;
  text: string;
  amount: number;
}

interface Props {
  side: Side;
  base_rate: number;
  contributions: readonly Contribution[];
  confidence: number;
}

export function Waterfall({ side, base_rate, contributions, confidence }: Props) {
  const steps = waterfall_steps(
    base_rate,
    contributions.map(({ amount }) => amount),
  );
  const scale = common_scale([
    base_rate,
    confidence,
    ...steps.flatMap(({ from, to }) => [from, to]),
  ]);
  return (
    <ol class={`bar-list waterfall ${side.toLowerCase()}`}>
      <li class="whole">
        <span class="bar-label">Base rate: any {side} trade</span>
        <Strip scale={scale} from={scale[0]} to={base_rate} mark="whole" />
        <b data-field="base_rate">{format_probability(base_rate)}</b>
      </li>
      {contributions.map(({ id, text, amount }, index) => (
        <li key={id}>
          <span class="bar-label">{text}</span>
          <Strip
            scale={scale}
            from={steps[index]?.from ?? base_rate}
            to={steps[index]?.to ?? base_rate}
            mark={amount < 0 ? 'against' : 'for'}
          />
          <b class={amount < 0 ? 'loss' : 'gain'}>{format_points(amount)}</b>
        </li>
      ))}
      <li class="whole">
        <span class="bar-label">Confidence</span>
        <Strip scale={scale} from={scale[0]} to={confidence} mark="whole" />
        <b data-field="confidence">{format_probability(confidence)}</b>
      </li>
    </ol>
  );
}

interface StripProps {
  scale: readonly [number, number];
  from: number;
  to: number;
  mark: 'whole' | 'for' | 'against';
}

function Strip({ scale: [least, most], from, to, mark }: StripProps) {
  return (
    <svg
      viewBox={`${least} 0 ${most - least} 1`}
      preserveAspectRatio="none"
      aria-hidden="true"
      focusable="false"
    >
      <line class="strip-ground" x1={least} x2={most} y1=".5" y2=".5" />
      <line class={`strip-${mark}`} x1={from} x2={to} y1=".5" y2=".5" />
    </svg>
  );
}
