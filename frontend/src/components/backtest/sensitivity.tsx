// The same backtest with other settings, as a map: does the result hang on one lucky choice?
import { useState } from 'preact/hooks';
import type { Sensitivity, SensitivityCell } from '../../api/types';
import { kOutcomesNeeded } from '../../config';
import { setting_name, setting_text } from '../../format/backtest';
import { format_fine_return, format_ratio } from '../../format/figures';
import { format_count, format_probability, format_return } from '../../format/format';
import { counted } from '../../format/words';
import { sensitivity_grid, shade_of, type Grid } from './sensitivity_grid';

interface Measure {
  id: string;
  label: string;
  value: (cell: SensitivityCell) => number | null;
  text: (value: number | null) => string;
}

const kMeasures: readonly [Measure, ...Measure[]] = [
  { id: 'sharpe', label: 'Sharpe ratio', value: (cell) => cell.sharpe, text: format_ratio },
  { id: 'cagr', label: 'Growth a year', value: (cell) => cell.cagr, text: format_return },
  {
    id: 'net',
    label: 'Net return a trade',
    value: (cell) => cell.mean_net_return,
    text: format_fine_return,
  },
  { id: 'won', label: 'Win rate', value: (cell) => cell.win_rate, text: format_probability },
  {
    id: 'drawdown',
    label: 'Deepest drawdown',
    value: (cell) => cell.max_drawdown,
    text: format_return,
  },
];

export function SensitivityMap({ sensitivity }: { sensitivity: Sensitivity }) {
  const { parameters } = sensitivity;
  const [measure_id, set_measure] = useState(kMeasures[0].id);
  const [down, set_down] = useState(0);
  const [across, set_across] = useState<number | null>(parameters.length > 1 ? 1 : null);
  const measure = kMeasures.find(({ id }) => id === measure_id) ?? kMeasures[0];
  const grid = sensitivity_grid(sensitivity, down, across);

  // The two directions never show the same setting: choosing the other one's trades places.
  const choose_down = (place: number) => {
    if (place === across) set_across(down);
    set_down(place);
  };
  const choose_across = (place: number) => {
    if (place === down && across !== null) set_down(across);
    set_across(place);
  };
  const places = parameters.map(({ name }, place) => [String(place), setting_name(name)] as const);
  return (
    <section class="panel group sensitivity">
      <h3>Does it hang on one choice?</h3>
      <p class="muted">{luck_of_best(sensitivity)}</p>
      <div class="choices">
        <Choice
          label="Measure"
          value={measure.id}
          options={kMeasures.map(({ id, label }) => [id, label])}
          on_choice={set_measure}
        />
        {parameters.length > 2 && across !== null && (
          <>
            <Choice
              label="Down"
              value={String(down)}
              options={places}
              on_choice={(place) => choose_down(Number(place))}
            />
            <Choice
              label="Across"
              value={String(across)}
              options={places}
              on_choice={(place) => choose_across(Number(place))}
            />
          </>
        )}
      </div>
      <ResultMap
        sensitivity={sensitivity}
        grid={grid}
        down={down}
        across={across}
        measure={measure}
      />
      {grid.fixed.length > 0 && (
        <p class="muted" data-field="fixed">
          The others stay:{' '}
          {grid.fixed
            .map(({ name, value }) => `${setting_name(name)} ${setting_text(name, value)}`)
            .join(', ')}
          .
        </p>
      )}
    </section>
  );
}

function luck_of_best({ cells, best, trials, deflated, overfitting_probability }: Sensitivity) {
  const found = cells[best];
  const first = `${counted(trials, 'combination')} tried. The best of many looks better than it is`;
  if (found === undefined || found.sharpe === null) return `${first}.`;
  const more_than_luck =
    deflated === null
      ? ''
      : `, and the probability that it is more than luck is ${format_probability(deflated)}`;
  const overfitting =
    overfitting_probability === null
      ? ''
      : ` The probability of overfitting is ${format_probability(overfitting_probability)}: so ` +
        'often is the best of one part of the sessions worse than the middle on the rest.';
  return (
    `${first}: the best Sharpe ratio is ${format_ratio(found.sharpe)}${more_than_luck}.` +
    overfitting
  );
}

interface ChoiceProps {
  label: string;
  value: string;
  options: readonly (readonly [string, string])[];
  on_choice: (value: string) => void;
}

function Choice({ label, value, options, on_choice }: ChoiceProps) {
  return (
    <label class="stacked-field">
      {label}
      <select value={value} onChange={(event) => on_choice(event.currentTarget.value)}>
        {options.map(([id, text]) => (
          <option key={id} value={id}>
            {text}
          </option>
        ))}
      </select>
    </label>
  );
}

interface MapProps {
  sensitivity: Sensitivity;
  grid: Grid;
  down: number;
  across: number | null;
  measure: Measure;
}

function ResultMap({ sensitivity, grid, down, across, measure }: MapProps) {
  const name_of = (place: number) => sensitivity.parameters[place]?.name ?? '';
  const values = sensitivity.cells
    .map((cell) => shown_value(cell, measure))
    .filter((value) => value !== null);
  const caption = `${measure.label} by settings`;
  return (
    <div class="table-scroll" role="region" aria-label={caption} tabIndex={0}>
      <table class="data-table sensitivity-map">
        <caption class="visually-hidden">{caption}</caption>
        <thead>
          <tr>
            <th scope="col">{setting_name(name_of(down))}</th>
            {grid.columns.map((column) => (
              <th key={column ?? 'only'} scope="col">
                {across === null || column === null
                  ? measure.label
                  : `${setting_name(name_of(across))} ${setting_text(name_of(across), column)}`}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {grid.rows.map((row, index) => (
            <tr key={row}>
              <th scope="row">{setting_text(name_of(down), row)}</th>
              {grid.cells[index]?.map((cell, place) => (
                <MapCell
                  key={grid.columns[place] ?? 'only'}
                  cell={cell}
                  is_best={cell !== null && cell === sensitivity.cells[sensitivity.best]}
                  measure={measure}
                  values={values}
                />
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** Null also where too few trades stand behind it. */
const shown_value = (cell: SensitivityCell, measure: Measure) =>
  cell.trades < kOutcomesNeeded ? null : measure.value(cell);

interface CellProps {
  cell: SensitivityCell | null;
  is_best: boolean;
  measure: Measure;
  values: readonly number[];
}

function MapCell({ cell, is_best, measure, values }: CellProps) {
  if (cell === null) return <td class="muted">not tried</td>;
  const value = shown_value(cell, measure);
  const words = [cell.is_default ? 'as here' : '', is_best ? 'best Sharpe' : ''].filter(Boolean);
  return (
    <td class={value === null ? 'muted' : `shade-${shade_of(value, values)}`}>
      {value === null ? 'withheld' : <b>{measure.text(value)}</b>}
      <span class="second">{counted(cell.trades, 'trade')}</span>
      {words.length > 0 && <span class="cell-mark">{words.join(', ')}</span>}
    </td>
  );
}

/** In words instead of a map, when nothing else was tried. */
export function NoSensitivity({ trials }: { trials: number }) {
  return (
    <section class="panel group withheld">
      <h3>Does it hang on one choice?</h3>
      <p class="muted">
        None were tried with this backtest. {format_count(trials)} trials in all count against its
        Sharpe ratio.
      </p>
    </section>
  );
}
