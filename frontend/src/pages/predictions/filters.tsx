// Search, filters and the choice of columns above the table.
import { useMemo } from 'preact/hooks';
import type { Prediction } from '../../api/types';
import { kSides, kTiers, kTierTitle, kVerdicts, kVerdictWord } from '../../format/words';
import { kColumns } from './columns';
import { kColumnIds, type ColumnId, type Query } from './query';

interface Props {
  query: Query;
  columns: readonly ColumnId[];
  predictions: readonly Prediction[];
  ask: (changes: Partial<Query>) => void;
}

export function Filters({ query, columns, predictions, ask }: Props) {
  const sectors = useMemo(
    () => [...new Set(predictions.map((row) => row.sector))].sort(),
    [predictions],
  );
  return (
    <form class="filters" role="search" onSubmit={(event) => event.preventDefault()}>
      <label class="stacked-field filter-text">
        Symbol or company
        <input
          type="search"
          value={query.text}
          maxLength={60}
          autocomplete="off"
          spellcheck={false}
          onInput={(event) => ask({ text: event.currentTarget.value })}
        />
      </label>
      <Choice
        label="Side"
        value={query.side}
        options={kSides.map((side) => [side, side])}
        on_choice={(side) => ask({ side })}
      />
      <Choice
        label="Verdict"
        value={query.verdict}
        options={kVerdicts.map((verdict) => [verdict, kVerdictWord[verdict]])}
        on_choice={(verdict) => ask({ verdict })}
      />
      <Choice
        label="Tier"
        value={query.tier}
        options={kTiers.map((tier) => [tier, kTierTitle[tier]])}
        on_choice={(tier) => ask({ tier })}
      />
      <Choice
        label="Sector"
        value={query.sector}
        options={sectors.map((sector) => [sector, sector])}
        on_choice={(sector) => ask({ sector })}
      />
      <ColumnChooser columns={columns} ask={ask} />
    </form>
  );
}

interface ChoiceProps<T extends string> {
  label: string;
  value: T | null;
  options: readonly (readonly [T, string])[];
  on_choice: (value: T | null) => void;
}

function Choice<T extends string>({ label, value, options, on_choice }: ChoiceProps<T>) {
  return (
    <label class="stacked-field">
      {label}
      <select
        value={value ?? ''}
        onChange={(event) => on_choice((event.currentTarget.value || null) as T | null)}
      >
        <option value="">All</option>
        {options.map(([id, text]) => (
          <option key={id} value={id}>
            {text}
          </option>
        ))}
      </select>
    </label>
  );
}

function ColumnChooser({ columns, ask }: Pick<Props, 'columns' | 'ask'>) {
  const toggle = (id: ColumnId) =>
    ask({
      columns: kColumnIds.filter((known) => (known === id) !== columns.includes(known)),
    });
  return (
    <details class="chooser">
      <summary class="button">Columns</summary>
      <fieldset class="panel">
        <legend class="visually-hidden">Columns shown</legend>
        {kColumnIds.map((id) => (
          <label key={id}>
            <input
              type="checkbox"
              checked={columns.includes(id)}
              disabled={id === 'symbol'}
              onChange={() => toggle(id)}
            />
            {kColumns[id].label}
          </label>
        ))}
      </fieldset>
    </details>
  );
}
