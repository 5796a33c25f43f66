// What is typed into the symbol search: which stocks it suggests, and where Enter leads. Nothing
// but a ticker leaves the page, so that what was typed cannot make an address of its own.

export interface Stock {
  symbol: string;
  name: string;
  sector: string;
}

/** Longest text taken: a ticker has 12 characters, a company's name some more. */
export const kQueryLengthMax = 40;

// The tickers the server takes; it reads BRK.B as BRK-B.
const kTicker = /^[A-Z0-9.\-/^=]{1,12}$/;

/** Best first: the ticker itself, tickers that begin so, then names that have a word like it. */
export function suggest(query: string, stocks: readonly Stock[], most: number): Stock[] {
  const wanted = normal(query);
  if (wanted === '') return [];
  const ranked: Stock[][] = [[], [], [], []];
  for (const stock of stocks) {
    const rank = rank_of(wanted, stock);
    if (rank !== null) ranked[rank]?.push(stock);
  }
  return ranked.flat().slice(0, most);
}

/** The symbol that Enter opens when no suggestion is chosen; null when the text is no ticker. */
export function symbol_for(query: string): string | null {
  const wanted = normal(query);
  return kTicker.test(wanted) ? wanted : null;
}

export const stock_path = (symbol: string) =>
  `/turbomode/stock.html?symbol=${encodeURIComponent(symbol)}`;

/** The option after `step`; past either end nothing is chosen, then the other end is. */
export function next_option(active: number | null, step: number, length: number): number | null {
  const next = active === null ? (step > 0 ? 0 : length - 1) : active + step;
  return next < 0 || next >= length ? null : next;
}

function rank_of(wanted: string, { symbol, name }: Stock): number | null {
  const dashed = wanted.replaceAll('.', '-');
  const ticker = symbol.toUpperCase().replaceAll('.', '-');
  if (ticker === dashed) return 0;
  if (ticker.startsWith(dashed)) return 1;
  const words = name.toUpperCase();
  if (words.startsWith(wanted)) return 2;
  return words.includes(` ${wanted}`) ? 3 : null;
}

function normal(query: string): string {
  return query.trim().replace(/\s+/g, ' ').slice(0, kQueryLengthMax).toUpperCase();
}
