import {
  month_rows,
  on_common_dates,
  return_tone,
  year_ends,
} from '../../frontend/src/components/backtest/curve_data';
import {
  sensitivity_grid,
  shade_of,
} from '../../frontend/src/components/backtest/sensitivity_grid';
import {
  differences,
  group_name,
  luck_text,
  predictions_text,
  setting_name,
  setting_text,
  survivorship_text,
  worst_year,
} from '../../frontend/src/format/backtest';
import { asked_for, backtest_link, next_chosen } from '../../frontend/src/pages/backtests/asked';
import { backtest_report, kLongId, kNightsId, kShortId } from './fixtures_backtests.mjs';

const long = backtest_report(kLongId);
const short = backtest_report(kShortId);
const nights = backtest_report(kNightsId);

describe('The address of the backtests', () => {
  test('asks for the list, for one, or for two', () => {
    expect(asked_for('')).toEqual({ id: null, beside: null });
    expect(asked_for('?id=A')).toEqual({ id: 'A', beside: null });
    expect(asked_for('?id=A&with=B')).toEqual({ id: 'A', beside: 'B' });
  });

  test('never asks for the same one twice, nor for a second without a first', () => {
    expect(asked_for('?id=A&with=A')).toEqual({ id: 'A', beside: null });
    expect(asked_for('?with=B')).toEqual({ id: 'B', beside: null });
  });

  test('gives back what it was made from', () => {
    expect(asked_for(backtest_link('a&b', 'c d'))).toEqual({ id: 'a&b', beside: 'c d' });
  });

  test('holds two chosen ones at most', () => {
    expect(next_chosen(['A'], 'B')).toEqual(['A', 'B']);
    expect(next_chosen(['A', 'B'], 'C')).toEqual(['A', 'B']);
    expect(next_chosen(['A', 'B'], 'A')).toEqual(['B']);
  });
});

describe('The words of a backtest', () => {
  test('say whose predictions they are', () => {
    expect(predictions_text(long.about)).toMatch(/refitted quarterly.*none had seen/);
    expect(predictions_text({ ...long.about, predictions: 'model', model_id: 'tm-1' })).toMatch(
      /tm-1.*only later ones are a test/,
    );
    expect(predictions_text(nights.about)).toMatch(/nights published/);
  });

  test('name the year that lacks the largest part of its members', () => {
    const years = [
      { year: 2016, members: 505, without_prices: 40 },
      { year: 2017, members: 100, without_prices: 30 },
      { year: 2018, members: 0, without_prices: 0 },
    ];
    expect(worst_year({ is_complete: false, years })?.year).toBe(2017);
    expect(survivorship_text(long.survivorship)).toMatch(
      /^87 of 505 members of 2016 have no prices, more than/,
    );
  });

  test('do not take an unknown survivorship for none', () => {
    expect(worst_year({ is_complete: true, years: [] })).toBeNull();
    expect(survivorship_text({ is_complete: true, years: [] })).toMatch(/No member/);
    expect(survivorship_text({ is_complete: false, years: [] })).toMatch(/not known/);
  });

  test('tell what is left of the Sharpe ratio after all trials', () => {
    expect(luck_text(long)).toMatch(/7 trials.*61\.0%.*93\.0%.*0\.021 a day/);
    expect(luck_text(nights)).toMatch(/cannot be told/);
  });

  test('show settings in their unit, and unknown ones as they are', () => {
    expect(setting_text('buy_target', 0.05)).toBe('5%');
    expect(setting_text('cost_per_side', 0.0005)).toBe('0.05%');
    expect(setting_text('holding_days_max', 14)).toBe('14 days');
    expect(setting_text('capital_usd', 100_000)).toBe('$100,000');
    expect(setting_text('spread_bp_min', 0.5)).toBe('0.5\u00a0bp');
    expect([setting_name('new_one'), setting_text('new_one', 3)]).toEqual(['new one', '3']);
  });

  test('call groups by their words where there are some', () => {
    expect(group_name('large_cap')).toBe('Large caps');
    expect(group_name('STOP_HIT')).toBe('Stop hit');
    expect(group_name('2016-03')).toBe('2016-03');
  });

  test('list what differs between two backtests, and only that', () => {
    expect(differences(long.about, long.about)).toEqual([]);
    expect(differences(long.about, short.about).map(({ name }) => name)).toEqual([
      'Period',
      'Predictions',
      'Prices from',
      'BUY target',
      'Signals a tier and side',
    ]);
  });
});

describe('The data of the curves', () => {
  test('stand on the dates of all of them', () => {
    const first = { dates: ['2020-01-02', '2020-01-03'], values: [1, 1.1] };
    const second = { dates: ['2020-01-03', '2020-01-06'], values: [1, 0.9] };
    expect(on_common_dates([first, second])).toEqual({
      dates: ['2020-01-02', '2020-01-03', '2020-01-06'],
      columns: [
        [1, 1.1, null],
        [null, 1, 0.9],
      ],
    });
  });

  test('end each year at its last date', () => {
    expect(year_ends(['2019-12-30', '2019-12-31', '2020-01-02'])).toEqual([1, 2]);
    expect(year_ends([])).toEqual([]);
  });

  test('have a row a year and twelve months in it', () => {
    const rows = month_rows([
      { year: 2020, month: 1, return: 0.01 },
      { year: 2019, month: 12, return: null },
      { year: 2019, month: 11, return: -0.02 },
    ]);
    expect(rows.map(({ year }) => year)).toEqual([2019, 2020]);
    expect(rows[0]?.months.slice(10)).toEqual([-0.02, null]);
    expect(rows[1]?.months).toHaveLength(12);
  });

  test('are coloured by direction and size', () => {
    expect([0.002, -0.01, 0.031, 0, null].map(return_tone)).toEqual([
      'up-1',
      'down-2',
      'up-3',
      'even',
      'none',
    ]);
  });
});

describe('The map of other settings', () => {
  test('holds each combination of two at its place', () => {
    const { sensitivity } = long;
    if (sensitivity === null) throw new Error('the fixture has none');
    const grid = sensitivity_grid(sensitivity, 0, 1);
    expect([grid.rows, grid.columns, grid.fixed]).toEqual([[0.05, 0.1, 0.15], [10, 20], []]);
    grid.cells.forEach((row, down) =>
      row.forEach((cell, across) =>
        expect(cell?.values).toEqual([grid.rows[down], grid.columns[across]]),
      ),
    );
  });

  test('keeps the others at what the report is about', () => {
    const { sensitivity } = short;
    if (sensitivity === null) throw new Error('the fixture has none');
    const grid = sensitivity_grid(sensitivity, 2, 0);
    expect(grid.fixed).toEqual([{ name: 'buy_stop', value: 0.05 }]);
    expect(grid.cells.flat().every((cell) => cell?.values[1] === 0.05)).toBe(true);
  });

  test('keeps them at the first value when no cell is the default, and leaves holes empty', () => {
    const cell = {
      is_default: false,
      trades: 40,
      win_rate: 0.4,
      mean_net_return: 0,
      cagr: 0,
      sharpe: 0,
      max_drawdown: 0,
    };
    const tried = {
      parameters: [
        { name: 'capacity', values: [10, 20] },
        { name: 'buy_stop', values: [0.04, 0.05] },
      ],
      cells: [{ ...cell, values: [10, 0.04] }],
      trials: 1,
      best: 0,
      deflated: null,
      overfitting_probability: null,
    };
    const alone = sensitivity_grid(tried, 0, null);
    expect(alone.fixed).toEqual([{ name: 'buy_stop', value: 0.04 }]);
    expect(alone.cells.map(([only]) => only?.values ?? null)).toEqual([[10, 0.04], null]);
  });

  test('is darker where the figure is larger', () => {
    expect([0, 0.5, 1].map((value) => shade_of(value, [0, 0.5, 1]))).toEqual([1, 3, 5]);
    expect(shade_of(0.4, [0.4])).toBe(1);
  });
});
