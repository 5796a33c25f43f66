// Above the table: which signals are shown, in which order where there are no headings, and the
// file of them.
import type { Signal } from '../../api/types';
import { DownloadIcon } from '../../components/icons';
import { save_csv } from '../../format/csv';
import { counted, kAgeColors, kAgeDays, kAgeWord } from '../../format/words';
import { change_view, page_view } from './page_view';
import { signals_csv } from './signal_csv';
import {
  is_filtered,
  kDefaultView,
  kSortKeys,
  sorted_by,
  with_age_toggled,
  type SortKey,
} from './view';

const kSortWords: Record<SortKey, string> = {
  effective_confidence: 'Effective confidence',
  symbol: 'Symbol',
  sector: 'Sector',
  age_days: 'Age',
  entry_price: 'Entry',
  current_price: 'Current price',
  target_price: 'Target',
  stop_price: 'Stop',
  profit_loss_pct: 'Profit or loss',
  days_left: 'Days left',
};

interface Props {
  /** All of the tier and side. */
  signals: readonly Signal[];
  shown: readonly Signal[];
  as_of: string | null;
  /** Name of the file, without its ending. */
  file: string;
}

export function Toolbar({ signals, shown, as_of, file }: Props) {
  const view = page_view.value;
  const { sort, is_descending, sector, ages } = view;
  const all = counted(signals.length, 'signal');
  return (
    <div class="toolbar" role="group" aria-label="What is shown">
      <SectorFilter signals={signals} />
      <AgeFilter signals={signals} />
      <SortFields />
      <p class="toolbar-count" role="status">
        {shown.length === signals.length ? all : `${shown.length} of ${all}`}
      </p>
      {is_filtered(view) && (
        <button
          type="button"
          class="button"
          onClick={() => change_view({ ...kDefaultView, sort, is_descending })}
        >
          Show all
          <span class="visually-hidden">{` instead of ${filter_words(sector, ages)}`}</span>
        </button>
      )}
      <button
        type="button"
        class="button"
        disabled={shown.length === 0}
        title="The rows shown, with the fields of the API"
        onClick={() => save_csv(`${file}.csv`, signals_csv(shown, as_of))}
      >
        <DownloadIcon /> CSV
      </button>
    </div>
  );
}

function filter_words(sector: string | null, ages: readonly (keyof typeof kAgeWord)[]): string {
  return [sector, ...ages.map((age) => kAgeWord[age])].filter(Boolean).join(', ');
}

// A sector of the address stays among the choices although no signal is of it.
function SectorFilter({ signals }: { signals: readonly Signal[] }) {
  const { sector } = page_view.value;
  const names = new Set(signals.map((signal) => signal.sector));
  if (sector !== null) names.add(sector);
  return (
    <label class="field">
      <span>Sector</span>
      <select
        value={sector ?? ''}
        onChange={(event) =>
          change_view({ ...page_view.value, sector: event.currentTarget.value || null })
        }
      >
        <option value="">All sectors</option>
        {[...names].sort().map((name) => (
          <option key={name} value={name}>
            {name}
          </option>
        ))}
      </select>
    </label>
  );
}

function AgeFilter({ signals }: { signals: readonly Signal[] }) {
  return (
    <div class="age-filter" role="group" aria-label="Age">
      {kAgeColors.map((color) => (
        <button
          key={color}
          type="button"
          class={`badge age-${color}`}
          aria-pressed={page_view.value.ages.includes(color)}
          title={kAgeDays[color]}
          onClick={() => change_view(with_age_toggled(page_view.value, color))}
        >
          {kAgeWord[color]}{' '}
          <span class="badge-detail">
            {signals.filter((signal) => signal.age_color === color).length}
          </span>
        </button>
      ))}
    </div>
  );
}

function SortFields() {
  const { sort, is_descending } = page_view.value;
  return (
    <div class="sort-fields">
      <label class="field">
        <span>Sort by</span>
        <select
          value={sort}
          onChange={(event) => {
            const key = kSortKeys.find((name) => name === event.currentTarget.value);
            if (key !== undefined) change_view(sorted_by({ ...page_view.value }, key));
          }}
        >
          {kSortKeys.map((key) => (
            <option key={key} value={key}>
              {kSortWords[key]}
            </option>
          ))}
        </select>
      </label>
      <button
        type="button"
        class="icon-button"
        aria-label={is_descending ? 'Highest first' : 'Lowest first'}
        title="Turn the order round"
        onClick={() => change_view(sorted_by(page_view.value, sort))}
      >
        {is_descending ? '\u2193' : '\u2191'}
      </button>
    </div>
  );
}
