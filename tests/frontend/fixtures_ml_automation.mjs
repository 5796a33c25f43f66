// Canned answers of ML Automation's server, with data, with none, failed and while a step runs.
const opinion = (direction, strength = 0.5) => ({ direction, strength, confidence: 0.8 });

const signal = (symbol, score, direction, more = {}) => ({
  symbol,
  name: `${symbol} Holdings of a Rather Long Name`,
  sector: 'Consumer Discretionary',
  close: 123.45,
  score,
  agreement: 0.75,
  direction,
  probability: null,
  base_rate: null,
  opinions: {
    rsi: opinion('NEUTRAL'),
    macd: opinion(direction),
    volume: opinion(direction),
    trend: opinion('BULLISH'),
  },
  ...more,
});

const kMany = Array.from({ length: 60 }, (_, at) =>
  signal(`S${String(at).padStart(2, '0')}`, 90 - at, at < 30 ? 'BULLISH' : 'BEARISH'),
);

const trade = (symbol, state, more = {}) => ({
  symbol,
  name: `${symbol} Holdings`,
  state,
  decided_on: '2025-10-20',
  fill_date: '2025-10-21',
  fill_price: 100,
  target_price: 110,
  stop_price: 95,
  current_price: 104,
  net_return: 0.039,
  days_left: 5,
  exit_date: null,
  exit_price: null,
  exit_reason: null,
  ...more,
});

const kStatus = {
  now: '2025-10-29T19:00:00-04:00',
  schedule_time: '18:00',
  scheduler_running: true,
  next_run: '2025-10-30T18:00:00-04:00',
  last_cycle: {
    session: '2025-10-29',
    state: 'DONE',
    ended_at: '2025-10-29T22:00:05Z',
    message: 'scanned 60 of 60 members',
  },
  sessions_behind: 0,
  running: null,
  ended: null,
  alerts: [],
};

const kWhy = 'no cycle has run yet; run one with the button or with ml_automation cycle';
const kNothing = { success: true, as_of: null, why: kWhy };

const kNormal = {
  '/ml-automation-status': kStatus,
  '/ml-signals': {
    as_of: '2025-10-29',
    data_source: 'SIMULATED',
    model_id: 'ml-2025-10-28-03215f95',
    members: 60,
    scanned: 60,
    agreement_min: 0,
    score_min: 0,
    total: 60,
    signals: [signal('ACME', 95, 'BULLISH', { probability: 0.61, base_rate: 0.44 }), ...kMany],
  },
  '/ml-heatmap-data': {
    as_of: '2025-10-29',
    sectors: [
      { sector: 'Consumer Discretionary', stocks: kMany },
      {
        sector: 'Energy',
        stocks: [{ ...kMany[0], symbol: 'OIL', score: 12, direction: 'BEARISH' }],
      },
    ],
  },
  '/ml-portfolio': {
    as_of: '2025-10-29',
    positions_max: 30,
    held: [
      trade('ACME', 'OPEN'),
      trade('WAIT', 'PENDING', {
        fill_date: null,
        fill_price: null,
        target_price: null,
        stop_price: null,
        current_price: null,
        net_return: null,
        days_left: null,
      }),
    ],
    settled: [
      trade('GONE', 'CLOSED', {
        exit_date: '2025-10-28',
        exit_price: 94.9,
        exit_reason: 'STOP_HIT',
        net_return: -0.052,
      }),
    ],
  },
  '/ml-stats': {
    held: 2,
    closed: 40,
    won: 22,
    outcomes_min: 30,
    win_rate: 0.55,
    win_rate_low: 0.398,
    win_rate_high: 0.693,
    mean_return: 0.004,
    mean_win: 0.041,
    mean_loss: -0.037,
    with_forecast: 35,
    promised: 0.58,
    kept: 0.54,
  },
  '/ml-training-progress': {
    due_after_trades: 25,
    due_after_days: 7,
    closed_since: 9,
    days_since: 1,
    trades_left: 16,
    days_left: 6,
    is_due: false,
    latest: {
      as_of: '2025-10-28',
      why: '7 days since the last training',
      model_id: 'ml-2025-10-28-03215f95',
      message: '',
      samples: 14926,
      paper_trades: 34,
      has_edge: true,
      base_rate: 0.44,
      log_loss: 0.6712,
      log_loss_base: 0.6859,
      auc: 0.587,
    },
  },
};

const kEmpty = Object.fromEntries(Object.keys(kNormal).map((path) => [path, kNothing]));

export const scenarios = {
  normal: kNormal,
  empty: {
    ...kEmpty,
    '/ml-automation-status': { ...kStatus, last_cycle: null, sessions_behind: null },
  },
  failed: {
    ...kNormal,
    '/ml-automation-status': {
      ...kStatus,
      sessions_behind: 3,
      last_cycle: {
        ...kStatus.last_cycle,
        state: 'FAILED',
        message: 'the prices end on 2025-10-28, before 2025-10-29; run market_data update',
      },
      alerts: [
        {
          rule: 'behind',
          message: 'the last cycle that was done is of 2025-10-24',
          raised_at: '2025-10-29T22:00:00Z',
          resolved_at: null,
        },
        { rule: 'failed', message: 'of old', raised_at: 'x', resolved_at: '2025-10-01T00:00:00Z' },
      ],
    },
  },
  running: {
    ...kNormal,
    '/ml-automation-status': {
      ...kStatus,
      running: { step: 'train', session: '2025-10-29', since: '2025-10-29T23:00:00Z' },
    },
  },
};
