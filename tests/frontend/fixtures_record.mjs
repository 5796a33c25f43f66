// Canned answers of the track record: performance, calibration and history.
import { cents, days_before, generator, page_of, rounded, weekdays } from './fixture_tools.mjs';
import { closed_rows } from './fixtures_rows.mjs';

const kNeeded = 30;
const kBase = { BUY: 0.384, SELL: 0.271 };
const kTiers = ['large_cap', 'mid_cap', 'small_cap'];
const kSectors = ['Energy', 'Financials', 'Health Care', 'Industrials', 'Materials', 'Utilities'];
const kMonths = [5, 6, 7, 8, 9, 10].map((month) => `2026-${String(month).padStart(2, '0')}`);
const kAges = ['hot', 'warm', 'cool', 'cold'];
const kModels = ['tm-20260801-11aa02', 'tm-20261101-9c41e7'];

function score(base_rate, outcomes, nights, lift, random) {
  const told = outcomes >= kNeeded;
  const known = nights >= 30;
  const win_rate = rounded(base_rate + lift + (random() - 0.5) * 0.02);
  const half = 0.9 / Math.sqrt(Math.max(outcomes / 12, 1));
  const confidence = rounded(base_rate + lift);
  const shown = (value) => (told ? value : null);
  return {
    nights,
    outcomes,
    wins: Math.round(outcomes * win_rate),
    win_rate: shown(win_rate),
    win_rate_low: shown(known ? rounded(Math.max(0, win_rate - half)) : 0),
    win_rate_high: shown(known ? rounded(Math.min(1, win_rate + half)) : 1),
    confidence: shown(confidence),
    base_rate: shown(base_rate),
    brier: shown(rounded(0.2301 - lift / 10)),
    brier_of_base: shown(0.2365),
    log_loss: shown(rounded(0.6541 - lift / 10)),
    log_loss_of_base: shown(0.6659),
    avg_return_pct: shown(rounded(0.12 + lift * 9)),
  };
}

function rolling(side, base_rate, as_of, random) {
  return weekdays(days_before(as_of, 21), 60).map((last, index) => {
    const lift = 0.015 + 0.02 * Math.sin(index / 9);
    return { last, ...score(base_rate, 19_800 + index, 42, lift, random) };
  });
}

function side_performance(side, as_of, few) {
  const random = generator(side === 'BUY' ? 41 : 42);
  const base = kBase[side];
  const nights = as_of === null ? 0 : few ? 1 : 240;
  const some = (outcomes, lift) =>
    score(base, as_of === null ? 0 : few ? 12 : outcomes, nights, lift, random);
  const first = side === 'BUY' ? 0.25 : 0.15;
  return {
    signal_type: side,
    all: some(112_419, 0.012),
    signals: few || as_of === null ? some(6, 0.03) : some(1_171, 0.041),
    by_market_cap: nights
      ? kTiers.map((market_cap, index) => ({ market_cap, ...some(37_000, 0.02 - index * 0.008) }))
      : [],
    by_sector: nights
      ? kSectors.map((sector, index) => ({ sector, ...some(18_700, 0.03 - index * 0.009) }))
      : [],
    by_month: nights
      ? kMonths.map((month, index) => ({ month, ...some(9_300, 0.02 * Math.cos(index)) }))
      : [],
    by_age: nights
      ? kAges.map((age, index) => ({ age, ...some(28_000, -0.05 + index * 0.04) }))
      : [],
    by_confidence: nights
      ? [0, 1, 2, 3, 4, 5, 6].map((step) => ({
          bucket: [step, step + 1].map((edge) => (first + edge * 0.05).toFixed(2)).join(' to '),
          ...some(step === 6 ? 21 : 30_000 - step * 4_500, first - base + 0.02 + step * 0.047),
        }))
      : [],
    by_model: nights
      ? kModels.map((model_id, index) => ({ model_id, ...some(50_000, 0.01 + index * 0.01) }))
      : [],
    rolling: nights > 42 ? rolling(side, base, as_of, random) : [],
    late_entries: nights
      ? kAges.map((age, index) => ({
          age,
          ...some(21_500, 0.06 - index * 0.017),
          effective_confidence: few ? null : rounded((base + 0.06) * (1 - index * 0.09)),
        }))
      : [],
  };
}

function audit(as_of, few, sides) {
  const nights = as_of === null ? 0 : few ? 1 : 240;
  return {
    first: nights ? days_before(as_of, few ? 15 : 370) : null,
    last: nights ? days_before(as_of, 15) : null,
    nights,
    nights_waiting: as_of === null ? 0 : 10,
    nights_late: few || as_of === null ? 0 : 2,
    outcomes: nights ? (few ? 24 : 224_838) : 0,
    outcomes_needed: kNeeded,
    cancelled: few || as_of === null ? 0 : 1_204,
    unfamiliar: few || as_of === null ? 0 : 311,
    unknown: 0,
    sides,
  };
}

export function performance(as_of, few) {
  const sides = ['BUY', 'SELL'].map((side) => side_performance(side, as_of, few));
  return { success: true, as_of, performance: audit(as_of, few, sides) };
}

function bins(side, random) {
  return Array.from({ length: 10 }, (_, index) => {
    const said = kBase[side] - 0.08 + index * 0.024 + (index === 9 ? 0.05 : 0);
    const won = said + (random() - 0.5) * 0.03;
    return {
      outcomes: 11_241,
      mean_confidence: rounded(said),
      win_rate: rounded(won),
      win_rate_low: rounded(won - 0.025),
      win_rate_high: rounded(won + 0.025),
    };
  });
}

export function calibration(as_of, few) {
  const sides = ['BUY', 'SELL'].map((side) => {
    const random = generator(side === 'BUY' ? 43 : 44);
    const nights = as_of === null ? 0 : few ? 1 : 240;
    const outcomes = nights ? (few ? 12 : 112_419) : 0;
    return {
      signal_type: side,
      ...score(kBase[side], outcomes, nights, 0.012, random),
      bins: outcomes >= kNeeded ? bins(side, random) : [],
    };
  });
  return { success: true, as_of, calibration: audit(as_of, few, sides) };
}

const kEnds = ['TARGET_HIT', 'STOP_HIT', 'EXPIRED', 'REPLACED', 'STOP_HIT', 'CANCELLED', 'FLIPPED'];
const kClosed = `AAPL|Apple Inc.|large_cap|BUY|Information Technology
  TSLA|Tesla Inc.|large_cap|SELL|Consumer Discretionary
  FAST|Fastenal Company|mid_cap|BUY|Industrials
  MSFT|Microsoft Corporation|large_cap|BUY|Information Technology
  OXY|Occidental Petroleum|mid_cap|SELL|Energy
  BRK-B|Berkshire Hathaway Inc. Class B|large_cap|BUY|Financials
  MOS|Mosaic Company|small_cap|BUY|Materials`.split('\n');

function closed(as_of, index) {
  const random = generator(500 + index);
  const [symbol, name, market_cap, side, sector] = kClosed[index % kClosed.length]
    .trim()
    .split('|');
  const reason = kEnds[(index * 3) % kEnds.length];
  const entry = cents(40 + random() * 300);
  const up = side === 'BUY' ? 1 : -1;
  const move = { TARGET_HIT: 0.1, STOP_HIT: -0.05 }[reason] ?? (random() - 0.5) * 0.08;
  const filled = reason !== 'CANCELLED';
  const hold_days = 1 + Math.floor(random() * 13);
  const exit_date = days_before(as_of, Math.floor(index * 0.7));
  const runs = reason === 'REPLACED' && index < 8;
  const ended = reason === 'REPLACED' && !runs;
  return {
    symbol,
    name,
    sector,
    market_cap,
    signal_type: side,
    confidence: rounded(kBase[side] + 0.1 + random() * 0.1),
    base_rate: kBase[side],
    expected_return: rounded(0.004 + random() * 0.02),
    entry_date: days_before(exit_date, hold_days),
    entry_price: entry,
    fill_date: filled ? days_before(exit_date, hold_days - 1) : null,
    fill_price: filled ? cents(entry * 1.002) : null,
    target_price: cents(entry * (1 + 0.1 * up)),
    stop_price: cents(entry * (1 - 0.05 * up)),
    exit_date,
    exit_price: cents(entry * (1 + move * up)),
    exit_reason: reason,
    profit_loss_pct: filled ? rounded(move * 100 - 0.3) : null,
    hold_days,
    paper_exit_date: ended ? exit_date : null,
    paper_exit_price: ended ? cents(entry * 0.95) : null,
    paper_exit_reason: ended ? 'STOP_HIT' : null,
    paper_profit_loss_pct: ended ? -5.1 : null,
  };
}

const earlier = (as_of) =>
  Array.from({ length: 64 }, (_, index) => closed(days_before(as_of, 1), index));

export function history_list(as_of, query) {
  const symbol = query.get('symbol');
  const rows = as_of === null ? [] : [...closed_rows(as_of), ...earlier(as_of)];
  const found = rows.filter((row) => symbol === null || row.symbol === symbol);
  return page_of('history', found, as_of, query);
}
