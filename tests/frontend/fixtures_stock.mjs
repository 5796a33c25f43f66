// Canned answers about one stock: prices and what was said of it.
import { cents, generator, page_of, rounded, weekdays } from './fixture_tools.mjs';

const kSessions = 640;
const kScored = 90;
const kBase = { BUY: 0.384, SELL: 0.271 };

// They end at the price that the signals speak of.
function bars(symbol, last_price, as_of) {
  const moves = walk(symbol, as_of);
  const share = last_price / moves.at(-1).close;
  return moves.map((bar) => {
    const scaled = ['open', 'high', 'low', 'close'].map((name) => [name, cents(bar[name] * share)]);
    return { ...bar, ...Object.fromEntries(scaled) };
  });
}

function walk(symbol, as_of) {
  const random = generator(symbol.length * 31 + symbol.charCodeAt(0));
  let close = 1;
  return weekdays(as_of, kSessions).map((date) => {
    const open = close * (1 + (random() - 0.5) * 0.012);
    close = open * (1 + (random() - 0.492) * 0.035);
    return {
      date,
      open,
      high: Math.max(open, close) * (1 + random() * 0.01),
      low: Math.min(open, close) * (1 - random() * 0.01),
      close,
      volume: Math.round(2e7 + random() * 4e7),
    };
  });
}

/** Null, so 404, for a stock without prices. */
export function bar_list(symbol, stock, as_of, query) {
  if (stock === undefined) return null;
  const all = bars(symbol, stock.current_price, as_of ?? '2026-11-20');
  const shown = all.slice(-Number(query.get('limit') ?? 252));
  return {
    success: true,
    as_of,
    symbol,
    name: stock.name,
    sector: stock.sector,
    adjustment: 'split',
    count: shown.length,
    total: all.length,
    next_cursor: null,
    bars: shown,
    notes: [
      { date: '2025-06-10', kind: 'split', text: '4 shares for 1' },
      { date: '2026-05-11', kind: 'dividend', text: '0.26 USD a share' },
      { date: '2026-08-19', kind: 'quarantined', text: 'high 412.00 is 38 % above the close' },
      { date: '2026-08-20', kind: 'revised', text: 'volume changed from 0 to 41,220,000' },
    ],
  };
}

export function symbol_predictions(symbol, stock, as_of, query) {
  if (stock === undefined || as_of === null) return null;
  const random = generator(90);
  const nights = weekdays(as_of, kScored).reverse();
  const rows = nights.flatMap((session, night) =>
    ['BUY', 'SELL'].map((side) => ({
      session,
      symbol,
      name: stock.name,
      sector: stock.sector,
      market_cap: stock.market_cap,
      signal_type: side,
      confidence: rounded(
        kBase[side] + 0.06 * Math.sin(night / 11 + kBase[side] * 9) + random() * 0.03,
      ),
      base_rate: kBase[side],
      expected_return: 0.006,
      is_familiar: true,
      status: 'NONE',
      model_id: 'tm-20261101-9c41e7',
    })),
  );
  return { ...page_of('predictions', rows, as_of, query), symbol };
}
