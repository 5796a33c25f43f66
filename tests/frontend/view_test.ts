import type { Signal, SignalList } from '../../frontend/src/api/types';
import { csv_field, to_csv } from '../../frontend/src/format/csv';
import { signals_csv } from '../../frontend/src/pages/tier/signal_csv';
import {
  apply_view,
  is_filtered,
  kDefaultView,
  search_of,
  sorted_by,
  view_from,
  with_age_toggled,
  type View,
} from '../../frontend/src/pages/tier/view';
import { answer } from './fixtures.mjs';

const { signals } = answer(
  'normal',
  '/turbomode/signals',
  new URLSearchParams({ market_cap: 'large_cap', signal_type: 'BUY', limit: '20' }),
) as SignalList;

const with_view = (change: Partial<View>) => ({ ...kDefaultView, ...change });
const shown = (view: View, list: readonly Signal[] = signals) =>
  apply_view(list, view).map(({ signal }) => signal);

describe('The view of a tier', () => {
  test('is the order of the API by default', () => {
    expect(shown(kDefaultView)).toEqual(signals);
    expect(apply_view(signals, kDefaultView).map(({ rank }) => rank)).toEqual(
      signals.map((_, index) => index + 1),
    );
  });

  test('sorts by text and by number, what is missing last in either order', () => {
    const names = shown(with_view({ sort: 'symbol', is_descending: false })).map((s) => s.symbol);
    expect(names.slice(0, 3)).toEqual(['AAPL', 'ABBV', 'AMZN']);
    const unfilled = { ...signals[0]!, symbol: 'NEW', profit_loss_pct: null };
    const filled = signals.filter((signal) => signal.profit_loss_pct !== null);
    for (const is_descending of [true, false]) {
      const view = with_view({ sort: 'profit_loss_pct', is_descending });
      const sorted = shown(view, [unfilled, ...filled]);
      expect(sorted.at(-1)).toBe(unfilled);
      const [first, second] = sorted.map((signal) => signal.profit_loss_pct!);
      expect(first! > second!).toBe(is_descending);
    }
  });

  test('keeps the rank by effective confidence whatever is shown', () => {
    const view = with_view({ sector: 'Health Care', sort: 'days_left', is_descending: false });
    const rows = apply_view(signals, view);
    expect(rows.length).toBe(4);
    for (const { rank, signal } of rows) expect(signals[rank - 1]).toBe(signal);
  });

  test('leaves only the sector and the ages that are wanted', () => {
    const view = with_view({ sector: 'Information Technology', ages: ['hot', 'cool'] });
    for (const signal of shown(view)) {
      expect(signal.sector).toBe('Information Technology');
      expect(['hot', 'cool']).toContain(signal.age_color);
    }
    expect(is_filtered(view)).toBe(true);
    expect(is_filtered(with_view({ sort: 'symbol' }))).toBe(false);
  });

  test('turns round when its column is pressed again', () => {
    const by_profit = sorted_by(kDefaultView, 'profit_loss_pct');
    expect([by_profit.sort, by_profit.is_descending]).toEqual(['profit_loss_pct', true]);
    expect(sorted_by(by_profit, 'profit_loss_pct').is_descending).toBe(false);
    expect(sorted_by(by_profit, 'symbol').is_descending).toBe(false);
  });

  test('wants all ages once each is chosen', () => {
    const three = with_view({ ages: ['hot', 'warm', 'cool'] });
    expect(with_age_toggled(three, 'cold').ages).toEqual([]);
    expect(with_age_toggled(three, 'warm').ages).toEqual(['hot', 'cool']);
  });

  test('is what the address says, and says nothing where it is the default', () => {
    const views = [
      kDefaultView,
      with_view({ is_descending: false }),
      with_view({ sort: 'symbol', is_descending: false, sector: 'Real Estate', ages: ['cold'] }),
      with_view({ sort: 'age_days', is_descending: true, ages: ['hot', 'warm'] }),
    ];
    for (const view of views) expect(view_from(search_of(view))).toEqual(view);
    expect(search_of(kDefaultView)).toBe('');
  });

  test('takes no nonsense from an address', () => {
    const view = view_from('?sort=__proto__&order=up&age=hot,purple&sector=');
    expect(view).toEqual(with_view({ is_descending: false, ages: ['hot'] }));
    expect(view_from(`?sector=${'x'.repeat(500)}`).sector?.length).toBe(60);
  });
});

describe('A file of signals', () => {
  test('has a line a signal, the fields of the API and their values', () => {
    const lines = signals_csv(signals, '2026-11-20').split('\r\n');
    expect(lines.length).toBe(signals.length + 2);
    expect(lines[0]).toMatch(/^as_of,symbol,name,.*,profit_loss_pct,.*,reasons$/);
    expect(lines[1]).toContain(`,${signals[0]!.confidence},${signals[0]!.effective_confidence},`);
    expect(lines.at(-1)).toBe('');
  });

  test('quotes what needs it and runs nothing in a spreadsheet', () => {
    expect(to_csv(['a', 'b'], [['x,y', 'say "no"']])).toBe('a,b\r\n"x,y","say ""no"""\r\n');
    for (const text of ['=1+1', '+1', '-1', '@SUM(A1)', '\tx']) {
      expect(csv_field(text)).toBe(`'${text}`);
    }
    expect(csv_field('=HYPERLINK("a","b")')).toBe('"\'=HYPERLINK(""a"",""b"")"');
    expect([csv_field(-5.25), csv_field(null), csv_field(true)]).toEqual(['-5.25', '', 'true']);
  });
});
