"""The backtester's figures, computed a second time from the definitions in
docs/backtesting_metrics.md in plain Python, and compared: on published returns, with the figures
published of them, and on random ones.

    python3 backtest_figures_test.py PATH_OF_BACKTEST_FIGURES
"""
import itertools
import json
import math
import random
import statistics
import subprocess
import sys
import unittest

# C. Bacon, Practical Portfolio Performance Measurement and Attribution, 2nd edition, 2008, p. 65
# and 66: 24 monthly returns of a portfolio and its benchmark, the example data of R's package
# PerformanceAnalytics (data/portfolio_bacon.csv).
PORTFOLIO = [
    0.003, 0.026, 0.011, -0.010, 0.015, 0.025, 0.016, 0.067, -0.014, 0.040, -0.005, 0.081,
    0.040, -0.037, -0.061, 0.017, -0.049, -0.022, 0.070, 0.058, -0.065, 0.024, -0.005, -0.009]
BENCHMARK = [
    0.002, 0.025, 0.018, -0.011, 0.014, 0.018, 0.014, 0.065, -0.015, 0.042, -0.006, 0.083,
    0.039, -0.038, -0.062, 0.015, -0.048, 0.021, 0.060, 0.056, -0.067, 0.019, -0.003, 0.000]
# The 3rd edition's 36 months, and how far it finds each below the highest before.
PORTFOLIO_LATER = [
    0.003, 0.026, 0.011, -0.009, 0.014, 0.024, 0.015, 0.066, -0.014, 0.039, -0.005, 0.081,
    0.040, -0.037, -0.061, 0.014, -0.049, -0.021, 0.062, 0.058, -0.064, 0.017, -0.004, -0.002,
    -0.021, 0.011, 0.047, 0.024, 0.033, -0.007, 0.047, 0.006, 0.010, -0.002, 0.034, 0.010]
BELOW_PEAK_LATER = [
    0, 0, 0, -0.0090, 0, 0, 0, 0, -0.0140, 0, -0.0050, 0,
    0, -0.0370, -0.0957, -0.0831, -0.1280, -0.1463, -0.0934, -0.0408, -0.1022, -0.0869, -0.0906,
    -0.0924, -0.1115, -0.1017, -0.0595, -0.0369, -0.0051, -0.0121, 0, 0, 0, -0.0020, 0, 0]

BOUND = 1e-9
NORMAL = statistics.NormalDist()


def figures(returns, **given):
    """What the program finds."""
    asked = {'returns': returns, 'benchmark': returns, 'periods_a_year': 252,
             'risk_free_a_year': 0, 'target_a_year': 0, 'window': 10, 'trials': 20,
             'variance': 0.01, 'ratio_benchmark': 0.05, **given}
    run = subprocess.run([PROGRAM], input=json.dumps(asked), capture_output=True, text=True,
                         check=True)
    return json.loads(run.stdout)


# The definitions.

def sharpe(returns, rate, periods):
    return (statistics.mean(returns) - rate) / statistics.stdev(returns) * math.sqrt(periods)


def percentile(returns, percent):
    # The inclusive method of the standard library is the linear interpolation meant.
    return statistics.quantiles(returns, n=100, method='inclusive')[percent - 1]


def moment(returns, power):
    mean = statistics.fmean(returns)
    return math.fsum((value - mean) ** power for value in returns) / len(returns)


def fall(returns):
    """Depth, peak, bottom, recovery and length of the deepest, by looking at every pair."""
    curve = list(itertools.accumulate(returns, lambda e, r: e * (1 + r), initial=1.0))
    depth, peak, bottom = min(
        (curve[low] / curve[high] - 1, -high, low)
        for high in range(len(curve)) for low in range(high, len(curve)))
    peak = -peak
    recovery = next((i for i in range(bottom, len(curve)) if curve[i] >= curve[peak]), None)
    end = len(curve) - 1 if recovery is None else recovery
    return {'depth': depth, 'peak': peak, 'bottom': bottom, 'recovery': recovery,
            'length': end - peak,
            'drawdowns': [curve[i] / max(curve[:i + 1]) - 1 for i in range(len(curve))]}


def definitions(returns, benchmark, periods, risk_free, target, window, trials, variance,
                ratio_benchmark):
    rate = (1 + risk_free) ** (1 / periods) - 1
    least = (1 + target) ** (1 / periods) - 1
    growth = math.prod(1 + value for value in returns)
    downside = math.sqrt(math.fsum(min(value - least, 0) ** 2 for value in returns)
                         / len(returns))
    slope, intercept = statistics.linear_regression(
        [value - rate for value in benchmark], [value - rate for value in returns])
    cagr = growth ** (periods / len(returns)) - 1
    ratio = statistics.mean(returns) / statistics.stdev(returns)
    skewness = moment(returns, 3) / moment(returns, 2) ** 1.5
    kurtosis = moment(returns, 4) / moment(returns, 2) ** 2
    error = math.sqrt((1 - skewness * ratio + (kurtosis - 1) / 4 * ratio ** 2)
                      / (len(returns) - 1))
    euler = 0.57721566490153286
    highest = math.sqrt(variance) * (
        (1 - euler) * NORMAL.inv_cdf(1 - 1 / trials)
        + euler * NORMAL.inv_cdf(1 - 1 / (trials * math.e)))
    found = fall(returns)
    return {
        **found, 'total_return': growth - 1, 'cagr': cagr,
        'volatility': statistics.stdev(returns) * math.sqrt(periods),
        'sharpe': sharpe(returns, rate, periods),
        'sortino': (statistics.mean(returns) - least) / downside * math.sqrt(periods),
        'calmar': cagr / -found['depth'],
        'tail_ratio': abs(percentile(returns, 95)) / abs(percentile(returns, 5)),
        'alpha': intercept * periods, 'beta': slope,
        'rolling_sharpe': [
            sharpe(returns[i + 1 - window:i + 1], rate, periods) if i + 1 >= window else None
            for i in range(len(returns))],
        'skewness': skewness, 'kurtosis': kurtosis,
        'probabilistic_sharpe': NORMAL.cdf((ratio - ratio_benchmark) / error),
        'deflated_sharpe': NORMAL.cdf((ratio - highest) / error)}


def overfitting(rows, blocks):
    """Every split written out: rows joined, Sharpe ratios of whole columns, ranks counted."""
    cuts = [block * len(rows) // blocks for block in range(blocks + 1)]
    parts = [rows[first:end] for first, end in zip(cuts, cuts[1:])]
    below, logits = 0.0, []
    for chosen in itertools.combinations(range(blocks), blocks // 2):
        halves = [[row for block in range(blocks) if (block in chosen) == inside
                   for row in parts[block]] for inside in (True, False)]
        inside, outside = ([statistics.fmean(column) / statistics.stdev(column)
                            for column in zip(*half)] for half in halves)
        best = inside.index(max(inside))
        share = (1 + sum(value < outside[best] for value in outside)) / (len(outside) + 1)
        logits.append(math.log(share / (1 - share)))
        below += 1.0 if share < 0.5 else 0.5 if share == 0.5 else 0.0
    return {'probability': below / len(logits), 'logit_median': statistics.median(logits),
            'splits': len(logits), 'blocks': blocks}


class Figures(unittest.TestCase):
    def compare(self, found, expected):
        self.assertEqual(sorted(found), sorted(expected))
        for name, value in expected.items():
            pairs = zip(found[name], value) if isinstance(value, list) else [(found[name], value)]
            for one, other in pairs:
                if one is None or other is None:
                    self.assertEqual(one, other, name)
                else:
                    self.assertLess(abs(one - other), BOUND * max(1, abs(other)), name)

    def check(self, returns, benchmark, periods=252, risk_free=0.03, target=0.02):
        found = figures(returns, benchmark=benchmark, periods_a_year=periods,
                        risk_free_a_year=risk_free, target_a_year=target)
        self.compare(found, definitions(returns, benchmark, periods, risk_free, target, 10, 20,
                                        0.01, 0.05))

    def test_published_returns_agree_with_the_definitions(self):
        self.check(PORTFOLIO, BENCHMARK, 12)
        self.check(PORTFOLIO_LATER, PORTFOLIO_LATER, 12)
        self.check(PORTFOLIO, BENCHMARK, 12, risk_free=0, target=0)

    def test_random_returns_agree_with_the_definitions(self):
        draws = random.Random(20260101)
        for sessions in (20, 21, 100, 400):
            market = [draws.gauss(0.0004, 0.011) for _ in range(sessions)]
            own = [0.8 * value + draws.gauss(0.0002, 0.006) for value in market]
            self.check(own, market)

    def test_overfitting_agrees_with_every_split_written_out(self):
        draws = random.Random(7)
        for sessions, variants, blocks, edge in ((50, 5, 6, 0), (64, 4, 8, 0.3), (41, 3, 4, 0)):
            rows = [[draws.gauss(edge * (variant == 1), 1) for variant in range(variants)]
                    for _ in range(sessions)]
            found = figures([value for row in rows for value in row], variants=variants,
                            blocks=blocks)
            self.compare(found, overfitting(rows, blocks))


class Published(unittest.TestCase):
    """Figures of Bacon's portfolio as R's PerformanceAnalytics publishes them: in the comments of
    its examples ("expected") and in its recorded results, which are cut after four digits.
    """

    def setUp(self):
        # A target of 0.5 % a month, Bacon's.
        self.found = figures(PORTFOLIO, benchmark=BENCHMARK, periods_a_year=12,
                             target_a_year=1.005 ** 12 - 1)
        self.below = self.found['drawdowns'][1:]

    def near(self, value, published, digits=4):
        self.assertLess(abs(value - published), 10.0 ** -digits, (value, published))

    def test_sortino_is_kappa_of_order_two(self):
        # Kappa: 0.1566, a month's; here it is a year's.
        self.near(self.found['sortino'] / math.sqrt(12), 0.1566)

    def test_growth_and_volatility(self):
        # AdjustedSharpeRatio: 0.7591435. It takes the Sharpe ratio as CAGR over volatility, where
        # this program takes the mean (as Sharpe, 1994): 0.788 instead of 0.757 a year.
        ratio = self.found['cagr'] / self.found['volatility']
        adjusted = ratio * (1 + self.found['skewness'] / 6 * ratio
                            - (self.found['kurtosis'] - 3) / 24 * ratio ** 2)
        self.near(adjusted, 0.7591435, 7)
        self.near(self.found['kurtosis'], 2.43, 2)
        self.near(self.found['skewness'] / self.found['kurtosis'], -0.0339)

    def test_sharpe(self):
        # lequant40/portfolio_analytics_js publishes a month's 0.22756845566238826.
        self.near(self.found['sharpe'] / math.sqrt(12), 0.22756845566238826, 12)

    def test_beta_and_alpha(self):
        # SystematicRisk: 0.1328, beta times the benchmark's volatility.
        self.near(self.found['beta'] * statistics.stdev(BENCHMARK) * math.sqrt(12), 0.1328)
        # jensenAlpha: -0.0141, of compound growth. Here it is the regression's intercept times
        # twelve, -0.0124, as its error is known; growth and beta here give the same as there.
        benchmark = figures(BENCHMARK, periods_a_year=12)
        self.near(self.found['cagr'] - self.found['beta'] * benchmark['cagr'], -0.0141)
        self.near(self.found['alpha'], -0.0124)

    def test_drawdowns(self):
        # PainIndex: 0.0399, the mean drawdown; PainRatio: 2.5926 and MartinRatio: 1.6945, CAGR
        # over it and over the root of the mean square.
        pain = -statistics.fmean(self.below)
        ulcer = math.sqrt(statistics.fmean(value ** 2 for value in self.below))
        self.near(pain, 0.0399)
        self.near(self.found['cagr'] / pain, 2.5926)
        self.near(self.found['cagr'] / ulcer, 1.6945)
        # lequant40/portfolio_analytics_js: 0.14467295573852484 from the 13th month to the 18th,
        # of a curve rounded to ten digits.
        self.near(self.found['depth'], -0.14467295573852484, 8)
        self.assertEqual((self.found['peak'], self.found['bottom']), (13, 18))
        self.assertIsNone(self.found['recovery'])

    def test_drawdowns_of_the_later_edition(self):
        found = figures(PORTFOLIO_LATER, periods_a_year=12)
        self.assertEqual(len(found['drawdowns']), 37)
        for value, published in zip(found['drawdowns'][1:], BELOW_PEAK_LATER):
            self.near(value, published)
        self.assertEqual((found['peak'], found['bottom'], found['recovery']), (13, 18, 31))

    def test_probabilistic_sharpe(self):
        # lequant40/portfolio_analytics_js finds 0.85765: its skewness and kurtosis are corrected
        # for bias, which is the whole difference; deflation_test.cpp has it with those.
        found = figures(PORTFOLIO, periods_a_year=12, ratio_benchmark=0)
        self.near(found['probabilistic_sharpe'], 0.85765, 3)


if __name__ == '__main__':
    PROGRAM = sys.argv.pop(1)
    unittest.main()
