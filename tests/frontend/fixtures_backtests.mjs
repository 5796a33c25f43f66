// Canned backtests, the newest first: a long walk with settings tried in two dimensions, a shorter
// one in three, and two months of published nights with too few trades for most figures.
import { generator, rounded, weekdays } from './fixture_tools.mjs';
import { curve_of, metrics_of, periods_of, walk } from './fixtures_curves.mjs';

const kNeeded = 30;
const kBase = { BUY: 0.391, SELL: 0.284 };
const kSides = ['BUY', 'SELL'];
const kTiers = ['large_cap', 'mid_cap', 'small_cap'];
const kAges = ['hot', 'warm', 'cool', 'cold'];
const kExits = ['TARGET_HIT', 'STOP_HIT', 'EXPIRED', 'DELISTED'];
const kSectors = [
  'Communication Services',
  'Consumer Discretionary',
  'Energy',
  'Financials',
  'Health Care',
  'Information Technology',
  'Real Estate',
  'Utilities',
];
const kSymbols = ['AAPL', 'MSFT', 'XOM', 'JPM', 'UNH', 'PLD', 'NEE', 'DIS', 'HAS', 'AES'];
const kCosts = [0, 5, 10, 20];

const kLong = {
  id: 'bt-2016-01-04-2025-10-08-1a2b3c4d',
  to: '2025-10-08',
  sessions: 2548,
  predictions: 'walk',
  refit: 'quarterly',
  profile: 'full',
  model_id: null,
  simulated: false,
  created_at: '2026-11-18T21:40:12-05:00',
  trades: 14_211,
  seed: 11,
  drift: 0.00034,
  rules: {},
  varied: [
    { name: 'buy_target', values: [0.05, 0.1, 0.15] },
    { name: 'capacity', values: [10, 20] },
  ],
  deflated: 0.61,
};
const kShort = {
  ...kLong,
  id: 'bt-2019-01-02-2025-10-08-5e6f7a8b',
  sessions: 1766,
  refit: 'yearly',
  profile: 'fast',
  simulated: true,
  created_at: '2026-11-12T08:02:55-05:00',
  trades: 8_602,
  seed: 29,
  drift: 0.00012,
  rules: { buy_target: 0.08, capacity: 10 },
  varied: [
    { name: 'buy_target', values: [0.08, 0.1] },
    { name: 'buy_stop', values: [0.04, 0.05, 0.06] },
    { name: 'holding_days_max', values: [7, 14] },
  ],
  deflated: 0.18,
};
const kNights = {
  ...kLong,
  id: 'bt-2026-09-01-2026-10-30-0c0ffee0',
  to: '2026-10-30',
  sessions: 44,
  predictions: 'nights',
  created_at: '2026-11-02T19:15:00-05:00',
  trades: 26,
  seed: 53,
  drift: -0.0002,
  rules: {},
  varied: null,
  deflated: null,
};
const kAll = [kLong, kShort, kNights];
const kUnreadable = {
  id: 'bt-2015-01-02-2020-12-31-deadbeef',
  error: 'report.json: the end of the file came before the end of the report',
};

export const kLongId = kLong.id;
export const kShortId = kShort.id;
export const kNightsId = kNights.id;

// A report is the same each time; making it takes a moment.
const made = new Map();

export function backtest_report(id) {
  const plan = kAll.find((one) => one.id === id);
  if (plan === undefined) return null;
  if (!made.has(id)) made.set(id, report(plan));
  return made.get(id);
}

export function backtest_list(scenario) {
  const backtests = scenario === 'no_run' ? [] : [...kAll.map(list_row), kUnreadable];
  return { success: true, count: backtests.length, backtests };
}

export function backtest_answer(id) {
  const found = backtest_report(id);
  return found === null ? null : { success: true, id, report: found };
}

function list_row(plan) {
  const { about, trades, portfolio, deflation, baselines } = backtest_report(plan.id);
  const { cagr, sharpe, max_drawdown } = portfolio.metrics;
  return {
    id: plan.id,
    from: about.from,
    to: about.to,
    predictions: plan.predictions,
    refit: plan.refit,
    profile: plan.profile,
    simulated: plan.simulated,
    created_at: plan.created_at,
    trades: trades.all.count,
    win_rate: trades.all.win_rate,
    mean_net_return: trades.all.mean_net_return,
    cagr,
    sharpe,
    max_drawdown,
    deflated: deflation.deflated,
    benchmark_cagr: baselines.find(({ name }) => name === 'spy').metrics?.cagr ?? null,
  };
}

function report(plan) {
  const random = generator(plan.seed);
  // The evening before the first session, and the sessions.
  const dates = weekdays(plan.to, plan.sessions + 1);
  const equity = walk(dates.length, plan.drift, 0.0052, random);
  const market = walk(dates.length, 0.00042, 0.0105, random);
  const few = plan.trades < kNeeded;
  const portfolio = {
    metrics: few ? few_metrics(equity, dates) : metrics_of(equity, dates, market),
    ...periods_of(equity, market, dates),
    curve: curve_of(equity, dates, random),
    taken: few ? 12 : 3120,
    costs_usd: few ? 31.5 : 21400.25,
    borrow_usd: few ? 2.1 : 1890.5,
    interest_usd: 0,
    skipped: [
      { reason: 'no cash', count: few ? 0 : 412 },
      { reason: 'sector full', count: few ? 0 : 96 },
      { reason: 'enough today', count: 0 },
    ],
  };
  return {
    about: about(plan, dates),
    survivorship: survivorship(dates),
    nights: {
      sessions: plan.sessions,
      published: plan.sessions - 38,
      no_edge: 30,
      suspect: 3,
      incomplete: 5,
      not_scored: 0,
    },
    trades: trades(plan, dates, random),
    random: random_trades(few, random),
    portfolio,
    baselines: baselines(portfolio, market, dates, few, random),
    deflation: {
      sharpe_daily: few ? null : rounded(portfolio.metrics.sharpe / Math.sqrt(252)),
      sharpe_annual: portfolio.metrics.sharpe,
      probabilistic: few ? null : 0.93,
      trials: 7,
      expected_best_by_luck: few ? null : 0.0207,
      deflated: plan.deflated,
    },
    sensitivity: plan.varied === null ? null : sensitivity(plan, random),
  };
}

const few_metrics = (equity, dates) => ({
  ...metrics_of(equity, dates, equity),
  cagr: null,
  cagr_interval: null,
  sharpe: null,
  sharpe_interval: null,
  sortino: null,
  calmar: null,
  tail_ratio: null,
  alpha: null,
  beta: null,
});

function about(plan, dates) {
  return {
    id: plan.id,
    from: dates[1],
    to: plan.to,
    sessions: plan.sessions,
    predictions: plan.predictions,
    refit: plan.refit,
    profile: plan.profile,
    model_id: plan.model_id,
    data_source: plan.simulated ? 'SIMULATED' : 'yahoo',
    simulated: plan.simulated,
    data_hash: '0f'.repeat(32),
    config_hash: 'c0'.repeat(32),
    build: '1.0.0',
    seed: 1,
    rules: {
      buy_target: 0.1,
      buy_stop: 0.05,
      sell_target: 0.1,
      sell_stop: 0.05,
      holding_days_max: 14,
      cost_per_side: 0.0005,
      min_confidence_buy: 0.42,
      min_confidence_sell: 0.36,
      capacity: 20,
      decay_days: 14,
      decay_loss: 0.3,
      ...plan.rules,
    },
    portfolio: {
      capital_usd: 100_000,
      sizing: 'equal_slots',
      slots: 120,
      fraction: 0.02,
      risk_per_day: 0.001,
      sides: 'both',
      leverage: 1,
      position_share_max: 0.1,
      sector_share_max: 0.35,
      new_per_day_max: 24,
      cash_rate: 0.02,
      margin_rate: 0.06,
      borrow_rate: 0.005,
      commission_bp: 0,
      slippage_bp: 0,
      spread_bp_at_1m: 12,
      spread_bp_min: 0.5,
    },
  };
}

function survivorship(dates) {
  const years = [...new Set(dates.slice(1).map((date) => Number(date.slice(0, 4))))].map(
    (year) => ({ year, members: 505, without_prices: Math.max(0, 87 - (year - 2016) * 10) }),
  );
  return { is_complete: years.every((year) => year.without_prices === 0), years };
}

function stats(filled, base, lift, random) {
  const told = filled >= kNeeded;
  const win_rate = Math.min(0.998, Math.max(0.002, base + lift + (random() - 0.5) * 0.02));
  const half = 0.9 / Math.sqrt(Math.max(filled / 8, 1));
  const mean = (lift - 0.008) * 0.12;
  const shown = (value) => (told ? rounded(value) : null);
  const cancelled = Math.round(filled * 0.014);
  return {
    count: filled + cancelled,
    filled,
    cancelled,
    win_rate: shown(win_rate),
    win_rate_low: shown(Math.max(0, win_rate - half)),
    win_rate_high: shown(Math.min(1, win_rate + half)),
    base_rate: shown(base),
    mean_confidence: shown(base + Math.min(lift, 0.2) / 2 + 0.02),
    mean_net_return: shown(mean),
    mean_net_return_low: shown(mean - half * 0.1),
    mean_net_return_high: shown(mean + half * 0.1),
    avg_win: shown(0.061),
    avg_loss: shown(-0.041),
    profit_factor: shown(1 + mean * 22),
    expectancy: shown(mean),
    avg_hold_days: shown(8.1 + random()),
  };
}

function trades({ trades: total, sessions }, dates, random) {
  const filled = Math.round(total * 0.986);
  const groups = (names, base, lift) =>
    names.map((name, index) => ({
      name,
      ...stats(Math.round(filled / names.length), base, lift(index, names.length), random),
    }));
  const years = [...new Set(dates.slice(1).map((date) => date.slice(0, 4)))];
  const months = [...new Set(dates.slice(1).map((date) => date.slice(0, 7)))];
  const shown = Math.min(2_000, filled);
  return {
    all: stats(filled, 0.345, 0.018, random),
    groups: {
      side: kSides.map((name) => ({
        name,
        ...stats(Math.round(filled * (name === 'BUY' ? 0.6 : 0.4)), kBase[name], 0.017, random),
      })),
      year: groups(years, 0.345, (index) => 0.03 * Math.cos(index * 1.3)),
      month: groups(months, 0.345, (index) => 0.05 * Math.sin(index * 0.7)),
      tier: groups(kTiers, 0.345, (index) => 0.025 - index * 0.008),
      sector: groups(kSectors, 0.345, (index) => 0.03 - index * 0.007),
      age: groups(kAges, 0.345, (index) => -0.06 + index * 0.04),
      confidence: [0, 1, 2, 3, 4, 5].map((step) => ({
        name: [step, step + 1].map((edge) => (0.35 + edge * 0.05).toFixed(2)).join(' to '),
        ...stats(step === 5 ? 21 : Math.round(filled / (step + 3)), 0.345, step * 0.03, random),
      })),
      exit_reason: kExits.map((name, index) => ({
        name,
        ...stats(
          Math.round(filled * [0.3, 0.45, 0.249, 0.001][index]),
          0.345,
          [0.64, -0.34, 0.05, 0][index],
          random,
        ),
      })),
    },
    at_costs: kCosts.map((cost_bp_per_side) => ({
      cost_bp_per_side,
      mean_net_return: filled < kNeeded ? null : rounded(0.0022 - cost_bp_per_side * 0.0002),
      win_rate: filled < kNeeded ? null : rounded(0.371 - cost_bp_per_side * 0.0009),
    })),
    reliability: kSides.map((side) => ({ side, bins: filled < kNeeded ? [] : bins(side, random) })),
    scatter: Array.from({ length: shown }, (_, index) =>
      scatter_trade(index, dates[1 + Math.floor((index / shown) * (sessions - 1))], random),
    ),
    scatter_of: filled,
  };
}

function bins(side, random) {
  const base_rate = kBase[side];
  return Array.from({ length: 8 }, (_, index) => {
    const confidence = base_rate + 0.01 + index * 0.022;
    const win_rate = confidence - 0.012 + (random() - 0.5) * 0.03;
    const half = 0.016 + index * 0.006;
    return {
      confidence: rounded(confidence),
      base_rate,
      win_rate: rounded(win_rate),
      low: rounded(win_rate - half),
      high: rounded(win_rate + half),
      count: 1_400 - index * 170,
    };
  });
}

function scatter_trade(index, exit_date, random) {
  const side = random() < 0.6 ? 'BUY' : 'SELL';
  const base_rate = kBase[side];
  const confidence = rounded(base_rate + 0.03 + 0.16 * random() ** 2);
  const kind = random();
  const expired = (random() + random() - 1) * 0.09;
  const won = random() < confidence;
  const net_return =
    kind < 0.3 ? expired : won ? 0.099 + random() * 0.02 : -0.051 - random() * 0.02;
  return {
    symbol: kSymbols[index % kSymbols.length],
    side,
    exit_date,
    confidence,
    base_rate,
    hold_days: 1 + Math.floor(random() * 14),
    net_return: rounded(net_return),
  };
}

function random_trades(few, random) {
  const around = (middle, half) => ({
    p5: rounded(middle - half),
    p50: rounded(middle),
    p95: rounded(middle + half),
  });
  return {
    draws: 1_000,
    what: 'for each trade, a random stock of the same night, tier and side with the same exits',
    sides: kSides.map((side) => ({
      side,
      trades: few ? 13 : side === 'BUY' ? 8_407 : 5_605,
      model_mean_net_return: few ? null : rounded(0.0014 + random() * 0.0004),
      model_win_rate: few ? null : rounded(kBase[side] + 0.017),
      mean_net_return: few ? null : around(0.0004, 0.0008),
      win_rate: few ? null : around(kBase[side], 0.009),
      better_than_share: few ? null : side === 'BUY' ? 0.984 : 0.902,
    })),
  };
}

const kBaselines = [
  ['equal_weight', 'all members, equal weight each day', 0.0004, 0.0108],
  ['spy', 'the fund SPY, dividends counted', null, null],
  ['momentum', 'the best fifth of 12 months without the last, monthly', 0.00044, 0.0119],
  ['reversal', 'the worst fifth of a week, weekly', 0.0001, 0.0122],
  ['linear', 'the same signals from logistic regression alone', 0.0002, 0.0055],
];

function baselines(portfolio, market, dates, few, random) {
  const others = kBaselines.map(([name, text, drift, volatility]) => {
    const curve = name === 'spy' ? market : walk(dates.length, drift, volatility, random);
    // Two months are too few for the twelve that momentum looks back on.
    if (few && name === 'momentum') {
      return { name, text, curve: null, metrics: null, at_costs: [] };
    }
    const metrics = few ? few_metrics(curve, dates) : metrics_of(curve, dates, market);
    return { name, text, curve, metrics, at_costs: at_costs(metrics) };
  });
  const own = {
    name: 'turbomode',
    text: 'the portfolio of this backtest',
    curve: portfolio.curve.equity,
    metrics: portfolio.metrics,
    at_costs: at_costs(portfolio.metrics),
  };
  return [...others, own];
}

const at_costs = ({ cagr, sharpe, max_drawdown }) =>
  kCosts.map((cost_bp_per_side) => ({
    cost_bp_per_side,
    cagr: cagr === null ? null : rounded(cagr - (cost_bp_per_side - 5) * 0.0022),
    sharpe: sharpe === null ? null : rounded(sharpe - (cost_bp_per_side - 5) * 0.026),
    max_drawdown: rounded(Math.max(-1, max_drawdown * (1 + (cost_bp_per_side - 5) * 0.006))),
  }));

function sensitivity({ varied, rules, deflated }, random) {
  const combinations = varied.reduce(
    (before, { values }) => before.flatMap((some) => values.map((value) => [...some, value])),
    [[]],
  );
  const standard = {
    buy_target: 0.1,
    buy_stop: 0.05,
    holding_days_max: 14,
    capacity: 20,
    ...rules,
  };
  const cells = combinations.map((values, index) => {
    // One combination of the long list hardly ever trades.
    const few = varied.length === 2 && index === combinations.length - 2;
    const sharpe = few ? null : rounded(0.2 + random() * 0.8);
    return {
      values,
      is_default: varied.every(({ name }, place) => standard[name] === values[place]),
      trades: few ? 17 : Math.round(7_000 + random() * 7_000),
      win_rate: few ? null : rounded(0.33 + random() * 0.05),
      mean_net_return: few ? null : rounded(-0.001 + random() * 0.003),
      cagr: few ? null : rounded(sharpe * 0.085),
      sharpe,
      max_drawdown: few ? null : rounded(-0.08 - random() * 0.12),
    };
  });
  const best = cells.reduce(
    (found, cell, index) => ((cell.sharpe ?? -9) > (cells[found].sharpe ?? -9) ? index : found),
    0,
  );
  return {
    parameters: varied,
    cells,
    trials: cells.length,
    best,
    deflated,
    overfitting_probability: varied.length === 2 ? 0.43 : null,
  };
}
