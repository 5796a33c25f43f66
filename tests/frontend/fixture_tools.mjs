// What all canned answers are made with.

// Mulberry32, a public-domain generator of 32 bits.
export function generator(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

export const cents = (value) => Math.round(value * 100) / 100;
export const rounded = (value) => Math.round(value * 1e4) / 1e4;

export function days_before(date, days) {
  const time = new Date(`${date}T00:00:00Z`);
  time.setUTCDate(time.getUTCDate() - days);
  return time.toISOString().slice(0, 10);
}

/** The `count` weekdays up to `last`, the oldest first. */
export function weekdays(last, count) {
  const days = [];
  for (let back = 0; days.length < count; back += 1) {
    const day = days_before(last, back);
    const weekday = new Date(`${day}T00:00:00Z`).getUTCDay();
    if (weekday !== 0 && weekday !== 6) days.unshift(day);
  }
  return days;
}

/** The page of `items` that `query` asks for, under `name`; the cursor is the next position. */
export function page_of(name, items, as_of, query) {
  const first = Number(query.get('cursor') ?? 0);
  const shown = items.slice(first, first + Number(query.get('limit') ?? 50));
  const next = first + shown.length;
  return {
    success: true,
    as_of,
    count: shown.length,
    total: items.length,
    next_cursor: next < items.length ? String(next) : null,
    [name]: shown,
  };
}
