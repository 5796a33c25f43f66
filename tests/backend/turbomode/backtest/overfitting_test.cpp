#include "turbomode/backtest/overfitting.hpp"

#include <cmath>
#include <vector>

#include <gtest/gtest.h>

#include "backend/turbomode/models/small_history.hpp"

namespace turbomode::backtest {
namespace {

using Matrix = std::vector<double>;  // A row of variants a session.

Matrix noise(std::uint64_t seed, std::size_t sessions, std::size_t variants) {
    models::Draws draws(seed);
    Matrix returns(sessions * variants);
    for (double& value : returns) {
        value = 0.01 * draws.normal();
    }
    return returns;
}

TEST(BacktestOverfitting, IsNearOneHalfOnNoise) {
    constexpr std::uint64_t kSeeds = 40;
    double sum = 0.0;
    for (std::uint64_t seed = 1; seed <= kSeeds; ++seed) {
        const auto found = backtest_overfitting(noise(seed, 240, 20), 20, 10);
        ASSERT_TRUE(found.has_value());
        EXPECT_EQ(found->splits, 252U);  // 10 choose 5
        sum += found->probability;
    }
    EXPECT_NEAR(sum / static_cast<double>(kSeeds), 0.5, 0.1);
}

TEST(BacktestOverfitting, IsNearZeroWhenOneVariantIsBetter) {
    auto returns = noise(3, 960, 20);
    for (std::size_t session = 0; session < 960; ++session) {
        returns[session * 20 + 7] += 0.003;
    }
    const auto found = backtest_overfitting(returns, 20);
    ASSERT_TRUE(found.has_value());
    EXPECT_LT(found->probability, 0.01);
    EXPECT_NEAR(found->logit_median, std::log(20.0), 1e-12);  // First of 20.
    EXPECT_EQ(found->blocks, 16U);
    EXPECT_EQ(found->splits, 12'870U);  // 16 choose 8
}

TEST(BacktestOverfitting, IsOneWhenTheBestInsideIsTheWorstOutside) {
    // All variants earn the same over all blocks, so that what one earned more inside it earned
    // less outside. Alike risk in each block keeps the order of Sharpe ratios that of means.
    constexpr std::size_t kVariants = 7;
    models::Draws draws(5);
    Matrix returns(8 * 10 * kVariants);
    for (std::size_t variant = 0; variant < kVariants; ++variant) {
        std::vector<double> means(8);
        double sum = 0.0;
        for (double& mean : means) {
            sum += mean = draws.normal();
        }
        for (std::size_t session = 0; session < 80; ++session) {
            returns[session * kVariants + variant] =
                means[session / 10] - sum / 8.0 + (session % 2 == 0 ? 50.0 : -50.0);
        }
    }
    const auto found = backtest_overfitting(returns, kVariants, 8);
    ASSERT_TRUE(found.has_value());
    EXPECT_DOUBLE_EQ(found->probability, 1.0);
    EXPECT_NEAR(found->logit_median, -std::log(7.0), 1e-12);  // Last of 7.
}

TEST(BacktestOverfitting, OfVariantsThatAreAlikeIsOneHalf) {
    const auto one = noise(6, 100, 1);
    Matrix thrice;
    for (const double value : one) {
        thrice.insert(thrice.end(), 3, value);
    }
    const auto found = backtest_overfitting(thrice, 3);
    ASSERT_TRUE(found.has_value());
    EXPECT_DOUBLE_EQ(found->probability, 0.5);
    EXPECT_DOUBLE_EQ(found->logit_median, 0.0);
}

TEST(BacktestOverfitting, TakesOneThatNeverTradesForARatioOfZero) {
    auto returns = noise(8, 120, 3);
    for (std::size_t session = 0; session < 120; ++session) {
        returns[session * 3] = 0.0;
        returns[session * 3 + 1] -= 0.02;  // Loses everywhere.
        returns[session * 3 + 2] += 0.02;  // Earns everywhere.
    }
    const auto found = backtest_overfitting(returns, 3);
    ASSERT_TRUE(found.has_value());
    EXPECT_DOUBLE_EQ(found->probability, 0.0);
    EXPECT_NEAR(found->logit_median, std::log(3.0), 1e-12);
    // Without the one that earns, doing nothing is the best.
    Matrix two;
    for (std::size_t session = 0; session < 120; ++session) {
        two.insert(two.end(), {returns[session * 3], returns[session * 3 + 1]});
    }
    EXPECT_DOUBLE_EQ(backtest_overfitting(two, 2)->probability, 0.0);
}

TEST(BacktestOverfitting, DoesNotDependOnTheOrderOrTheUnitOfVariants) {
    const auto returns = noise(9, 150, 4);
    Matrix turned;
    for (std::size_t session = 0; session < 150; ++session) {
        for (std::size_t variant = 4; variant-- > 0;) {
            turned.push_back(2.0 * returns[session * 4 + variant]);
        }
    }
    const auto found = backtest_overfitting(returns, 4);
    const auto again = backtest_overfitting(turned, 4);
    EXPECT_DOUBLE_EQ(found->probability, again->probability);
    EXPECT_DOUBLE_EQ(found->logit_median, again->logit_median);
}

TEST(BacktestOverfitting, UsesFewerBlocksOfFewSessions) {
    EXPECT_EQ(backtest_overfitting(noise(1, 64, 2), 2)->blocks, 16U);
    EXPECT_EQ(backtest_overfitting(noise(1, 63, 2), 2)->blocks, 14U);
    EXPECT_EQ(backtest_overfitting(noise(1, 16, 2), 2)->splits, 6U);
}

TEST(BacktestOverfitting, IsNothingOfOneVariantOrOfTooFewSessions) {
    EXPECT_FALSE(backtest_overfitting(noise(1, 100, 1), 1).has_value());
    EXPECT_FALSE(backtest_overfitting(Matrix{}, 0).has_value());
    EXPECT_FALSE(backtest_overfitting(noise(1, 15, 2), 2).has_value());
}

}  // namespace
}  // namespace turbomode::backtest
