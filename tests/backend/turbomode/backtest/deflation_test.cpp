#include "turbomode/backtest/deflation.hpp"

#include <cmath>

#include <gtest/gtest.h>

namespace turbomode::backtest {
namespace {

TEST(DeflatedSharpe, IsThePapersNumber) {
    // Bailey and Lopez de Prado (2014), A Numerical Example: of 100 trials, whose annual ratios
    // have a variance of 1/2, the best has 2.5 over five years of 250 days, skewness -3, kurtosis
    // 10. The paper finds 0.1132 a day expected by luck and a chance of 0.9004.
    const Sharpe best{
        .ratio = 2.5 / std::sqrt(250.0), .blocks = 1'250, .skewness = -3.0, .kurtosis = 10.0};
    const double variance = 0.5 / 250.0;
    EXPECT_NEAR(expected_max_sharpe(100, variance), 0.1132, 5e-5);
    const auto deflated = deflated_sharpe(best, 100, variance);
    ASSERT_TRUE(deflated.has_value());
    EXPECT_NEAR(*deflated, 0.9004, 5e-5);
    // The paper's remark: of 46 trials it would have been 0.9505.
    EXPECT_NEAR(*deflated_sharpe(best, 46, variance), 0.9505, 5e-5);
}

TEST(ProbabilisticSharpe, IsThePublishedNumber) {
    // The example of ProbSharpeRatio in R's PerformanceAnalytics, which leaves the kurtosis out
    // (as if it were 3): 0.9597 in its recorded results, cut after four digits.
    const Sharpe sharpe{
        .ratio = 2.0 / std::sqrt(12.0), .blocks = 59, .skewness = -0.72, .kurtosis = 3.0};
    EXPECT_NEAR(*probabilistic_sharpe(sharpe, 1.0 / std::sqrt(12.0)), 0.9597, 1e-4);
    // lequant40/portfolio_analytics_js, of C. Bacon's 24 monthly returns (2008, p. 65), whose
    // skewness and kurtosis it corrects for bias.
    const Sharpe bacon{.ratio = 0.22756845566238826,
                       .blocks = 24,
                       .skewness = -0.08817174934967537,
                       .kurtosis = 2.592339678813914};
    EXPECT_NEAR(*probabilistic_sharpe(bacon, 0.0), 0.85765342264124, 1e-12);
}

TEST(ProbabilisticSharpe, FallsWithNegativeSkewnessAndFatTails) {
    const Sharpe normal{.ratio = 0.2, .blocks = 60, .skewness = 0.0, .kurtosis = 3.0};
    Sharpe skewed = normal;
    skewed.skewness = -1.0;
    Sharpe fat = normal;
    fat.kurtosis = 9.0;
    EXPECT_LT(*probabilistic_sharpe(skewed, 0.0), *probabilistic_sharpe(normal, 0.0));
    EXPECT_LT(*probabilistic_sharpe(fat, 0.0), *probabilistic_sharpe(normal, 0.0));
    EXPECT_DOUBLE_EQ(*probabilistic_sharpe(normal, 0.2), 0.5);
}

TEST(ProbabilisticSharpe, IsNothingOfOneReturnOrOfMomentsThatNoReturnsHave) {
    EXPECT_FALSE(probabilistic_sharpe({.ratio = 1, .blocks = 1, .skewness = 0, .kurtosis = 3}, 0.0)
                     .has_value());
    // Kurtosis is never below 1 + skewness squared.
    EXPECT_FALSE(probabilistic_sharpe({.ratio = 1, .blocks = 9, .skewness = 3, .kurtosis = 2}, 0.0)
                     .has_value());
}

TEST(ExpectedMaxSharpe, GrowsWithTrialsAndTheirSpread) {
    EXPECT_DOUBLE_EQ(expected_max_sharpe(1, 0.5), 0.0);
    EXPECT_DOUBLE_EQ(expected_max_sharpe(50, 0.0), 0.0);
    EXPECT_LT(expected_max_sharpe(10, 0.5), expected_max_sharpe(11, 0.5));
    EXPECT_DOUBLE_EQ(expected_max_sharpe(10, 4.0), 2.0 * expected_max_sharpe(10, 1.0));
    EXPECT_TRUE(std::isfinite(expected_max_sharpe(1'000'000'000'000, 1.0)));
}

TEST(ExpectedMaxSharpe, IsNearTheExpectedLargestOfNormalNumbers) {
    // Exact expectations of the largest of n standard normal numbers (D. Teichroew, Tables of
    // Expected Values of Order Statistics, 1956).
    EXPECT_NEAR(expected_max_sharpe(10, 1.0), 1.53875, 0.04);
    EXPECT_NEAR(expected_max_sharpe(20, 1.0), 1.86748, 0.04);
}

TEST(DeflatedSharpe, OfOneTrialIsTheChanceToBeAboveZero) {
    const Sharpe sharpe{.ratio = 0.1, .blocks = 100, .skewness = -0.5, .kurtosis = 4.0};
    EXPECT_DOUBLE_EQ(*deflated_sharpe(sharpe, 1, 0.3), *probabilistic_sharpe(sharpe, 0.0));
}

}  // namespace
}  // namespace turbomode::backtest
