import type { HistoryList, SignalList } from '../../frontend/src/api/types';
import { changes_of } from '../../frontend/src/pages/landing/night_changes';
import { heat_rows, heat_tone } from '../../frontend/src/pages/sectors/heat';
import { answer } from './fixtures.mjs';

const all = new URLSearchParams({ limit: '200' });
const { signals, total } = answer('normal', '/turbomode/signals', all) as SignalList;
const { history } = answer('normal', '/turbomode/history', all) as HistoryList;

describe('The heat map', () => {
  test('counts every signal once', () => {
    const cells = heat_rows(signals, []).flatMap((row) => row.cells);
    expect(cells.reduce((sum, cell) => sum + cell.buys + cell.sells, 0)).toBe(total);
    expect(cells.length % 3).toBe(0);
  });

  test('has a row for a sector without a signal, in the order of names', () => {
    const names = heat_rows(signals, ['Aviation', 'Energy']).map((row) => row.sector);
    expect(names[0]).toBe('Aviation');
    expect(names).toEqual([...new Set(names)].sort());
  });

  test('is coloured by the side that has more, in three steps', () => {
    const tone = (buys: number, sells: number) =>
      heat_tone({ tier: 'large_cap', buys, sells, net: buys - sells });
    expect(tone(0, 0)).toBe('none');
    expect(tone(2, 2)).toBe('even');
    expect([tone(1, 0), tone(3, 1), tone(5, 1)]).toEqual(['buy-1', 'buy-2', 'buy-3']);
    expect([tone(0, 1), tone(0, 3), tone(0, 4)]).toEqual(['sell-1', 'sell-2', 'sell-3']);
  });
});

describe('What a night changed', () => {
  const changes = changes_of('2026-11-20', signals, history);

  test('is new when its session is that of the night', () => {
    expect(changes.opened.length).toBeGreaterThan(0);
    expect(changes.opened.every((signal) => signal.age_days === 0)).toBe(true);
  });

  test('is closed, replaced or flipped when it left on that session', () => {
    expect(changes.closed.map((row) => row.symbol)).toEqual(['CRM', 'ORCL', 'CHD', 'IVZ']);
    expect(changes.replaced.map((row) => row.symbol)).toEqual(['PGR']);
    expect(changes.flipped.map((row) => row.symbol)).toEqual(['TSLA']);
  });

  test('is nothing on a night without news', () => {
    expect(changes_of('2026-11-23', signals, history)).toEqual({
      opened: [],
      closed: [],
      replaced: [],
      flipped: [],
    });
  });
});
