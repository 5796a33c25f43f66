import {
  format_clock,
  format_compact_dollars,
  format_count,
  format_level_pct,
  format_pct,
  format_points,
  format_price,
  format_probability,
  format_published,
  format_return,
  format_session,
  format_session_short,
  kAbsent,
} from '../../frontend/src/format/format';
import { counted } from '../../frontend/src/format/words';

describe('Numbers', () => {
  test('shows prices in dollars and cents', () => {
    expect(format_price(1234.5)).toBe('$1,234.50');
    expect(format_price(0.07)).toBe('$0.07');
  });

  test('shows a probability as percent with one decimal', () => {
    expect(format_probability(0.624)).toBe('62.4%');
    expect(format_probability(0)).toBe('0.0%');
    expect(format_probability(1)).toBe('100.0%');
  });

  test('shows a return with its sign', () => {
    expect(format_return(0.012)).toBe('+1.2%');
    expect(format_return(-0.0349)).toBe('\u22123.5%');
  });

  test('takes a field named _pct as percent already', () => {
    expect(format_pct(5.71)).toBe('+5.7%');
    expect(format_pct(-4.62)).toBe('\u22124.6%');
  });

  test('gives zero and what rounds to it no sign', () => {
    expect(format_pct(0)).toBe('0.0%');
    expect(format_pct(-0)).toBe('0.0%');
    expect(format_pct(-0.01)).toBe('0.0%');
    expect(format_return(-0)).toBe('0.0%');
  });

  test('shows levels of the exit rule without needless decimals', () => {
    expect(format_level_pct(10)).toBe('+10%');
    expect(format_level_pct(-5)).toBe('\u22125%');
    expect(format_level_pct(-7.5)).toBe('\u22127.5%');
  });

  test('shows a difference of probabilities in percentage points', () => {
    expect(format_points(0.012)).toBe('+1.2\u00a0pp');
    expect(format_points(-0.005)).toBe('\u22120.5\u00a0pp');
  });

  test('shows absence as a dash, never as zero', () => {
    expect(format_price(null)).toBe(kAbsent);
    expect(format_probability(null)).toBe(kAbsent);
    expect(format_return(null)).toBe(kAbsent);
    expect(format_pct(null)).toBe(kAbsent);
    expect(format_points(null)).toBe(kAbsent);
  });

  test('groups the digits of counts', () => {
    expect(format_count(1284)).toBe('1,284');
    expect(counted(1, 'outcome')).toBe('1 outcome');
    expect(counted(1284, 'outcome')).toBe('1,284 outcomes');
    expect(counted(2, 'loss', 'losses')).toBe('2 losses');
  });

  test('shortens large amounts to three digits', () => {
    expect(format_compact_dollars(79.4e9)).toBe('$79.4B');
    expect(format_compact_dollars(3.12e12)).toBe('$3.12T');
  });
});

describe('Dates and times', () => {
  test('keeps a session on its own date in every zone', () => {
    expect(format_session('2026-11-20')).toBe('Fri, Nov 20, 2026');
    expect(format_session('2026-01-01')).toBe('Thu, Jan 1, 2026');
    expect(format_session_short('2026-11-09')).toBe('Nov 9');
  });

  test('shows the time of publishing in New York, with its zone', () => {
    expect(format_published('2026-11-20T23:04:11-05:00')).toBe('Fri 11:04 PM EST');
    expect(format_published('2026-11-21T04:04:11Z')).toBe('Fri 11:04 PM EST');
    expect(format_published('2026-07-02T03:04:11Z')).toBe('Wed 11:04 PM EDT');
  });

  test('shows the clock as hh:mm:ss, midnight as 00', () => {
    expect(format_clock(new Date(2026, 10, 20, 7, 31, 2))).toBe('07:31:02');
    expect(format_clock(new Date(2026, 10, 20, 0, 0, 9))).toBe('00:00:09');
  });
});
