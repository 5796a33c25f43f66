// Names and values below each other.
import type { ComponentChildren } from 'preact';

export type FactRow = readonly [name: string, value: ComponentChildren];

export function FactList({ facts }: { facts: readonly FactRow[] }) {
  return (
    <dl class="fact-list">
      {facts.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
