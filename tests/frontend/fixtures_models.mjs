// Canned models, the newest first, and the trials behind them.
import { generator, rounded } from './fixture_tools.mjs';

const kBase = { BUY: 0.384, SELL: 0.271 };
const kBaseLoss = { BUY: 0.6659, SELL: 0.5841 };
const kLearners = [
  'linear',
  'extra_trees',
  'random_forest',
  'gradient_boosting',
  'histogram_boosting',
  'neighbours',
  'neural_net',
  'naive_bayes',
];
const kFeatures = [
  ['pullback_20', 'Pullback over 20 sessions'],
  ['volume_z_60', 'Volume against its 60-session mean'],
  ['rsi_rank_14', 'RSI(14), ranked in the index'],
  ['trend_200', 'Distance from the 200-session average'],
  ['sector_momentum_20', 'Return of the sector over 20 sessions'],
  ['volatility_20', 'Volatility over 20 sessions'],
  ['gap_1', 'Overnight gap'],
  ['range_position_52w', 'Place in the range of 52 weeks'],
];
const kIds = [
  ['tm-20261115-5d20b1', '2026-11-13', 'challenger'],
  ['tm-20261101-9c41e7', '2026-10-30', 'champion'],
  ['tm-20261001-77ab10', '2026-09-30', null],
  ['tm-20260901-04fe31', '2026-08-31', null],
  ['tm-20260801-11aa02', '2026-07-31', null],
];

function metrics(side, random) {
  return {
    signal_type: side,
    nights: 1_260,
    outcomes: 612_440,
    win_rate: rounded(kBase[side] + 0.002),
    log_loss: rounded(kBaseLoss[side] - 0.006 - random() * 0.006),
    log_loss_of_base: rounded(kBaseLoss[side] + random() * 0.001),
    log_loss_of_linear: rounded(kBaseLoss[side] - 0.004),
    log_loss_of_equal: rounded(kBaseLoss[side] - 0.005),
    auc: rounded(0.552 + random() * 0.02),
    calibration_error: rounded(0.006 + random() * 0.006),
    rank_ic: rounded(0.03 + random() * 0.02),
    rank_ic_t: rounded(3 + random()),
  };
}

function model([id, as_of, role], index) {
  const random = generator(300 + index);
  const faulty = index === 4;
  return {
    id,
    role,
    as_of,
    first_session: '2017-01-03',
    expires_on: index < 3 ? '2027-02-01' : '2026-11-01',
    expired: index >= 3,
    data_source: 'SIMULATED',
    build: '1.0.0',
    samples: 1_204_311,
    fault: faulty ? 'made with feature schema 5c5c, this build has 7d7d: train anew' : null,
    metrics: faulty ? [] : ['BUY', 'SELL'].map((side) => metrics(side, random)),
  };
}

const kModels = kIds.map(model);

export function model_list(scenario, as_of) {
  const models = scenario === 'no_run' ? [] : kModels;
  const of = (role) => models.find((row) => row.role === role)?.id ?? null;
  return {
    success: true,
    as_of,
    count: models.length,
    total: models.length,
    next_cursor: null,
    champion: of('champion'),
    challenger: of('challenger'),
    models,
  };
}

function side(signal_type) {
  const random = generator(signal_type === 'BUY' ? 71 : 72);
  return {
    signal_type,
    base_rate: kBase[signal_type],
    is_stacked: true,
    learners: kLearners.map((name) => ({
      name,
      weight: rounded(random() - 0.2),
      share: rounded(random() * 0.3),
    })),
    importance: kFeatures.map(([feature, text], index) => ({
      feature,
      text,
      log_odds: rounded(0.21 / (1 + index * 0.55)),
    })),
    bins: Array.from({ length: 10 }, (_, index) => {
      const said = kBase[signal_type] - 0.09 + index * 0.022;
      return {
        outcomes: 61_244,
        mean_confidence: rounded(said),
        win_rate: rounded(said + (random() - 0.5) * 0.02),
        win_rate_low: rounded(said - 0.018),
        win_rate_high: rounded(said + 0.018),
      };
    }),
  };
}

export function model_answer(id, as_of) {
  const found = kModels.find((row) => row.id === id);
  if (found === undefined) return null;
  return {
    success: true,
    as_of,
    model: found,
    origin: {
      schema_hash: '5c'.repeat(32),
      exit_rule_hash: 'e1'.repeat(32),
      data_hash: '0f'.repeat(32),
      config_hash: 'c0'.repeat(32),
      seed: 1,
      leaks: [],
    },
    sides: found.fault === null ? ['BUY', 'SELL'].map(side) : [],
  };
}

function side_trial(signal_type, random) {
  return {
    signal_type,
    nights: 756,
    log_loss: rounded(kBaseLoss[signal_type] - random() * 0.01),
    log_loss_of_base: kBaseLoss[signal_type],
    calibration_error: rounded(random() * 0.012),
    rank_ic: rounded(random() * 0.05),
    rank_ic_t: rounded(random() * 4),
    top20_win_rate_over_all: rounded(random() * 0.08 - 0.01),
    top20_net_return_over_all_pct: rounded(random() * 0.6 - 0.1),
    sharpe: rounded(random()),
  };
}

export function trial_list(scenario, as_of) {
  const random = generator(77);
  const months = scenario === 'no_run' ? [] : ['11', '10', '09'];
  const trials = months.map((month) => ({
    when: `2026-${month}-14T10:21:00-05:00`,
    kind: 'evaluate',
    from: '2023-11-01',
    to: '2026-10-30',
    refit: 'quarterly',
    profile: 'thorough',
    data_source: 'SIMULATED',
    sides: ['BUY', 'SELL'].map((side_name) => side_trial(side_name, random)),
  }));
  return {
    success: true,
    as_of,
    count: trials.length,
    total: trials.length,
    next_cursor: null,
    distinct: trials.length,
    trials,
  };
}
