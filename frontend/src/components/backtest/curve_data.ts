// Curves laid out for drawings: which days they share, and which day stands for a year.

/** A value a date, null where a curve has none. */
export type Column = (number | null)[];

/** All dates of several curves, and each curve's values on them. */
export function on_common_dates(
  curves: readonly { dates: readonly string[]; values: readonly (number | null)[] }[],
): { dates: string[]; columns: Column[] } {
  const dates = [...new Set(curves.flatMap((curve) => curve.dates))].sort();
  const columns = curves.map((curve) => {
    const by_date = new Map(curve.dates.map((date, index) => [date, curve.values[index] ?? null]));
    return dates.map((date) => by_date.get(date) ?? null);
  });
  return { dates, columns };
}

/** The places of the last date of each year, the oldest first. */
export function year_ends(dates: readonly string[]): number[] {
  const year = (date: string | undefined) => date?.slice(0, 4);
  return dates.flatMap((date, index) => (year(date) === year(dates[index + 1]) ? [] : [index]));
}

export interface MonthRow {
  year: number;
  /** January to December; null where the backtest has no such month. */
  months: (number | null)[];
}

/** Returns of months as a row a year. */
export function month_rows(
  months: readonly { year: number; month: number; return: number | null }[],
): MonthRow[] {
  const years = [...new Set(months.map(({ year }) => year))].sort((a, b) => a - b);
  return years.map((year) => ({
    year,
    months: Array.from(
      { length: 12 },
      (_, index) =>
        months.find((row) => row.year === year && row.month === index + 1)?.return ?? null,
    ),
  }));
}

/** From this size of a month's return on its colour is the second, the third. */
const kSteps = [0.01, 0.03];

/** Name of a colour for a return: its direction, and how large it is in three steps. */
export function return_tone(value: number | null): string {
  if (value === null) return 'none';
  if (value === 0) return 'even';
  const step = 1 + kSteps.filter((least) => Math.abs(value) >= least).length;
  return `${value > 0 ? 'up' : 'down'}-${step}`;
}
