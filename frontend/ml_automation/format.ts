// Numbers as people read them; a dash where there is none.
const kNone = '\u2013';
type Figure = number | null | undefined;

export const is_figure = (value: Figure): value is number => value !== null && value !== undefined;

export const price = (value: Figure) => (is_figure(value) ? `$${value.toFixed(2)}` : kNone);

export const percent = (share: Figure, digits = 0) =>
  is_figure(share) ? `${(100 * share).toFixed(digits)}%` : kNone;

export const signed_percent = (share: Figure) =>
  is_figure(share) ? `${share >= 0 ? '+' : '\u2212'}${Math.abs(100 * share).toFixed(1)}%` : kNone;

export const whole = (value: Figure) => (is_figure(value) ? value.toFixed(0) : kNone);

export const text_or_none = (text: string | null | undefined) => text ?? kNone;

// "2025-10-29T18:00:00-04:00" as "Wed 29 Oct, 18:00 New York".
export function new_york(moment: string): string {
  const parts = new Intl.DateTimeFormat('en-GB', {
    timeZone: 'America/New_York',
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    hour: '2-digit',
    minute: '2-digit',
  }).format(new Date(moment));
  return `${parts} New York`;
}

export const kArrows = { BULLISH: '\u25b2', NEUTRAL: '\u2022', BEARISH: '\u25bc' } as const;
export const kWords = { BULLISH: 'bullish', NEUTRAL: 'neutral', BEARISH: 'bearish' } as const;
