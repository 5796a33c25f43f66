// Canned rows of stocks that are known by name: predictions and closed signals, made from the
// signals of fixtures.mjs, so that the pages find in one what the other says.
import { cents, page_of, rounded } from './fixture_tools.mjs';

const kModelId = 'tm-20261101-9c41e7';

// Stocks without a signal, by tier: symbol|name|sector, from the best BUY down.
const kOthers = {
  large_cap: [
    'ADBE|Adobe Inc.|Information Technology',
    'QCOM|Qualcomm Incorporated|Information Technology',
    "LOW|Lowe's Companies Inc.|Consumer Discretionary",
    'AXP|American Express Company|Financials',
    'CAT|Caterpillar Inc.|Industrials',
    'NEE|NextEra Energy Inc.|Utilities',
  ],
  mid_cap: [
    'AMT|American Tower Corporation|Real Estate',
    'KR|Kroger Company|Consumer Staples',
    'NUE|Nucor Corporation|Materials',
  ],
  small_cap: [
    'ALB|Albemarle Corporation|Materials',
    'MKTX|MarketAxess Holdings Inc.|Financials',
    'APA|APA Corporation|Energy',
  ],
};

function others(tier) {
  return kOthers[tier].map((row) => {
    const [symbol, name, sector] = row.split('|');
    return { symbol, name, sector, market_cap: tier };
  });
}

function prediction(stock, side, status, values) {
  return {
    session: values.as_of,
    symbol: stock.symbol,
    name: stock.name,
    sector: stock.sector,
    market_cap: stock.market_cap,
    signal_type: side,
    confidence: values.confidence,
    base_rate: values.base_rate,
    expected_return: values.expected_return,
    is_familiar: true,
    status,
    model_id: kModelId,
  };
}

const kBase = { BUY: 0.384, SELL: 0.271 };

/** Both sides of every stock; the first half of those without a signal are candidates. */
function all_predictions(signals, as_of) {
  const of_signals = signals.flatMap((signal) => {
    const opposite = signal.signal_type === 'BUY' ? 'SELL' : 'BUY';
    const missed = { confidence: rounded(kBase[opposite] - 0.05), base_rate: kBase[opposite] };
    return [
      prediction(signal, signal.signal_type, 'SIGNAL', { ...signal, as_of }),
      prediction(signal, opposite, 'NONE', { ...missed, expected_return: -0.004, as_of }),
    ];
  });
  const of_others = Object.keys(kOthers).flatMap((tier) =>
    others(tier).flatMap((stock, index, all) =>
      ['BUY', 'SELL'].map((side) => {
        const is_candidate = side === 'BUY' && index < all.length / 2;
        const gain = is_candidate ? 0.031 - index * 0.008 : -0.02 - index * 0.004;
        return prediction(stock, side, is_candidate ? 'CANDIDATE' : 'NONE', {
          confidence: rounded(kBase[side] + gain),
          base_rate: kBase[side],
          expected_return: rounded(gain / 6),
          as_of,
        });
      }),
    ),
  );
  return [...of_signals, ...of_others].sort(
    (a, b) =>
      b.confidence - a.confidence ||
      a.symbol.localeCompare(b.symbol, 'en') ||
      a.signal_type.localeCompare(b.signal_type),
  );
}

// symbol, name, sector, tier, side, exit date, reason, entry price, net profit in percent
const kClosed = [
  ['CRM', 'Salesforce Inc.', 7, 'large_cap', 'BUY', '2026-11-20', 'TARGET_HIT', 248.1, 9.86],
  ['ORCL', 'Oracle Corporation', 7, 'large_cap', 'BUY', '2026-11-20', 'STOP_HIT', 171.4, -5.12],
  ['TSLA', 'Tesla Inc.', 1, 'large_cap', 'BUY', '2026-11-20', 'FLIPPED', 402.7, -1.9],
  ['PGR', 'Progressive Corporation', 4, 'large_cap', 'BUY', '2026-11-20', 'REPLACED', 231.8, 1.24],
  ['CHD', 'Church & Dwight Co.', 2, 'mid_cap', 'SELL', '2026-11-20', 'EXPIRED', 98.2, 0.71],
  ['IVZ', 'Invesco Ltd.', 4, 'small_cap', 'BUY', '2026-11-20', 'CANCELLED', 17.9, null],
  ['GE', 'GE Aerospace', 6, 'large_cap', 'BUY', '2026-11-19', 'TARGET_HIT', 181.3, 10.02],
];

const kSectorNames = {
  1: 'Consumer Discretionary',
  2: 'Consumer Staples',
  4: 'Financials',
  6: 'Industrials',
  7: 'Information Technology',
};

function history_row([symbol, name, sector, tier, side, exit_date, reason, entry, profit]) {
  const up = side === 'BUY' ? 1 : -1;
  const is_filled = profit !== null;
  return {
    symbol,
    name,
    sector: kSectorNames[sector],
    market_cap: tier,
    signal_type: side,
    confidence: rounded(kBase[side] + 0.12),
    base_rate: kBase[side],
    expected_return: 0.011,
    entry_date: '2026-11-12',
    entry_price: entry,
    fill_date: is_filled ? '2026-11-13' : null,
    fill_price: is_filled ? cents(entry * 1.002) : null,
    target_price: cents(entry * (1 + 0.1 * up)),
    stop_price: cents(entry * (1 - 0.05 * up)),
    exit_date,
    exit_price: cents(entry * (1 + ((profit ?? 0) / 100) * up)),
    exit_reason: reason,
    profit_loss_pct: profit,
    hold_days: exit_date === '2026-11-20' ? 8 : 7,
    paper_exit_date: null,
    paper_exit_price: null,
    paper_exit_reason: null,
    paper_profit_loss_pct: null,
  };
}

/** Predictions of the tier and side that `query` asks for. */
export function prediction_rows(signals, as_of, query) {
  const rows = as_of === null ? [] : all_predictions(signals, as_of);
  const is_wanted = (row) =>
    ['market_cap', 'signal_type'].every(
      (name) => query.get(name) === null || query.get(name) === row[name],
    );
  return page_of('predictions', rows.filter(is_wanted), as_of, query);
}

/** Signals that were closed in the last two sessions, known by name. */
export function closed_rows(as_of) {
  return kClosed.map(history_row).filter((row) => row.exit_date <= as_of);
}
