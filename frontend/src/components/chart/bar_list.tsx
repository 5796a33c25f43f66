// Amounts as bars below each other, in the order given. The drawing's unit is that of the amounts.
import type { ComponentChildren } from 'preact';

export interface BarRow {
  id: string;
  label: ComponentChildren;
  /** 0 or more. */
  amount: number;
  /** The amount in words. */
  text: string;
}

/** `most` is the amount of a full bar. */
export function BarList({ rows, most }: { rows: readonly BarRow[]; most: number }) {
  return (
    <ol class="bar-list">
      {rows.map(({ id, label, amount, text }) => (
        <li key={id}>
          <span class="bar-label">{label}</span>
          <svg
            viewBox={`0 0 ${most} 1`}
            preserveAspectRatio="none"
            aria-hidden="true"
            focusable="false"
          >
            <rect class="bar-ground" width={most} height="1" />
            <rect class="bar-amount" width={amount} height="1" />
          </svg>
          <b>{text}</b>
        </li>
      ))}
    </ol>
  );
}
