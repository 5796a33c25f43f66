import {
  next_option,
  stock_path,
  suggest,
  symbol_for,
} from '../../frontend/src/format/symbol_query';

const kStocks = [
  ['AAPL', 'Apple Inc.'],
  ['AMAT', 'Applied Materials Inc.'],
  ['BRK-B', 'Berkshire Hathaway Inc. Class B'],
  ['T', 'AT&T Inc.'],
  ['TSLA', 'Tesla Inc.'],
  ['TXN', 'Texas Instruments'],
].map(([symbol, name]) => ({ symbol: symbol!, name: name!, sector: '' }));

const symbols = (query: string, most = 8) =>
  suggest(query, kStocks, most).map(({ symbol }) => symbol);

describe('The symbol search', () => {
  test('puts the ticker itself first, then tickers that begin so, then names', () => {
    expect(symbols('t')).toEqual(['T', 'TSLA', 'TXN']);
    expect(symbols('ap')).toEqual(['AAPL', 'AMAT']);
    expect(symbols('hath')).toEqual(['BRK-B']);
  });

  test('takes a share class with a dot or a dash', () => {
    expect(symbols('brk.b')).toEqual(['BRK-B']);
    expect(symbols('brk-b')).toEqual(['BRK-B']);
  });

  test('suggests nothing for nothing, and no more than asked for', () => {
    expect(symbols('  ')).toEqual([]);
    expect(symbols('t', 2)).toEqual(['T', 'TSLA']);
  });

  test('lets only a ticker leave the page', () => {
    expect(symbol_for(' aapl ')).toBe('AAPL');
    expect(symbol_for('brk.b')).toBe('BRK.B');
    for (const text of ['', 'apple inc', '<script>', 'A&B', '../x?', 'ABCDEFGHIJKLM', '\u00c4']) {
      expect(symbol_for(text)).toBeNull();
    }
    expect(stock_path('BF/B')).toBe('/turbomode/stock.html?symbol=BF%2FB');
  });

  test('moves through the suggestions and back to what was typed', () => {
    expect(next_option(null, 1, 3)).toBe(0);
    expect(next_option(2, 1, 3)).toBeNull();
    expect(next_option(0, -1, 3)).toBeNull();
    expect(next_option(null, -1, 3)).toBe(2);
  });
});
