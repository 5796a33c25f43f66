import {
  find,
  is_filtered,
  kEverything,
  next_sort,
  parse_query,
  write_query,
  type Query,
} from '../../frontend/src/pages/predictions/query';
import { next_row } from '../../frontend/src/components/virtual_table';
import { answer } from './fixtures.mjs';

type Rows = Parameters<typeof find>[0];

const rows = (
  answer('normal', '/turbomode/predictions', new URLSearchParams({ limit: '1000' })) as {
    predictions: Rows;
  }
).predictions;

describe('A query', () => {
  test('survives the address', () => {
    const query: Query = {
      text: 'apple & co',
      tier: 'large_cap',
      side: 'SELL',
      sector: 'Information Technology',
      verdict: 'CANDIDATE',
      sort: { column: 'expected_return', is_descending: true },
      columns: ['symbol', 'confidence', 'base_rate'],
    };
    expect(parse_query(new URLSearchParams(write_query(query).toString()))).toEqual(query);
  });

  test('leaves the address empty when nothing is asked', () => {
    expect(write_query(kEverything).toString()).toBe('');
    expect(is_filtered(kEverything)).toBe(false);
  });

  test('ignores what it does not know', () => {
    const strange = new URLSearchParams('tier=huge&side=HOLD&sort=-price&columns=a,b');
    expect(parse_query(strange)).toEqual(kEverything);
  });

  test('finds by part of the symbol or of the name', () => {
    const symbols = new Set(find(rows, { ...kEverything, text: ' aapl' }).map((row) => row.symbol));
    expect([...symbols]).toEqual(['AAPL']);
    expect(find(rows, { ...kEverything, text: 'apple inc' })).toHaveLength(2);
  });

  test('combines its filters', () => {
    const found = find(rows, { ...kEverything, side: 'SELL', tier: 'mid_cap', verdict: 'SIGNAL' });
    expect(found.length).toBeGreaterThan(0);
    for (const row of found) {
      expect([row.signal_type, row.market_cap, row.status]).toEqual(['SELL', 'mid_cap', 'SIGNAL']);
    }
  });

  test('orders numbers by size and words by letter', () => {
    const by = (column: string, is_descending: boolean) =>
      find(rows, { ...kEverything, sort: { column, is_descending } });
    const returns = by('expected_return', true).map((row) => row.expected_return);
    expect(returns).toEqual([...returns].sort((a, b) => b - a));
    expect(by('symbol', false)[0]?.symbol).toBe('AAPL');
    expect(by('market_cap', true)[0]?.market_cap).toBe('small_cap');
  });

  test('turns round when the same heading is clicked again', () => {
    const once = next_sort(null, 'confidence');
    expect(once.is_descending).toBe(true);
    expect(next_sort(once, 'confidence').is_descending).toBe(false);
    expect(next_sort(once, 'symbol')).toEqual({ column: 'symbol', is_descending: false });
  });
});

describe('Keys in a long table', () => {
  test('move by a row, by a page and to both ends, and stop there', () => {
    expect(next_row('ArrowDown', 0, 10, 4)).toBe(1);
    expect(next_row('ArrowUp', 0, 10, 4)).toBe(0);
    expect(next_row('PageDown', 7, 10, 4)).toBe(9);
    expect(next_row('Home', 7, 10, 4)).toBe(0);
    expect(next_row('End', 2, 10, 4)).toBe(9);
  });

  test('leave other keys and empty tables alone', () => {
    expect(next_row('Tab', 0, 10, 4)).toBeNull();
    expect(next_row('End', 0, 0, 4)).toBeNull();
  });
});
