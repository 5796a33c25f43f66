// The words a backtest is told in. Formatting only, as in format.ts.
import type { BacktestAbout, BacktestReport, Interval } from '../api/types';
import { kExitWord } from './ends';
import { format_fine_return, format_range, format_ratio, format_share } from './figures';
import { format_count, format_day, format_probability, format_return } from './format';
import { counted, kTierTitle } from './words';

type Predictions = BacktestAbout['predictions'];
type Survivorship = BacktestReport['survivorship'];
type SurvivorshipYear = Survivorship['years'][number];

export const kPredictionsWord: Record<Predictions, string> = {
  walk: 'Walk-forward',
  model: 'One model',
  nights: 'Published nights',
};

/** Beside the kind, in short: how the models were made. */
export function kind_detail(kind: Pick<BacktestAbout, 'predictions' | 'refit' | 'profile'>) {
  return kind.predictions === 'walk' ? `refitted ${kind.refit}, ${kind.profile} profile` : null;
}

export function predictions_text(about: BacktestAbout): string {
  switch (about.predictions) {
    case 'walk':
      return (
        `The predictions are those of models refitted ${about.refit}, as they would have been at ` +
        `the time (${about.profile} profile): none had seen the sessions that it predicts.`
      );
    case 'model':
      return (
        `The predictions are those of one stored model, ${about.model_id ?? 'unnamed'}. Of the ` +
        'sessions it was trained on it knows the answers: only later ones are a test.'
      );
    case 'nights':
      return 'The predictions are those that the nights published, as they stood then.';
  }
}

/** The year of whose members the largest part has no prices; null when all have. */
export function worst_year({ years }: Survivorship): SurvivorshipYear | null {
  const missing = years.filter((year) => year.without_prices > 0);
  return missing.reduce<SurvivorshipYear | null>(
    (worst, year) => (worst === null || part_missing(year) > part_missing(worst) ? year : worst),
    null,
  );
}

const part_missing = (year: SurvivorshipYear) => year.without_prices / Math.max(1, year.members);

export const missing_text = ({ year, members, without_prices }: SurvivorshipYear) =>
  `${format_count(without_prices)} of ${counted(members, 'member')} of ${year} have no prices`;

export function survivorship_text(survivorship: Survivorship): string {
  const worst = worst_year(survivorship);
  if (worst === null) {
    return survivorship.is_complete
      ? 'No member of the index is without prices in any year, so nothing here is flattered by ' +
          'missing failures.'
      : 'Whether prices of former members are missing is not known.';
  }
  return (
    `${missing_text(worst)}, more than in any other year. Most of those failed or were bought, ` +
    'so figures about purchases are probably too good, those of the baselines as well.'
  );
}

/** What is left of the Sharpe ratio when luck is taken off. */
export function luck_text({ deflation }: BacktestReport): string {
  const { deflated, trials, probabilistic, expected_best_by_luck } = deflation;
  if (deflated === null) {
    return 'How much of the Sharpe ratio is luck cannot be told from so few sessions or trials.';
  }
  const luck =
    expected_best_by_luck === null
      ? ''
      : ` The best of as many worthless ones would come to ` +
        `${format_daily(expected_best_by_luck)} a day by luck alone.`;
  return (
    `The deflated Sharpe ratio counts ${counted(trials, 'trial')} so far: the probability that ` +
    `this one is better than luck is ${format_probability(deflated)}; by itself, without the ` +
    `others, it would be ${format_probability(probabilistic)}.${luck}`
  );
}

/** A Sharpe ratio of a day is small. */
const format_daily = (sharpe: number) => sharpe.toFixed(3);

export const kBaselineName: Record<string, string> = {
  equal_weight: 'Equal weight',
  spy: 'SPY',
  momentum: 'Momentum',
  reversal: 'Reversal',
  linear: 'Linear model',
  turbomode: 'TurboMode',
};

export const baseline_name = (name: string) => kBaselineName[name] ?? name;

const kAgeGroup: Record<string, string> = {
  hot: 'Hot, 0 to 3 days',
  warm: 'Warm, 4 to 7 days',
  cool: 'Cool, 8 to 10 days',
  cold: 'Cold, 11 days and more',
};

const kGroupName: Record<string, string> = { ...kTierTitle, ...kExitWord, ...kAgeGroup };

/** The name of a group of trades: the API's own unless there are words for it. */
export const group_name = (name: string) => kGroupName[name] ?? name;

/** Jan 4, 2016 to Oct 8, 2025. */
export const period_text = ({ from, to }: { from: string; to: string }) =>
  `${format_day(from)} to ${format_day(to)}`;

export const format_return_interval = (interval: Interval | null) =>
  format_range(interval?.low ?? null, interval?.high ?? null, format_return);

export const format_ratio_interval = (interval: Interval | null) =>
  format_range(interval?.low ?? null, interval?.high ?? null, format_ratio);

export const format_fine_range = (low: number | null, high: number | null) =>
  format_range(low, high, format_fine_return);

type Unit = 'share' | 'count' | 'days' | 'bp' | 'usd' | 'times';

// Named by the keys of the report, in the order in which they are shown.
const kRules: Record<keyof BacktestAbout['rules'], readonly [string, Unit]> = {
  buy_target: ['BUY target', 'share'],
  buy_stop: ['BUY stop', 'share'],
  sell_target: ['SELL target', 'share'],
  sell_stop: ['SELL stop', 'share'],
  holding_days_max: ['Longest holding', 'days'],
  cost_per_side: ['Costs a side', 'share'],
  min_confidence_buy: ['Least BUY confidence', 'share'],
  min_confidence_sell: ['Least SELL confidence', 'share'],
  capacity: ['Signals a tier and side', 'count'],
  decay_days: ['Rank decays over', 'days'],
  decay_loss: ['Rank loses', 'share'],
};

const kMoney: Record<
  Exclude<keyof BacktestAbout['portfolio'], 'sizing' | 'sides'>,
  readonly [string, Unit]
> = {
  capital_usd: ['Capital', 'usd'],
  slots: ['Slots', 'count'],
  fraction: ['Fraction a position', 'share'],
  risk_per_day: ['Risk a position and day', 'share'],
  position_share_max: ['Largest position', 'share'],
  leverage: ['Most exposure', 'times'],
  sector_share_max: ['Most in one sector', 'share'],
  new_per_day_max: ['Most new a session', 'count'],
  cash_rate: ['Interest on cash', 'share'],
  margin_rate: ['Interest on loans', 'share'],
  borrow_rate: ['Fee for borrowed stock', 'share'],
  commission_bp: ['Commission a side', 'bp'],
  slippage_bp: ['Slippage a side', 'bp'],
  spread_bp_at_1m: ['Half spread at $1M a session', 'bp'],
  spread_bp_min: ['Least half spread', 'bp'],
};

const kSizing: Record<BacktestAbout['portfolio']['sizing'], string> = {
  equal_slots: 'Equal slots',
  fixed_fraction: 'Fixed fraction',
  volatility_scaled: 'Scaled by volatility',
};

const kTraded: Record<BacktestAbout['portfolio']['sides'], string> = {
  both: 'Both',
  long: 'Long only',
  short: 'Short only',
};

const kAnySetting: Record<string, readonly [string, Unit]> = { ...kRules, ...kMoney };

const dollars = new Intl.NumberFormat('en-US', {
  style: 'currency',
  currency: 'USD',
  maximumFractionDigits: 0,
});

const kUnitText: Record<Unit, (value: number) => string> = {
  share: format_share,
  count: format_count,
  days: (value) => counted(value, 'day'),
  bp: (value) => `${format_count(value)}\u00a0bp`,
  usd: (value) => dollars.format(value),
  times: (value) => `${format_count(value)}\u00d7`,
};

/** The name of a setting in words: its own where there are none. */
export const setting_name = (name: string) => kAnySetting[name]?.[0] ?? name.replaceAll('_', ' ');

export const setting_text = (name: string, value: number) =>
  kUnitText[kAnySetting[name]?.[1] ?? 'count'](value);

export type Fact = readonly [name: string, text: string];

export const rule_facts = ({ rules }: BacktestAbout): Fact[] => named_facts(kRules, rules);

export function money_facts({ portfolio }: BacktestAbout): Fact[] {
  return [
    ['Sizing', kSizing[portfolio.sizing]],
    ['Sides', kTraded[portfolio.sides]],
    ...named_facts(kMoney, portfolio),
  ];
}

function named_facts<Name extends string>(
  names: Record<Name, readonly [string, Unit]>,
  values: Record<Name, number>,
): Fact[] {
  return (Object.keys(names) as Name[]).map((name) => [
    names[name][0],
    kUnitText[names[name][1]](values[name]),
  ]);
}

/** What was run: everything two backtests can differ in, but for their settings. */
export function origin_facts(about: BacktestAbout): Fact[] {
  return [
    ['Period', period_text(about)],
    [
      'Predictions',
      [kPredictionsWord[about.predictions], kind_detail(about)].filter(Boolean).join(', '),
    ],
    ['Model', about.model_id ?? 'refitted'],
    ['Prices from', about.data_source],
    ['Prices', about.data_hash],
    ['Settings', about.config_hash],
    ['Build', about.build],
    ['Seed', String(about.seed)],
  ];
}

/** What differs between two backtests, in words; the same in both is left out. */
export function differences(
  a: BacktestAbout,
  b: BacktestAbout,
): { name: string; a: string; b: string }[] {
  const facts = (about: BacktestAbout) => [
    ...origin_facts(about),
    ...rule_facts(about),
    ...money_facts(about),
  ];
  const others = new Map(facts(b));
  return facts(a)
    .map(([name, text]) => ({ name, a: text, b: others.get(name) ?? '' }))
    .filter((row) => row.a !== row.b);
}
