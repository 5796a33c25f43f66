// How the reader wants the signals of a tier: in which order, of which sector and age. It lives in
// the address, so that it can be linked to and outlives a reload. Sorting compares what the API
// sent; nothing is computed from it.
import type { AgeColor, Signal } from '../../api/types';
import { kAgeColors } from '../../format/words';

export type SortKey =
  | 'effective_confidence'
  | 'symbol'
  | 'sector'
  | 'age_days'
  | 'entry_price'
  | 'current_price'
  | 'target_price'
  | 'stop_price'
  | 'profit_loss_pct'
  | 'days_left';

export interface View {
  sort: SortKey;
  is_descending: boolean;
  /** Null: of all sectors. */
  sector: string | null;
  /** Empty: of all ages. */
  ages: readonly AgeColor[];
}

/** The order a column is sorted in at first: what is wanted most comes first. */
const kFirstDescending: Record<SortKey, boolean> = {
  effective_confidence: true,
  symbol: false,
  sector: false,
  age_days: false,
  entry_price: true,
  current_price: true,
  target_price: true,
  stop_price: true,
  profit_loss_pct: true,
  days_left: false,
};

export const kSortKeys = Object.keys(kFirstDescending) as readonly SortKey[];

/** As the API sends them. */
export const kDefaultView: View = {
  sort: 'effective_confidence',
  is_descending: true,
  sector: null,
  ages: [],
};

/** The longest name of a sector that is taken from an address. */
const kSectorLengthMax = 60;

export function view_from(search: string): View {
  const query = new URLSearchParams(search);
  const sort = kSortKeys.find((key) => key === query.get('sort')) ?? kDefaultView.sort;
  const order = query.get('order');
  const ages = (query.get('age') ?? '').split(',');
  return {
    sort,
    is_descending: order === null ? kFirstDescending[sort] : order === 'desc',
    sector: query.get('sector')?.slice(0, kSectorLengthMax) || null,
    ages: kAgeColors.filter((color) => ages.includes(color)),
  };
}

/** The address's query for a view, with its question mark; empty for the default. */
export function search_of({ sort, is_descending, sector, ages }: View): string {
  const query = new URLSearchParams();
  if (sort !== kDefaultView.sort) query.set('sort', sort);
  if (is_descending !== kFirstDescending[sort]) query.set('order', is_descending ? 'desc' : 'asc');
  if (sector !== null) query.set('sector', sector);
  if (ages.length > 0) query.set('age', ages.join(','));
  const text = query.toString();
  return text === '' ? '' : `?${text}`;
}

/** The view after a column's heading was pressed: by that column, or the other way round. */
export function sorted_by(view: View, sort: SortKey): View {
  const is_descending = view.sort === sort ? !view.is_descending : kFirstDescending[sort];
  return { ...view, sort, is_descending };
}

export function with_age_toggled(view: View, color: AgeColor): View {
  const ages = kAgeColors.filter((age) => view.ages.includes(age) !== (age === color));
  return { ...view, ages: ages.length === kAgeColors.length ? [] : ages };
}

export const is_filtered = ({ sector, ages }: View) => sector !== null || ages.length > 0;

export interface Ranked {
  /** Place by effective confidence among all of the tier and side, from 1. */
  rank: number;
  signal: Signal;
}

/** Those that the view wants, in its order. `signals` are in the API's, which decides ties. */
export function apply_view(signals: readonly Signal[], view: View): Ranked[] {
  return signals
    .map((signal, index) => ({ rank: index + 1, signal }))
    .filter(({ signal }) => view.sector === null || signal.sector === view.sector)
    .filter(({ signal }) => view.ages.length === 0 || view.ages.includes(signal.age_color))
    .sort((a, b) => compare(a.signal[view.sort], b.signal[view.sort], view.is_descending));
}

type Value = string | number | null;

// What is missing comes last in either order.
function compare(a: Value, b: Value, is_descending: boolean): number {
  if (a === null || b === null) return Number(a === null) - Number(b === null);
  const order =
    typeof a === 'string' && typeof b === 'string'
      ? a.localeCompare(b, 'en')
      : Number(a > b) - Number(a < b);
  return is_descending ? -order : order;
}
