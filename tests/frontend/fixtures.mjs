// Canned answers of the API, by scenario. They follow openapi.json (openapi_test.ts checks that),
// and are the same at every run: the numbers come from a small seeded generator.
import { cents, days_before, generator, rounded } from './fixture_tools.mjs';
import {
  alert_history,
  job_list,
  job_log,
  run_list,
  scheduler_answer,
} from './fixtures_operations.mjs';
import { backtest_answer, backtest_list } from './fixtures_backtests.mjs';
import { model_answer, model_list, trial_list } from './fixtures_models.mjs';
import { prediction_list } from './fixtures_predictions.mjs';
import { calibration, history_list, performance } from './fixtures_record.mjs';
import { bar_list, symbol_predictions } from './fixtures_stock.mjs';
import { prediction_rows } from './fixtures_rows.mjs';

export const kScenarios = [
  'normal',
  'few_outcomes',
  'no_run',
  'no_edge',
  'failed',
  'failed_first',
  'market_closed',
  'data_incomplete',
  'alerts',
  'job_running',
  'no_bars',
  'token_wanted',
  'server_error',
  'slow',
];

const kSession = '2026-11-20';
const kEarlierSession = '2026-11-19';
const kModelId = 'tm-20261101-9c41e7';
const kBaseRate = { BUY: 0.384, SELL: 0.271 };
const kSectors = [
  'Communication Services',
  'Consumer Discretionary',
  'Consumer Staples',
  'Energy',
  'Financials',
  'Health Care',
  'Industrials',
  'Information Technology',
  'Materials',
  'Real Estate',
  'Utilities',
];

const kCompanies = {
  large_cap: {
    BUY: `AAPL|Apple Inc.|7 MSFT|Microsoft Corporation|7 NVDA|NVIDIA Corporation|7
      AMZN|Amazon.com Inc.|1 GOOGL|Alphabet Inc. Class A|0 META|Meta Platforms Inc.|0
      BRK.B|Berkshire Hathaway Inc. Class B|4 LLY|Eli Lilly and Company|5 AVGO|Broadcom Inc.|7
      JPM|JPMorgan Chase & Co.|4 V|Visa Inc.|4 XOM|Exxon Mobil Corporation|3
      UNH|UnitedHealth Group Incorporated|5 MA|Mastercard Incorporated|4 COST|Costco Wholesale|2
      PG|Procter & Gamble Company|2 HD|Home Depot Inc.|1 JNJ|Johnson & Johnson|5
      ABBV|AbbVie Inc.|5 NFLX|Netflix Inc.|0`,
    SELL: `TSLA|Tesla Inc.|1 IBM|International Business Machines Corporation|7 BA|Boeing Company|6
      PM|Philip Morris International Inc.|2 INTC|Intel Corporation|7 NKE|Nike Inc.|1
      T|AT&T Inc.|0 PFE|Pfizer Inc.|5 MMM|3M Company|6`,
  },
  mid_cap: {
    BUY: `FAST|Fastenal Company|6 ODFL|Old Dominion Freight Line|6 VMC|Vulcan Materials Company|8
      MLM|Martin Marietta Materials|8 EXR|Extra Space Storage Inc.|9 WEC|WEC Energy Group|10
      DOV|Dover Corporation|6 TSCO|Tractor Supply Company|1`,
    SELL: `EQR|Equity Residential|9 CAH|Cardinal Health Inc.|5 FE|FirstEnergy Corp.|10
      OXY|Occidental Petroleum|3 HAL|Halliburton Company|3 GIS|General Mills Inc.|2
      CPB|Campbell's Company|2 DVN|Devon Energy Corporation|3 KHC|Kraft Heinz Company|2`,
  },
  small_cap: {
    BUY: `MOS|Mosaic Company|8 HAS|Hasbro Inc.|1 AES|AES Corporation|10 BXP|BXP Inc.|9`,
    SELL: '',
  },
};

function age_color(days) {
  if (days <= 3) return 'hot';
  if (days <= 7) return 'warm';
  return days <= 10 ? 'cool' : 'cold';
}

function reasons(side, random) {
  const texts =
    side === 'BUY'
      ? [
          ['pullback_20', '20-session pullback of 7.4% inside a rising 200-session trend'],
          ['volume_z_60', 'Volume 2.1 standard deviations above its 60-session mean'],
          ['rsi_rank_14', 'RSI(14) among the lowest fifth of the index'],
        ]
      : [
          ['trend_break_50', 'Close fell below the 50-session average on rising volume'],
          ['sector_momentum_20', 'Sector is the weakest of eleven over 20 sessions'],
          ['gap_fill', 'Half-filled earnings gap overhead'],
        ];
  return texts.map(([feature, text], index) => ({
    feature,
    text,
    contribution: rounded((0.06 - index * 0.018) * (index === 2 ? -1 : 1) * (0.8 + random() * 0.4)),
  }));
}

function signal(row, market_cap, side, random, as_of) {
  const [symbol, name, sector] = row.trim().split('|');
  const confidence = rounded(kBaseRate[side] + 0.08 + random() * 0.16);
  const age_days = Math.floor(random() * 15);
  const entry = cents(20 + random() * random() * 900);
  const up = side === 'BUY' ? 1 : -1;
  const filled = age_days > 0;
  const move = (random() - 0.45) * 0.12;
  const why = reasons(side, random);
  const explained = why.reduce((sum, { contribution }) => sum + contribution, 0);
  return {
    symbol,
    name,
    sector: kSectors[Number(sector)],
    market_cap,
    signal_type: side,
    confidence,
    effective_confidence: rounded(confidence * (1 - (age_days / 14) * 0.3)),
    latest_confidence: rounded(confidence - 0.02 + random() * 0.04),
    base_rate: kBaseRate[side],
    expected_return: rounded(0.004 + random() * 0.02),
    entry_date: days_before(as_of, age_days),
    entry_price: entry,
    entry_min: cents(entry * 0.98),
    entry_max: cents(entry * 1.02),
    fill_date: filled ? days_before(as_of, age_days - 1) : null,
    fill_price: filled ? cents(entry * 1.003) : null,
    current_price: filled ? cents(entry * (1 + move)) : entry,
    target_price: cents(entry * (1 + 0.1 * up)),
    stop_price: cents(entry * (1 - 0.05 * up)),
    target_pct: 10 * up,
    stop_pct: -5 * up,
    profit_loss_pct: filled ? rounded((move - 0.004) * 100 * up) : null,
    age_days,
    age_color: age_color(age_days),
    days_left: 14 - age_days,
    reasons: why,
    contribution_of_others: rounded(confidence - kBaseRate[side] - explained),
  };
}

function all_signals(as_of) {
  const random = generator(20261120);
  const made = Object.entries(kCompanies).flatMap(([tier, sides]) =>
    Object.entries(sides).flatMap(([side, rows]) =>
      (rows.match(/[A-Z.]+\|[^|]+\|\d+/g) ?? []).map((row) =>
        signal(row, tier, side, random, as_of),
      ),
    ),
  );
  return made.sort(
    (a, b) =>
      b.effective_confidence - a.effective_confidence || a.symbol.localeCompare(b.symbol, 'en'),
  );
}

function mean(values) {
  return values.length === 0 ? null : rounded(values.reduce((a, b) => a + b, 0) / values.length);
}

function sentiment(buys, sells) {
  if (buys > 1.5 * sells) return 'BULLISH';
  return sells > 1.5 * buys ? 'BEARISH' : 'NEUTRAL';
}

function sector_list(signals, as_of) {
  const random = generator(7);
  const sectors = kSectors.map((sector) => {
    const of = (side) => signals.filter((s) => s.sector === sector && s.signal_type === side);
    const [buys, sells] = [of('BUY'), of('SELL')];
    return {
      sector,
      sentiment: sentiment(buys.length, sells.length),
      buy_count: buys.length,
      sell_count: sells.length,
      avg_buy_confidence: mean(buys.map((s) => s.confidence)),
      avg_buy_base_rate: mean(buys.map((s) => s.base_rate)),
      avg_sell_confidence: mean(sells.map((s) => s.confidence)),
      avg_sell_base_rate: mean(sells.map((s) => s.base_rate)),
      breadth_buy: as_of === null ? null : rounded((random() - 0.45) * 0.08),
      breadth_sell: as_of === null ? null : rounded((random() - 0.55) * 0.08),
      member_count: 20 + Math.floor(random() * 50),
    };
  });
  const only = (kind) => sectors.filter((sector) => sector.sentiment === kind);
  return {
    success: true,
    as_of,
    bullish: only('BULLISH'),
    bearish: only('BEARISH'),
    neutral: only('NEUTRAL'),
    total_sectors: as_of === null ? 0 : sectors.length,
  };
}

function no_sectors() {
  return {
    success: true,
    as_of: null,
    bullish: [],
    bearish: [],
    neutral: [],
    total_sectors: 0,
  };
}

function stats(signals, as_of, enough) {
  const count = (tier, side) =>
    signals.filter((s) => s.market_cap === tier && s.signal_type === side).length;
  const tier = (name) => ({
    buy_count: count(name, 'BUY'),
    sell_count: count(name, 'SELL'),
  });
  return {
    success: true,
    as_of,
    stats: {
      active_signals: signals.length,
      active_by_tier: {
        large_cap: tier('large_cap'),
        mid_cap: tier('mid_cap'),
        small_cap: tier('small_cap'),
      },
      closed_signals: enough ? 1284 : as_of === null ? 0 : 14,
      targets_hit: enough ? 402 : as_of === null ? 0 : 4,
      stops_hit: enough ? 598 : as_of === null ? 0 : 6,
      expired: enough ? 171 : as_of === null ? 0 : 2,
      replaced: enough ? 61 : 0,
      flipped: enough ? 12 : 0,
      cancelled: enough ? 40 : as_of === null ? 0 : 2,
      delisted: 0,
      published_late: 0,
      outcomes: enough ? 1171 : as_of === null ? 0 : 12,
      outcomes_needed: 30,
      wins: enough ? 497 : as_of === null ? 0 : 5,
      losses: enough ? 674 : as_of === null ? 0 : 7,
      win_rate: enough ? 0.4244 : null,
      win_rate_low: enough ? 0.3964 : null,
      win_rate_high: enough ? 0.4529 : null,
      base_rate: enough ? 0.3527 : null,
      avg_win_pct: enough ? 8.71 : null,
      avg_loss_pct: enough ? -4.62 : null,
    },
  };
}

const kShowing = {
  session: kSession,
  published_at: '2026-11-20T23:04:11-05:00',
  model_id: kModelId,
  data_source: 'SIMULATED',
  simulated: true,
};
const kEarlierShowing = {
  ...kShowing,
  session: kEarlierSession,
  published_at: '2026-11-19T23:03:58-05:00',
};

function run(session, state, message, extra = {}) {
  const published = state === 'PUBLISHED' || state === 'NO_EDGE';
  return {
    session,
    state,
    message,
    published_at: published ? `${session}T23:04:11-05:00` : null,
    started_at: `${session}T23:00:00-05:00`,
    model_id: kModelId,
    data_source: 'SIMULATED',
    simulated: true,
    coverage: 0.992,
    data_hash: '0f'.repeat(32),
    schema_hash: '5c'.repeat(32),
    config_hash: 'c0'.repeat(32),
    universe_count: 503,
    fresh_count: 501,
    scored_count: 499,
    too_short_count: 2,
    signals_opened: published ? 9 : 0,
    signals_closed: published ? 7 : 0,
    signals_active: 46,
    candidates: published ? 31 : 0,
    ...extra,
  };
}

function latest_run(last, showing) {
  return {
    success: true,
    as_of: showing?.session ?? null,
    run: last,
    showing,
    tier_rule: {
      rule: 'market_cap',
      text:
        'Tiers are thirds of the S&P 500 by market cap: large from $79.4B, mid from $31.2B, ' +
        'small below.',
      large_cap_min: showing === null ? null : 79.4e9,
      mid_cap_min: showing === null ? null : 31.2e9,
    },
    server_time: '2026-11-21T07:31:02-05:00',
  };
}

const kFailure =
  'market_data.db: database disk image is malformed; restore the copy of 2026-11-19 or fetch again';

const kLatest = {
  normal: () => latest_run(run(kSession, 'PUBLISHED', ''), kShowing),
  no_run: () => latest_run(null, null),
  no_edge: () =>
    latest_run(
      run(kSession, 'NO_EDGE', '499 stocks scored; none reached confidence 0.45 for a BUY.'),
      kShowing,
    ),
  failed: () => latest_run(run(kSession, 'FAILED', kFailure, { coverage: null }), kEarlierShowing),
  failed_first: () =>
    latest_run(
      run(kSession, 'FAILED', kFailure, {
        coverage: null,
        model_id: null,
        data_source: null,
      }),
      null,
    ),
  market_closed: () => latest_run(run('2026-11-26', 'MARKET_CLOSED', 'Thanksgiving Day'), kShowing),
  data_incomplete: () =>
    latest_run(
      run(kSession, 'DATA_INCOMPLETE', '412 of 503 stocks are fresh (81.9%, needed 95%)', {
        coverage: 0.819,
      }),
      kEarlierShowing,
    ),
};

// Scenarios without signals: nothing was published, or nothing was worth it.
const kWithoutSignals = new Set(['no_run', 'no_edge', 'failed_first']);

/** The answer to one GET, or null for an unknown path. */
export function answer(scenario, path, query) {
  const latest = (kLatest[scenario] ?? kLatest.normal)();
  const as_of = latest.as_of;
  const signals = kWithoutSignals.has(scenario) ? [] : all_signals(as_of);
  if (scenario === 'no_bars' && path.startsWith('/turbomode/bars/')) return null;
  switch (path) {
    case '/turbomode/runs/latest':
      return latest;
    case '/turbomode/performance':
      return performance(as_of, scenario === 'few_outcomes');
    case '/turbomode/calibration':
      return calibration(as_of, scenario === 'few_outcomes');
    case '/turbomode/history':
      return history_list(as_of, query);
    case '/turbomode/predictions':
      // The pages of tiers and the search ask for some, and find stocks that are known by name.
      return query.get('signal_type') === null
        ? prediction_list(all_signals(as_of ?? kSession), as_of, query)
        : prediction_rows(signals, as_of, query);
    case '/turbomode/models':
      return model_list(scenario, as_of);
    case '/turbomode/backtests':
      return backtest_list(scenario);
    case '/turbomode/trials':
      return trial_list(scenario, as_of);
    case '/turbomode/jobs':
      return job_list(scenario, as_of);
    case '/turbomode/jobs/20261121-073000-train/log':
      return job_log(as_of, Number(query.get('offset') ?? 0));
    case '/turbomode/runs':
      return run_list(latest);
    case '/turbomode/scheduler/status':
      return scheduler_answer(scenario);
    case '/turbomode/alerts':
      if (query.get('state') === 'all') {
        return alert_list(alert_history(scenario === 'alerts' ? kAlerts : []), as_of);
      }
      return alert_list(scenario === 'alerts' ? kAlerts : [], as_of);
    case '/turbomode/stats':
      return stats(signals, as_of, as_of !== null && scenario !== 'few_outcomes');
    case '/turbomode/sectors':
      return as_of === null ? no_sectors() : sector_list(signals, as_of);
    case '/turbomode/signals':
      return signal_list(signals, as_of, query);
    default:
      return answer_of_one(path, as_of, query);
  }
}

// The paths that end in a name.
function answer_of_one(path, as_of, query) {
  const [, kind, name] =
    path.match(/^\/turbomode\/(models|bars|predictions|backtests)\/([^/]+)$/) ?? [];
  if (kind === undefined) return null;
  if (kind === 'models') return model_answer(name, as_of);
  if (kind === 'backtests') return backtest_answer(name);
  const stock = all_signals(kSession).find(({ symbol }) => symbol === name);
  const answer_of_stock = kind === 'bars' ? bar_list : symbol_predictions;
  return answer_of_stock(name, stock, as_of, query);
}

const kAlerts = [
  [
    'run_state',
    'critical',
    'the night of 2026-11-20 ended as FAILED and the signals before it stay',
  ],
  ['backup', 'warning', 'the newest backup is 6 days old: run turbomode backup'],
  ['coverage', 'warning', '480 of 503 members had a bar of 2026-11-20, 95.4 %, less than 97.0 %'],
  ['disk', 'warning', '1.20 GB are free where home lies, less than 2.00 GB: make room'],
].map(([key, severity, text]) => ({
  key,
  severity,
  text,
  raised_at: '2026-11-21T04:20:00Z',
  last_said_at: '2026-11-21T04:20:00Z',
  resolved_at: null,
  times_said: 1,
}));

function alert_list(alerts, as_of) {
  return {
    success: true,
    as_of,
    count: alerts.length,
    total: alerts.length,
    next_cursor: null,
    alerts,
  };
}

function signal_list(signals, as_of, query) {
  const [tier, side, symbol] = ['market_cap', 'signal_type', 'symbol'].map((name) =>
    query.get(name),
  );
  const found = signals.filter(
    (s) =>
      (tier === null || s.market_cap === tier) &&
      (side === null || s.signal_type === side) &&
      (symbol === null || s.symbol === symbol),
  );
  const shown = found.slice(0, Number(query.get('limit') ?? 20));
  return {
    success: true,
    as_of,
    count: shown.length,
    total: found.length,
    next_cursor: shown.length < found.length ? 'more' : null,
    signals: shown,
  };
}
