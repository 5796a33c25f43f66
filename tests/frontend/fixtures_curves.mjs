// Curves of equity for the canned backtests, and what is measured of them.
import { rounded } from './fixture_tools.mjs';

const kSessionsAYear = 252;

/** A random walk of `length` evenings that begins at 1. */
export function walk(length, drift, volatility, random) {
  let equity = 1;
  return Array.from({ length }, (_, index) => {
    // Three uniform numbers together are near enough to a bell.
    const shock = (random() + random() + random() - 1.5) * 2;
    if (index > 0) equity *= 1 + drift + volatility * shock;
    return rounded(equity);
  });
}

function returns_of(equity) {
  return equity.slice(1).map((value, index) => value / equity[index] - 1);
}

function moments(values) {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
  return { mean, deviation: Math.sqrt(variance) };
}

function sharpe_of(values) {
  const { mean, deviation } = moments(values);
  return deviation === 0 ? null : rounded((mean / deviation) * Math.sqrt(kSessionsAYear));
}

function drawdowns(equity) {
  let peak = 0;
  return equity.map((value) => {
    peak = Math.max(peak, value);
    return rounded(value / peak - 1);
  });
}

/** Least of `values`; never -0, which JSON would not give back. */
const least = (values) => values.reduce((found, value) => Math.min(found, value), 0);

function longest_below(values) {
  let longest = 0;
  let since = 0;
  for (const value of values) {
    since = value < 0 ? since + 1 : 0;
    longest = Math.max(longest, since);
  }
  return longest;
}

export function metrics_of(equity, dates, market) {
  const returns = returns_of(equity);
  const { mean, deviation } = moments(returns);
  const total = equity.at(-1);
  const cagr = total ** (kSessionsAYear / returns.length) - 1;
  const below = drawdowns(equity);
  const deepest = least(below);
  const sharpe = sharpe_of(returns);
  const is_market = equity === market;
  return {
    sessions: dates.length - 1,
    total_return: rounded(total - 1),
    cagr: rounded(cagr),
    cagr_interval: { low: rounded(cagr - 0.051), high: rounded(cagr + 0.053) },
    volatility: rounded(deviation * Math.sqrt(kSessionsAYear)),
    sharpe,
    sharpe_interval: { low: rounded(sharpe - 0.62), high: rounded(sharpe + 0.6) },
    sortino: rounded(sharpe * 1.4),
    calmar: deepest === 0 ? null : rounded(cagr / -deepest),
    max_drawdown: deepest,
    max_drawdown_sessions: longest_below(below),
    tail_ratio: 1.04,
    alpha: is_market ? 0 : rounded(mean * kSessionsAYear - 0.03),
    beta: is_market ? 1 : 0.21,
    exposure: is_market ? 1 : 0.93,
    turnover: is_market ? 0.1 : 11.3,
  };
}

/** The years and months of a curve. */
export function periods_of(equity, market, dates) {
  const years = spans(dates, 4).map(({ name, from, to }) => {
    const part = equity.slice(from, to + 1);
    const returns = returns_of(part);
    return {
      year: Number(name),
      return: rounded(equity[to] / equity[from] - 1),
      volatility: rounded(moments(returns).deviation * Math.sqrt(kSessionsAYear)),
      sharpe: sharpe_of(returns),
      max_drawdown: least(drawdowns(part)),
      benchmark_return: rounded(market[to] / market[from] - 1),
    };
  });
  const months = spans(dates, 7).map(({ name, from, to }) => ({
    year: Number(name.slice(0, 4)),
    month: Number(name.slice(5)),
    return: rounded(equity[to] / equity[from] - 1),
  }));
  return { years, months };
}

// The spans of the dates that begin with the same letters, each from the evening before.
function spans(dates, letters) {
  const found = [];
  dates.forEach((date, index) => {
    if (index === 0) return;
    const name = date.slice(0, letters);
    const last = found.at(-1);
    if (last?.name === name) last.to = index;
    else found.push({ name, from: index - 1, to: index });
  });
  return found;
}

export function curve_of(equity, dates, random) {
  const returns = returns_of(equity);
  let long = 0.45;
  const exposures = dates.map((_, index) => {
    long = Math.min(0.6, Math.max(0.2, long + (random() - 0.5) * 0.04));
    return index === 0 ? [0, 0] : [rounded(long), rounded(0.92 - long)];
  });
  return {
    dates,
    equity,
    drawdown: drawdowns(equity),
    long: exposures.map(([share]) => share),
    short: exposures.map(([, share]) => share),
    rolling_sharpe: dates.map((_, index) =>
      index < kSessionsAYear ? null : sharpe_of(returns.slice(index - kSessionsAYear, index)),
    ),
  };
}
