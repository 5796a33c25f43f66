// Canned predictions of one session: every stock, both sides.
import { generator, page_of, rounded } from './fixture_tools.mjs';

const kBase = { BUY: 0.384, SELL: 0.271 };
const kTiers = ['large_cap', 'mid_cap', 'small_cap'];
const kSectors = ['Energy', 'Financials', 'Health Care', 'Industrials', 'Materials', 'Utilities'];
const kStocks = 500;

function stocks(signals) {
  const known = new Map(signals.map((signal) => [signal.symbol, signal]));
  const random = generator(9);
  const letter = () => String.fromCharCode(65 + Math.floor(random() * 26));
  const made = [...known.values()].map(({ symbol, name, sector, market_cap }) => ({
    symbol,
    name,
    sector,
    market_cap,
  }));
  const taken = new Set(known.keys());
  while (made.length < kStocks) {
    const symbol = `${letter()}${letter()}${letter()}${letter()}`;
    if (taken.has(symbol)) continue;
    taken.add(symbol);
    made.push({
      symbol,
      name: `${symbol.charAt(0)}${symbol.slice(1).toLowerCase()} Holdings, Inc.`,
      sector: kSectors[made.length % kSectors.length],
      market_cap: kTiers[made.length % 3],
    });
  }
  return made;
}

function predictions(signals, as_of) {
  const active = new Map(
    signals.map((signal) => [`${signal.symbol} ${signal.signal_type}`, signal]),
  );
  const random = generator(10);
  const made = stocks(signals).flatMap((stock) =>
    ['BUY', 'SELL'].map((side) => {
      const signal = active.get(`${stock.symbol} ${side}`);
      const lift = rounded((random() + random() + random() - 1.5) * 0.11);
      return {
        session: as_of,
        ...stock,
        signal_type: side,
        confidence: signal?.latest_confidence ?? rounded(kBase[side] + lift),
        base_rate: kBase[side],
        expected_return: rounded(lift * 0.1),
        is_familiar: random() > 0.01,
        status: signal ? 'SIGNAL' : lift > 0.12 ? 'CANDIDATE' : 'NONE',
        model_id: 'tm-20261101-9c41e7',
      };
    }),
  );
  return made.sort((a, b) => b.confidence - a.confidence || (a.symbol < b.symbol ? -1 : 1));
}

export function prediction_list(signals, as_of, query) {
  return page_of('predictions', as_of === null ? [] : predictions(signals, as_of), as_of, query);
}
