// What the reader looks for, kept in the address so that it can be linked to: filters, order and
// columns. Choosing and ordering only; the figures stay the API's.
import type { Prediction, Side, Tier } from '../../api/types';
import type { Sort } from '../../components/virtual_table';
import { kSides, kTiers, kVerdicts } from '../../format/words';

export const kColumnIds = [
  'symbol',
  'name',
  'signal_type',
  'confidence',
  'base_rate',
  'expected_return',
  'status',
  'market_cap',
  'sector',
] as const;

export type ColumnId = (typeof kColumnIds)[number];

/** What fits a phone without scrolling sideways. */
export const kNarrowColumns: readonly ColumnId[] = [
  'symbol',
  'signal_type',
  'confidence',
  'base_rate',
  'status',
];

export interface Query {
  /** Part of a symbol or of a name. */
  text: string;
  tier: Tier | null;
  side: Side | null;
  sector: string | null;
  verdict: Prediction['status'] | null;
  /** Null is the API's own order: highest confidence first. */
  sort: Sort | null;
  /** Null is what suits the screen. */
  columns: readonly ColumnId[] | null;
}

export const kEverything: Query = {
  text: '',
  tier: null,
  side: null,
  sector: null,
  verdict: null,
  sort: null,
  columns: null,
};

export function parse_query(parameters: URLSearchParams): Query {
  const columns = parameters.get('columns')?.split(',').filter(is_column) ?? [];
  return {
    text: parameters.get('q') ?? '',
    tier: one_of(kTiers, parameters.get('tier')),
    side: one_of(kSides, parameters.get('side')),
    sector: parameters.get('sector'),
    verdict: one_of(kVerdicts, parameters.get('verdict')),
    sort: parse_sort(parameters.get('sort')),
    columns: columns.length === 0 ? null : with_symbol(columns),
  };
}

/** Only what differs from the default. */
export function write_query(query: Query): URLSearchParams {
  const { sort } = query;
  const values: Record<string, string | null> = {
    q: query.text || null,
    tier: query.tier,
    side: query.side,
    sector: query.sector,
    verdict: query.verdict,
    sort: sort === null ? null : `${sort.is_descending ? '-' : ''}${sort.column}`,
    columns: query.columns?.join(',') ?? null,
  };
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(values)) {
    if (value !== null) parameters.set(name, value);
  }
  return parameters;
}

export function is_filtered(query: Query): boolean {
  const { text, tier, side, sector, verdict } = query;
  return text !== '' || [tier, side, sector, verdict].some((filter) => filter !== null);
}

export function find(predictions: readonly Prediction[], query: Query): readonly Prediction[] {
  const text = query.text.trim().toLowerCase();
  const found = predictions.filter(
    (row) =>
      (text === '' ||
        row.symbol.toLowerCase().includes(text) ||
        row.name.toLowerCase().includes(text)) &&
      (query.tier === null || row.market_cap === query.tier) &&
      (query.side === null || row.signal_type === query.side) &&
      (query.sector === null || row.sector === query.sector) &&
      (query.verdict === null || row.status === query.verdict),
  );
  return ordered(found, query.sort);
}

/** A click on a heading: numbers start with the largest, words with the first. */
export function next_sort(sort: Sort | null, column: string): Sort {
  if (sort?.column === column) return { column, is_descending: !sort.is_descending };
  return { column, is_descending: kLargestFirst.has(column) };
}

const kLargestFirst = new Set<string>(['confidence', 'base_rate', 'expected_return']);

// Ties keep the API's order.
function ordered(rows: Prediction[], sort: Sort | null): readonly Prediction[] {
  if (sort === null) return rows;
  const column = sort.column as ColumnId;
  const sign = sort.is_descending ? -1 : 1;
  return [...rows].sort((a, b) => sign * compare(rank(a, column), rank(b, column)));
}

// Tiers and verdicts have an order of their own.
function rank(row: Prediction, column: ColumnId): string | number {
  if (column === 'market_cap') return kTiers.indexOf(row.market_cap);
  if (column === 'status') return kVerdicts.indexOf(row.status);
  return row[column];
}

function compare(a: string | number, b: string | number): number {
  if (typeof a === 'string' && typeof b === 'string') return a.localeCompare(b, 'en');
  return a < b ? -1 : a > b ? 1 : 0;
}

function parse_sort(text: string | null): Sort | null {
  if (text === null) return null;
  const is_descending = text.startsWith('-');
  const column = is_descending ? text.slice(1) : text;
  return is_column(column) ? { column, is_descending } : null;
}

function one_of<T extends string>(known: readonly T[], text: string | null): T | null {
  return known.find((value) => value === text) ?? null;
}

function is_column(text: string): text is ColumnId {
  return kColumnIds.some((id) => id === text);
}

function with_symbol(columns: readonly ColumnId[]): readonly ColumnId[] {
  return kColumnIds.filter((id) => id === 'symbol' || columns.includes(id));
}
