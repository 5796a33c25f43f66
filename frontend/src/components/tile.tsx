// One figure, large, with its name above it and what it must be read with below.
import type { ComponentChildren } from 'preact';

interface TileProps {
  name: string;
  field: string;
  value: ComponentChildren;
  children: ComponentChildren;
}

export function Tile({ name, field, value, children }: TileProps) {
  return (
    <li class="panel tile">
      <span class="tile-name">{name}</span>
      <span class="tile-value" data-field={field}>
        {value}
      </span>
      <span class="tile-note">{children}</span>
    </li>
  );
}
