// Intervals, scores and moments as text. Formatting only, as in format.ts.
import { format_probability, kAbsent } from './format';

const kLocale = 'en-US';

const score_format = new Intl.NumberFormat(kLocale, {
  minimumFractionDigits: 4,
  maximumFractionDigits: 4,
});
const signed_format = new Intl.NumberFormat(kLocale, {
  signDisplay: 'exceptZero',
  minimumFractionDigits: 3,
  maximumFractionDigits: 3,
});
const ratio_format = new Intl.NumberFormat(kLocale, {
  minimumFractionDigits: 2,
  maximumFractionDigits: 2,
});
const multiple_format = new Intl.NumberFormat(kLocale, {
  minimumFractionDigits: 1,
  maximumFractionDigits: 2,
});
const fine_return_format = new Intl.NumberFormat(kLocale, {
  style: 'percent',
  signDisplay: 'exceptZero',
  minimumFractionDigits: 2,
  maximumFractionDigits: 2,
});
const share_format = new Intl.NumberFormat(kLocale, {
  style: 'percent',
  maximumFractionDigits: 2,
});
const volume_format = new Intl.NumberFormat(kLocale, {
  notation: 'compact',
  maximumSignificantDigits: 3,
});
const moment_format = new Intl.DateTimeFormat(kLocale, {
  month: 'short',
  day: 'numeric',
  hour: 'numeric',
  minute: '2-digit',
  timeZone: 'America/New_York',
  timeZoneName: 'short',
});

/** The two ends of an interval of probabilities. An interval of everything says nothing. */
export function format_interval(low: number | null, high: number | null): string {
  if (low === null || high === null) return kAbsent;
  if (low === 0 && high === 1) return 'unknown yet';
  return `${format_probability(low)} to ${format_probability(high)}`;
}

/** A Brier score, a log loss or the like: four decimals. */
export const format_score = (score: number | null) =>
  score === null ? kAbsent : true_minus(score_format.format(score));

/** A correlation, a t statistic, a weight, log-odds: three decimals and a sign. */
export const format_signed = (value: number | null) =>
  value === null ? kAbsent : true_minus(signed_format.format(Object.is(value, -0) ? 0 : value));

/** A Sharpe ratio or the like: two decimals, a sign only below zero. */
export const format_ratio = (value: number | null) => shown(value, ratio_format);

/** How many times over: 11.3\u00d7. */
export const format_multiple = (value: number | null) =>
  value === null ? kAbsent : `${shown(value, multiple_format)}\u00d7`;

/** A signed fraction of a trade (0.0012) as percent with two decimals: +0.12%. */
export const format_fine_return = (fraction: number | null) => shown(fraction, fine_return_format);

/** A share or rate that was set (0.1), as percent with as few decimals as it has: 10%. */
export const format_share = (share: number) => shown(share, share_format);

/** Both ends of an interval, each written by `format`. */
export function format_range(
  low: number | null,
  high: number | null,
  format: (value: number) => string,
): string {
  return low === null || high === null ? kAbsent : `${format(low)} to ${format(high)}`;
}

/** Shares, three digits: 48.2M. */
export const format_volume = (shares: number) => volume_format.format(shares);

/** An RFC 3339 time in New York: Nov 20, 11:04 PM EST. */
export const format_moment = (time: string | null) =>
  time === null ? kAbsent : moment_format.format(new Date(time)).replaceAll('\u202f', ' ');

function shown(value: number | null, format: Intl.NumberFormat): string {
  if (value === null) return kAbsent;
  return true_minus(format.format(Object.is(value, -0) ? 0 : value));
}

function true_minus(text: string): string {
  return text.replace(/^-/, '\u2212');
}
