// The ends of a drawing's scale. They frame the figures and never become one.

const kStep = 20;
const kRoom = 0.08;

/** The least and most of `probabilities`, outward to the next twentieth, within 0 and 1. */
export function common_scale(probabilities: readonly number[]): [number, number] {
  if (probabilities.length === 0) return [0, 1];
  const least = Math.floor(Math.min(...probabilities) * kStep) / kStep;
  const most = Math.ceil(Math.max(...probabilities) * kStep) / kStep;
  return least < most ? [least, most] : [0, 1];
}

/** The least and most of `values` with a little room around them. */
export function roomy_scale(values: readonly number[]): [number, number] {
  if (values.length === 0) return [0, 1];
  const [least, most] = [Math.min(...values), Math.max(...values)];
  const room = (most - least) * kRoom || 1;
  return [least - room, most + room];
}

export interface Step {
  from: number;
  to: number;
}

/** Where each bar of a waterfall begins and ends, when each begins where the one before ended. */
export function waterfall_steps(start: number, amounts: readonly number[]): Step[] {
  let from = start;
  return amounts.map((amount) => {
    const step = { from, to: from + amount };
    from = step.to;
    return step;
  });
}
