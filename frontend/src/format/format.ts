// Numbers and dates as text. Formatting only: nothing here changes a value, so what the page shows
// is what the API computed. Absence is an en dash.

export const kAbsent = '\u2013';

/** The exchange's zone: all times of publishing are shown in it. */
const kExchangeZone = 'America/New_York';
const kLocale = 'en-US';

const price_format = new Intl.NumberFormat(kLocale, { style: 'currency', currency: 'USD' });
const count_format = new Intl.NumberFormat(kLocale);
const net_format = new Intl.NumberFormat(kLocale, { signDisplay: 'exceptZero' });
const probability_format = new Intl.NumberFormat(kLocale, {
  style: 'percent',
  minimumFractionDigits: 1,
  maximumFractionDigits: 1,
});
const signed_share_format = new Intl.NumberFormat(kLocale, {
  style: 'percent',
  signDisplay: 'exceptZero',
  minimumFractionDigits: 1,
  maximumFractionDigits: 1,
});
const signed_number_format = new Intl.NumberFormat(kLocale, {
  signDisplay: 'exceptZero',
  minimumFractionDigits: 1,
  maximumFractionDigits: 1,
});
const level_format = new Intl.NumberFormat(kLocale, {
  signDisplay: 'exceptZero',
  maximumFractionDigits: 1,
});
const compact_dollar_format = new Intl.NumberFormat(kLocale, {
  style: 'currency',
  currency: 'USD',
  notation: 'compact',
  maximumSignificantDigits: 3,
});
const date_format = new Intl.DateTimeFormat(kLocale, {
  weekday: 'short',
  day: 'numeric',
  month: 'short',
  year: 'numeric',
  timeZone: 'UTC',
});
const day_format = new Intl.DateTimeFormat(kLocale, {
  day: 'numeric',
  month: 'short',
  year: 'numeric',
  timeZone: 'UTC',
});
const short_date_format = new Intl.DateTimeFormat(kLocale, {
  day: 'numeric',
  month: 'short',
  timeZone: 'UTC',
});
const published_format = new Intl.DateTimeFormat(kLocale, {
  weekday: 'short',
  hour: 'numeric',
  minute: '2-digit',
  timeZone: kExchangeZone,
  timeZoneName: 'short',
});
const clock_format = new Intl.DateTimeFormat(kLocale, {
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  hourCycle: 'h23',
});

/** USD, two decimals. */
export const format_price = (price: number | null) => show(price, price_format);

/** A count of things. */
export const format_count = (count: number) => count_format.format(count);

/** A difference of two counts: +3. */
export const format_net = (net: number) => readable(net_format.format(clean(net)));

/** A probability in 0..1, as percent with one decimal. */
export const format_probability = (probability: number | null) =>
  show(probability, probability_format);

/** A signed fraction (0.012) as percent (+1.2%). */
export const format_return = (fraction: number | null) => show(fraction, signed_share_format);

/** A signed number of percent (a field named _pct): +1.2%. */
export const format_pct = (percent: number | null) =>
  percent === null ? kAbsent : `${readable(signed_number_format.format(clean(percent)))}%`;

/** Same, for a level set in whole percent: +10%. */
export const format_level_pct = (percent: number) =>
  `${readable(level_format.format(clean(percent)))}%`;

/** A difference of two probabilities, in percentage points: +1.2 pp. */
export function format_points(difference: number | null): string {
  if (difference === null) return kAbsent;
  return signed_share_format
    .formatToParts(clean(difference))
    .map((part) => (part.type === 'percentSign' ? '\u00a0pp' : readable(part.value)))
    .join('');
}

/** USD, three digits: $12.3B. */
export const format_compact_dollars = (amount: number) => compact_dollar_format.format(amount);

/** A session date, YYYY-MM-DD: Fri, Nov 20, 2026. */
export const format_session = (date: string) => date_format.format(utc_midnight(date));

/** A session date without its weekday, for ends of long periods: Nov 20, 2026. */
export const format_day = (date: string) => day_format.format(utc_midnight(date));

/** A session date without year: Nov 20. */
export const format_session_short = (date: string) => short_date_format.format(utc_midnight(date));

/** An RFC 3339 time as weekday and time in New York, zone named: Fri 11:04 PM EST. */
export const format_published = (time: string) =>
  readable(published_format.format(new Date(time))).replace(',', '');

/** hh:mm:ss in the reader's own zone. */
export const format_clock = (time: Date) => clock_format.format(time);

function show(value: number | null, format: Intl.NumberFormat): string {
  return value === null ? kAbsent : readable(format.format(clean(value)));
}

// -0 would be written "-0.0%".
function clean(value: number): number {
  return Object.is(value, -0) ? 0 : value;
}

// A true minus sign is as wide as the plus it stands under; ICU's narrow space breaks no line.
function readable(text: string): string {
  return text.replace(/^-/, '\u2212').replaceAll('\u202f', ' ');
}

function utc_midnight(date: string): Date {
  return new Date(`${date}T00:00:00Z`);
}
