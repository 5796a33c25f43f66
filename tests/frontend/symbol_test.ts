import { symbol_of } from '../../frontend/src/pages/stock/symbol';

describe('The stock that the address names', () => {
  test('is a ticker, whatever its case', () => {
    expect(symbol_of('?symbol=AAPL')).toBe('AAPL');
    expect(symbol_of('?symbol=aapl')).toBe('AAPL');
    expect(symbol_of('?symbol=%20msft%20')).toBe('MSFT');
  });

  test('may have a class of shares', () => {
    expect(symbol_of('?symbol=BRK.B')).toBe('BRK.B');
    expect(symbol_of('?symbol=brk-b')).toBe('BRK-B');
  });

  test('is nothing else', () => {
    for (const search of ['', '?symbol=', '?symbol=../jobs', '?symbol=A%20B', '?symbol=%3Cb%3E']) {
      expect(symbol_of(search)).toBeNull();
    }
  });
});
