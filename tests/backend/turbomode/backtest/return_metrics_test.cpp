#include "turbomode/backtest/return_metrics.hpp"

#include <cmath>

#include <gtest/gtest.h>

#include "backend/turbomode/models/small_history.hpp"

namespace turbomode::backtest {
namespace {

using Returns = std::vector<double>;

Returns random_returns(std::uint64_t seed, std::size_t n, double mean = 0.0005) {
    models::Draws draws(seed);
    Returns returns(n);
    for (double& value : returns) {
        value = mean + 0.01 * draws.normal();
    }
    return returns;
}

TEST(ReturnMetrics, AreThoseFoundByHand) {
    // Growth 1.1 x 0.9 x 1.2 = 1.188 in three periods, four of which are a year.
    const auto metrics = return_metrics(Returns{0.1, -0.1, 0.2}, {.periods_a_year = 4});
    EXPECT_EQ(metrics.sessions, 3U);
    EXPECT_NEAR(metrics.total_return, 0.188, 1e-15);
    EXPECT_NEAR(*metrics.cagr, std::pow(1.188, 4.0 / 3.0) - 1.0, 1e-14);
    // Mean 1/15; squares of distances 1/900, 25/900, 16/900: variance 42/900 over 2.
    const double deviation = std::sqrt(42.0 / 900.0 / 2.0);
    EXPECT_NEAR(*metrics.volatility, 2.0 * deviation, 1e-14);
    EXPECT_NEAR(*metrics.sharpe, 2.0 / 15.0 / deviation, 1e-13);
    // One shortfall of 0.1 among three.
    EXPECT_NEAR(*metrics.sortino, 2.0 / 15.0 / std::sqrt(0.01 / 3.0), 1e-13);
    EXPECT_NEAR(metrics.drawdown.depth, -0.1, 1e-15);
    EXPECT_NEAR(*metrics.calmar, *metrics.cagr / 0.1, 1e-12);
    EXPECT_FALSE(metrics.tail_ratio.has_value());
}

TEST(ReturnMetrics, TakeAYearFor252SessionsAndCompoundItsRate) {
    const Returns year(252, 0.001);
    const auto metrics = return_metrics(year);
    EXPECT_NEAR(*metrics.cagr, std::pow(1.001, 252) - 1.0, 1e-12);
    // At a risk-free rate of just as much, nothing is earned beyond it.
    Returns uneven = year;
    uneven[0] = 0.002;
    uneven[1] = 0.0;
    const auto none =
        return_metrics(uneven, {.risk_free_a_year = *metrics.cagr, .target_a_year = *metrics.cagr});
    EXPECT_NEAR(*none.sharpe, 0.0, 1e-10);
    EXPECT_NEAR(*none.sortino, 0.0, 1e-10);
}

TEST(ReturnMetrics, OfNothingAreNothing) {
    const auto metrics = return_metrics(Returns{});
    EXPECT_EQ(metrics.sessions, 0U);
    EXPECT_EQ(metrics.total_return, 0.0);
    EXPECT_FALSE(metrics.cagr || metrics.volatility || metrics.sharpe || metrics.sortino ||
                 metrics.calmar || metrics.tail_ratio);
    EXPECT_EQ(metrics.drawdown.depth, 0.0);
}

TEST(ReturnMetrics, OfOneSessionHaveNoSpread) {
    const auto metrics = return_metrics(Returns{-0.01});
    EXPECT_TRUE(metrics.cagr && metrics.calmar);
    EXPECT_FALSE(metrics.volatility || metrics.sharpe || metrics.sortino);
    // 51 to the power of 252 is no number.
    EXPECT_FALSE(return_metrics(Returns{1e9, 50.0}).cagr.has_value());
}

TEST(ReturnMetrics, OfConstantReturnsHaveNoRatios) {
    const auto metrics = return_metrics(Returns(100, 0.0003), {.target_a_year = 0.01});
    EXPECT_EQ(*metrics.volatility, 0.0);
    EXPECT_FALSE(metrics.sharpe || metrics.sortino || metrics.calmar || metrics.tail_ratio);
    EXPECT_FALSE(return_metrics(Returns(100, 0.0)).sharpe.has_value());
}

TEST(ReturnMetrics, LoseEverythingForGood) {
    const auto metrics = return_metrics(Returns{0.1, -1.5, 0.3, 0.1});
    EXPECT_EQ(metrics.total_return, -1.0);
    EXPECT_EQ(*metrics.cagr, -1.0);
    EXPECT_EQ(metrics.drawdown.depth, -1.0);
    EXPECT_EQ(metrics.drawdown.bottom, 2U);
    EXPECT_FALSE(metrics.drawdown.recovery.has_value());
}

TEST(ReturnMetrics, ShortfallsAreOverAllSessions) {
    // The same shortfall among more sessions is less of a risk.
    Returns returns{-0.01, 0.02, 0.02, 0.02};
    const double few = *return_metrics(returns).sortino;
    returns.insert(returns.end(), 8, 0.02);
    EXPECT_GT(*return_metrics(returns).sortino, few);
}

TEST(TailRatio, IsOfInterpolatedPercentiles) {
    // -0.10, -0.09, ..., 0.20 are 31 values: the 95th percentile lies at 28.5, the 5th at 1.5.
    Returns returns;
    for (int i = 30; i >= 0; --i) {
        returns.push_back(0.01 * (i - 10));
    }
    EXPECT_NEAR(*return_metrics(returns).tail_ratio, 0.185 / 0.085, 1e-12);
    EXPECT_FALSE(return_metrics(Returns(returns.begin(), returns.begin() + 19)).tail_ratio);
}

TEST(BenchmarkFit, FindsTheLine) {
    const auto benchmark = random_returns(1, 500);
    Returns returns;
    for (const double value : benchmark) {
        returns.push_back(0.0002 + 1.3 * value);
    }
    const auto fit = benchmark_fit(returns, benchmark);
    ASSERT_TRUE(fit.has_value());
    EXPECT_NEAR(fit->beta, 1.3, 1e-12);
    EXPECT_NEAR(fit->alpha, 0.0002 * 252.0, 1e-12);
    // With a risk-free rate r a session, alpha is 0.0002 + 0.3 r.
    const double rate = std::pow(1.05, 1.0 / 252.0) - 1.0;
    const auto beyond = benchmark_fit(returns, benchmark, {.risk_free_a_year = 0.05});
    EXPECT_NEAR(beyond->alpha, (0.0002 + 0.3 * rate) * 252.0, 1e-12);
    EXPECT_NEAR(beyond->beta, 1.3, 1e-12);
}

TEST(BenchmarkFit, IsNothingOfTooFewOrAConstantBenchmark) {
    EXPECT_FALSE(benchmark_fit(Returns{0.1, 0.2}, Returns{0.1, 0.3}).has_value());
    EXPECT_FALSE(benchmark_fit(Returns{0.1, 0.2, 0.3}, Returns(3, 0.1)).has_value());
    EXPECT_FALSE(benchmark_fit(Returns{}, Returns{}).has_value());
}

TEST(Drawdowns, AreThePublishedOnes) {
    // A. Steiner, Ambiguity in Calculating and Interpreting Maximum Drawdown, 2010: the curve and
    // its maximum drawdown of 50 %, from 140 to 70.
    const std::vector<double> curve{
        60, 40, 80, 140, 100, 90, 110, 70, 100, 130, 110, 120, 90, 150, 120, 130};
    const auto deepest = deepest_drawdown(curve);
    EXPECT_DOUBLE_EQ(deepest.depth, -0.5);
    EXPECT_EQ(deepest.peak, 3U);
    EXPECT_EQ(deepest.bottom, 7U);
    EXPECT_EQ(deepest.recovery, 13U);
    EXPECT_EQ(deepest.length, 10U);
    const auto below = drawdowns(curve);
    ASSERT_EQ(below.size(), curve.size());
    EXPECT_DOUBLE_EQ(below[1], 40.0 / 60.0 - 1.0);
    EXPECT_DOUBLE_EQ(below[13], 0.0);
    EXPECT_DOUBLE_EQ(below[15], 130.0 / 150.0 - 1.0);
}

TEST(Drawdowns, BeginAtTheLastTimeAtThePeakAndMayNotEnd) {
    const auto open = deepest_drawdown(std::vector<double>{1, 2, 2, 1, 1, 1.5});
    EXPECT_EQ(open.peak, 2U);
    EXPECT_EQ(open.bottom, 3U);
    EXPECT_FALSE(open.recovery.has_value());
    EXPECT_EQ(open.length, 3U);
    const auto first = deepest_drawdown(std::vector<double>{4, 2, 4, 2, 4});
    EXPECT_EQ(first.peak, 0U);
    EXPECT_EQ(first.recovery, 2U);
}

TEST(Drawdowns, OfARiseAreNone) {
    const auto none = deepest_drawdown(equity_curve(Returns{0.01, 0.0, 0.02}));
    EXPECT_EQ(none.depth, 0.0);
    EXPECT_EQ(none.length, 0U);
    EXPECT_EQ(deepest_drawdown(std::vector<double>{}).depth, 0.0);
    EXPECT_TRUE(drawdowns(std::vector<double>{}).empty());
}

TEST(EquityCurve, BeginsAtOneAndCompounds) {
    const auto curve = equity_curve(Returns{0.5, -0.5});
    ASSERT_EQ(curve.size(), 3U);
    EXPECT_DOUBLE_EQ(curve[0], 1.0);
    EXPECT_DOUBLE_EQ(curve[1], 1.5);
    EXPECT_DOUBLE_EQ(curve[2], 0.75);
}

TEST(RollingSharpe, IsTheSharpeRatioOfEachWindow) {
    const auto returns = random_returns(2, 203);
    const ReturnOptions options{.risk_free_a_year = 0.03};
    for (const std::size_t window : {2U, 7U, 63U, 203U}) {
        const auto rolling = rolling_sharpe(returns, window, options);
        ASSERT_EQ(rolling.size(), returns.size());
        for (std::size_t last = 0; last < returns.size(); ++last) {
            ASSERT_EQ(rolling[last].has_value(), last + 1 >= window);
            if (rolling[last]) {
                const auto part = std::span(returns).subspan(last + 1 - window, window);
                const double expected = *return_metrics(part, options).sharpe;
                EXPECT_NEAR(*rolling[last], expected, 1e-9 * (1.0 + std::abs(expected)));
            }
        }
    }
    EXPECT_FALSE(rolling_sharpe(returns, 204).back().has_value());
    EXPECT_TRUE(rolling_sharpe(Returns{}, 5).empty());
}

TEST(RollingSharpe, ForgetsWhatLeftTheWindow) {
    auto returns = random_returns(3, 60);
    const auto before = rolling_sharpe(returns, 10);
    returns[5] = 1e9;  // A sum that is added to and subtracted from would keep its rounding.
    const auto after = rolling_sharpe(returns, 10);
    for (std::size_t last = 15; last < returns.size(); ++last) {
        EXPECT_DOUBLE_EQ(*after[last], *before[last]);
    }
}

TEST(RollingSharpe, LooksBackOnlyAndIsNothingOfAConstantWindow) {
    auto returns = random_returns(4, 50);
    const auto whole = rolling_sharpe(returns, 8);
    const auto prefix = rolling_sharpe(std::span(returns).first(30), 8);
    EXPECT_TRUE(std::equal(prefix.begin(), prefix.end(), whole.begin()));
    std::fill(returns.begin() + 20, returns.begin() + 40, 0.0001);
    const auto flat = rolling_sharpe(returns, 8);
    EXPECT_TRUE(flat[26].has_value());
    EXPECT_FALSE(flat[27].has_value());
    EXPECT_FALSE(flat[39].has_value());
    EXPECT_TRUE(flat[40].has_value());
}

TEST(CalendarReturns, CompoundWithinYearsAndMonths) {
    const Returns returns{0.1, 0.1, -0.5, 0.2, 0.3};
    const std::vector<base::TradingDate> sessions{
        {2024, 11, 29}, {2024, 12, 2}, {2024, 12, 31}, {2025, 1, 2}, {2026, 1, 2}};
    const auto years = returns_by_year(returns, sessions);
    ASSERT_EQ(years.size(), 3U);
    EXPECT_EQ(years[0].year, 2024);
    EXPECT_FALSE(years[0].month.has_value());
    EXPECT_EQ(years[0].sessions, 3U);
    EXPECT_NEAR(years[0].total_return, 1.1 * 1.1 * 0.5 - 1.0, 1e-15);
    EXPECT_NEAR(years[1].total_return, 0.2, 1e-15);
    const auto months = returns_by_month(returns, sessions);
    ASSERT_EQ(months.size(), 4U);  // January of two years is two months.
    EXPECT_EQ(months[1].month, 12U);
    EXPECT_NEAR(months[1].total_return, 1.1 * 0.5 - 1.0, 1e-15);
    EXPECT_EQ(months[3].year, 2026);
    double growth = 1.0;
    for (const auto& month : months) {
        growth *= 1.0 + month.total_return;
    }
    EXPECT_NEAR(growth - 1.0, return_metrics(returns).total_return, 1e-15);
    EXPECT_TRUE(returns_by_year(Returns{}, {}).empty());
}

TEST(ReturnIntervals, HoldWhatTheyAreOfAndRepeat) {
    const auto returns = random_returns(5, 1'000, 0.0);
    const auto metrics = return_metrics(returns);
    const auto intervals = return_intervals(returns, 10);
    ASSERT_TRUE(intervals.cagr && intervals.sharpe);
    EXPECT_LT(intervals.cagr->low, *metrics.cagr);
    EXPECT_GT(intervals.cagr->high, *metrics.cagr);
    EXPECT_LT(intervals.sharpe->low, *metrics.sharpe);
    EXPECT_GT(intervals.sharpe->high, *metrics.sharpe);
    // The error of a year's Sharpe ratio near 0 is sqrt(252 / 1000) (A. Lo, The Statistics of
    // Sharpe Ratios, 2002).
    const double width = intervals.sharpe->high - intervals.sharpe->low;
    EXPECT_NEAR(width, 2.0 * 1.96 * std::sqrt(0.252), 0.25 * width);
    EXPECT_EQ(return_intervals(returns, 10).sharpe->low, intervals.sharpe->low);
}

TEST(ReturnIntervals, CoverTheTruthAboutNineteenTimesOfTwenty) {
    int covered = 0;
    for (std::uint64_t seed = 1; seed <= 200; ++seed) {
        const auto sharpe = return_intervals(random_returns(seed, 500, 0.0), 5).sharpe;
        covered += sharpe->low < 0.0 && sharpe->high > 0.0 ? 1 : 0;
    }
    EXPECT_GE(covered, 178);  // 190 less three binomial deviations of 3.1, and blocks' bias.
    EXPECT_LE(covered, 199);
}

TEST(ReturnIntervals, AreNothingOfTooFewBlocksOrOfConstantReturns) {
    EXPECT_FALSE(return_intervals(random_returns(6, 29), 10).cagr.has_value());
    EXPECT_TRUE(return_intervals(random_returns(6, 30), 10).cagr.has_value());
    const auto constant = return_intervals(Returns(60, 0.001), 10);
    EXPECT_FALSE(constant.sharpe.has_value());
    EXPECT_NEAR(constant.cagr->low, std::pow(1.001, 252) - 1.0, 1e-9);
    EXPECT_FALSE(return_intervals(Returns{}, 10).cagr.has_value());
}

}  // namespace
}  // namespace turbomode::backtest
