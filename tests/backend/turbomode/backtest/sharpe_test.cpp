#include "turbomode/backtest/sharpe.hpp"

#include <cmath>
#include <vector>

#include <gtest/gtest.h>

namespace turbomode::backtest {
namespace {

using Returns = std::vector<double>;

TEST(SharpeOf, IsTheMeanOfBlocksOverTheirDeviation) {
    // Blocks of two: 2, 4, 6. Mean 4, sample deviation 2; second moment 8/3, fourth 32/3.
    const auto sharpe = sharpe_of(Returns{1, 3, 3, 5, 5, 7}, 2);
    ASSERT_TRUE(sharpe.has_value());
    EXPECT_DOUBLE_EQ(sharpe->ratio, 2.0);
    EXPECT_EQ(sharpe->blocks, 3U);
    EXPECT_NEAR(sharpe->skewness, 0.0, 1e-12);
    EXPECT_NEAR(sharpe->kurtosis, 1.5, 1e-12);
}

TEST(SharpeOf, LeansToTheSideOfTheLongTail) {
    // 0, 0, 3: mean 1, sum of squares 6, of cubes 6.
    const auto sharpe = sharpe_of(Returns{0, 0, 3}, 1);
    ASSERT_TRUE(sharpe.has_value());
    EXPECT_NEAR(sharpe->ratio, 1.0 / std::sqrt(3.0), 1e-12);
    EXPECT_NEAR(sharpe->skewness, 2.0 / std::pow(2.0, 1.5), 1e-12);
}

TEST(SharpeOf, LeavesOutNightsTooFewForABlock) {
    EXPECT_DOUBLE_EQ(sharpe_of(Returns{1, 3, 3, 5, 5, 7, 100}, 2)->ratio, 2.0);
}

TEST(SharpeOf, IsNothingOfTooFewBlocksOrOfBlocksThatAreAlike) {
    EXPECT_FALSE(sharpe_of(Returns{1, 2, 3, 4, 5}, 2).has_value());
    EXPECT_FALSE(sharpe_of(Returns{}, 10).has_value());
    EXPECT_FALSE(sharpe_of(Returns{0.1, 0.2, 0.2, 0.1, 0.1, 0.2}, 2).has_value());
    EXPECT_FALSE(sharpe_of(Returns(9, 0.0), 3).has_value());
}

}  // namespace
}  // namespace turbomode::backtest
