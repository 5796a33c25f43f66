import { csv_field, to_csv } from '../../frontend/src/format/csv';

describe('CSV', () => {
  test('ends every line as RFC 4180 says and leaves absence empty', () => {
    expect(to_csv(['symbol', 'confidence'], [['AAPL', null]])).toBe(
      'symbol,confidence\r\nAAPL,\r\n',
    );
  });

  test('quotes commas, quotes and line breaks', () => {
    expect(csv_field('Apple, Inc.')).toBe('"Apple, Inc."');
    expect(csv_field('the "A" class')).toBe('"the ""A"" class"');
    expect(csv_field('two\nlines')).toBe('"two\nlines"');
  });

  test('disarms what a spreadsheet would run', () => {
    expect(csv_field('=HYPERLINK("http://x")')).toBe('"\'=HYPERLINK(""http://x"")"');
    for (const start of ['+', '-', '@', '\t']) expect(csv_field(`${start}1`)).toBe(`'${start}1`);
  });

  test('keeps numbers numbers, negative ones too', () => {
    expect(csv_field(-0.0125)).toBe('-0.0125');
    expect(csv_field(true)).toBe('true');
  });
});
