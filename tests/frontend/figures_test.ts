import {
  format_fine_return,
  format_interval,
  format_moment,
  format_multiple,
  format_range,
  format_ratio,
  format_score,
  format_share,
  format_signed,
  format_volume,
} from '../../frontend/src/format/figures';
import {
  common_scale,
  roomy_scale,
  waterfall_steps,
} from '../../frontend/src/components/chart/scale';
import { kAbsent } from '../../frontend/src/format/format';

describe('Figures', () => {
  test('shows both ends of an interval', () => {
    expect(format_interval(0.396, 0.453)).toBe('39.6% to 45.3%');
    expect(format_interval(null, null)).toBe(kAbsent);
  });

  test('does not show an interval of everything as if it said something', () => {
    expect(format_interval(0, 1)).toBe('unknown yet');
  });

  test('shows scores with four decimals', () => {
    expect(format_score(0.22891)).toBe('0.2289');
    expect(format_score(null)).toBe(kAbsent);
  });

  test('shows what has a sign with it', () => {
    expect(format_signed(0.1234)).toBe('+0.123');
    expect(format_signed(-1.5)).toBe('\u22121.500');
    expect(format_signed(-0)).toBe('0.000');
    expect(format_signed(null)).toBe(kAbsent);
  });

  test('shows ratios, multiples and the small returns of trades', () => {
    expect(format_ratio(-0.456)).toBe('\u22120.46');
    expect(format_ratio(null)).toBe(kAbsent);
    expect(format_multiple(11.3)).toBe('11.3\u00d7');
    expect(format_multiple(1)).toBe('1.0\u00d7');
    expect(format_fine_return(0.0012)).toBe('+0.12%');
    expect(format_fine_return(-0)).toBe('0.00%');
    expect(format_share(0.1)).toBe('10%');
    expect(format_share(0.0005)).toBe('0.05%');
  });

  test('shows a range only when both ends are known', () => {
    expect(format_range(-0.5, 1.25, format_ratio)).toBe('\u22120.50 to 1.25');
    expect(format_range(null, 1.25, format_ratio)).toBe(kAbsent);
  });

  test('shortens volumes', () => {
    expect(format_volume(48_213_400)).toBe('48.2M');
  });

  test('shows moments in New York', () => {
    expect(format_moment('2026-11-21T04:20:00Z')).toBe('Nov 20, 11:20 PM EST');
    expect(format_moment(null)).toBe(kAbsent);
  });
});

describe('The scale of a drawing', () => {
  test('frames all figures, outward to the next twentieth', () => {
    expect(common_scale([0.31, 0.384, 0.57])).toEqual([0.3, 0.6]);
    expect(common_scale([0, 1])).toEqual([0, 1]);
  });

  test('is all of 0 to 1 where nothing is known', () => {
    expect(common_scale([])).toEqual([0, 1]);
  });
});

describe('The scale of figures that are no probabilities', () => {
  test('leaves room around them', () => {
    const [least, most] = roomy_scale([-1, 1]);
    expect(least).toBeCloseTo(-1.16, 12);
    expect(most).toBeCloseTo(1.16, 12);
  });

  test('has a width even where all are the same', () => {
    expect(roomy_scale([2, 2])).toEqual([1, 3]);
    expect(roomy_scale([])).toEqual([0, 1]);
  });
});

describe('The steps of a waterfall', () => {
  test('begin where the one before ended, and end at the confidence', () => {
    const steps = waterfall_steps(0.384, [0.06, -0.02, 0.1]);
    expect(steps[0]).toEqual({ from: 0.384, to: 0.444 });
    expect(steps[1]?.from).toBe(steps[0]?.to);
    expect(steps.at(-1)?.to).toBeCloseTo(0.524, 12);
  });

  test('are none without amounts', () => {
    expect(waterfall_steps(0.384, [])).toEqual([]);
  });
});
