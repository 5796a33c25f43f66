// What stands around every chart: what it shows, how to read it, the key, and the same figures as
// a table for those who cannot or will not read a drawing.
import type { ComponentChildren } from 'preact';

export interface KeyEntry {
  label: string;
  /** Colour and shape: a class of charts.css. */
  mark: string;
}

interface Props {
  title: string;
  note?: ComponentChildren;
  keys?: readonly KeyEntry[];
  /** The figures behind the drawing. */
  figures?: ComponentChildren;
  children: ComponentChildren;
}

export function ChartFrame({ title, note, keys = [], figures, children }: Props) {
  return (
    <figure class="panel chart-frame">
      <figcaption>
        <h3>{title}</h3>
        {note && <p class="muted">{note}</p>}
      </figcaption>
      {keys.length > 0 && (
        <ul class="chart-keys" aria-label="Key">
          {keys.map(({ label, mark }) => (
            <li key={label}>
              <span class={`key-mark ${mark}`} aria-hidden="true" />
              {label}
            </li>
          ))}
        </ul>
      )}
      {children}
      {figures && (
        <details class="chart-figures">
          <summary>Figures</summary>
          {figures}
        </details>
      )}
    </figure>
  );
}
