// The settings that were tried, laid out in two dimensions. Nothing is computed: cells are found
// and set in rows.
import type { Sensitivity, SensitivityCell } from '../../api/types';

export interface Grid {
  /** Values of the setting that runs downward, and of the one that runs across. */
  rows: readonly number[];
  /** One null when only one setting was varied. */
  columns: readonly (number | null)[];
  cells: readonly (readonly (SensitivityCell | null)[])[];
  /** The settings that are not shown, with the value at which they stay. */
  fixed: readonly { name: string; value: number }[];
}

/** `down` and `across` are places in the list of parameters; `across` is null for one alone. */
export function sensitivity_grid(
  { parameters, cells }: Sensitivity,
  down: number,
  across: number | null,
): Grid {
  const standard = cells.find((cell) => cell.is_default)?.values;
  const fixed = parameters.map(({ values }, place) => standard?.[place] ?? values[0] ?? 0);
  const find = (row: number, column: number | null) => {
    const wanted = fixed.map((value, place) =>
      place === down ? row : place === across ? (column ?? value) : value,
    );
    return cells.find(({ values }) => wanted.every((value, place) => value === values[place]));
  };
  const rows = parameters[down]?.values ?? [];
  const columns = across === null ? [null] : (parameters[across]?.values ?? []);
  return {
    rows,
    columns,
    cells: rows.map((row) => columns.map((column) => find(row, column) ?? null)),
    fixed: parameters.flatMap(({ name }, place) =>
      place === down || place === across ? [] : [{ name, value: fixed[place] ?? 0 }],
    ),
  };
}

const kShades = 5;

/** Which of five shades `value` gets between the least and most of `values`: 1 is the palest. */
export function shade_of(value: number, values: readonly number[]): number {
  const [least, most] = [Math.min(...values), Math.max(...values)];
  if (most <= least) return 1;
  const place = (value - least) / (most - least);
  return Math.min(kShades, 1 + Math.floor(place * kShades));
}
