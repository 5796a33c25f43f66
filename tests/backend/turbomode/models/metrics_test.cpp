#include "turbomode/models/metrics.hpp"

#include <cmath>
#include <numbers>

#include <gtest/gtest.h>

#include "backend/turbomode/models/small_history.hpp"

namespace turbomode::models {
namespace {

using Numbers = std::vector<double>;
using Wins = std::vector<float>;

TEST(Logit, IsUndoneBySigmoidAndClippedAtTheEnds) {
    EXPECT_DOUBLE_EQ(logit(0.5), 0.0);
    EXPECT_NEAR(sigmoid(logit(0.62)), 0.62, 1e-12);
    EXPECT_NEAR(sigmoid(logit(0.0)), 1e-6, 1e-12);
    EXPECT_NEAR(sigmoid(logit(1.0)), 1.0 - 1e-6, 1e-12);
}

TEST(LogLoss, OfOneHalfIsTheLogarithmOfTwo) {
    EXPECT_NEAR(log_loss(Numbers{0.5, 0.5, 0.5}, Wins{1, 0, 1}), std::numbers::ln2, 1e-15);
}

TEST(LogLoss, IsTheMeanOfMinusLogTheChanceGivenToWhatHappened) {
    const double by_hand = -(std::log(0.8) + std::log(0.7)) / 2.0;
    EXPECT_NEAR(log_loss(Numbers{0.8, 0.3}, Wins{1, 0}), by_hand, 1e-15);
}

TEST(LogLoss, StaysFiniteForACertaintyThatWasWrong) {
    EXPECT_NEAR(log_loss(Numbers{0.0}, Wins{1}), -std::log(1e-6), 1e-12);
}

TEST(BrierScore, IsTheMeanSquaredError) {
    EXPECT_NEAR(brier_score(Numbers{0.8, 0.3}, Wins{1, 0}), (0.04 + 0.09) / 2.0, 1e-15);
}

TEST(AreaUnderCurve, CountsPairsInTheRightOrder) {
    // Wins 0.9 and 0.4, losses 0.5 and 0.1: of the four pairs only 0.4 < 0.5 is wrong.
    EXPECT_DOUBLE_EQ(area_under_curve(Numbers{0.9, 0.5, 0.4, 0.1}, Wins{1, 0, 1, 0}).value(), 0.75);
    EXPECT_DOUBLE_EQ(area_under_curve(Numbers{0.1, 0.9}, Wins{1, 0}).value(), 0.0);
}

TEST(AreaUnderCurve, CountsATieAsHalf) {
    EXPECT_DOUBLE_EQ(area_under_curve(Numbers{0.5, 0.5, 0.5}, Wins{1, 0, 0}).value(), 0.5);
    // Pairs: 0.7 against 0.7 (half) and against 0.2 (whole).
    EXPECT_DOUBLE_EQ(area_under_curve(Numbers{0.7, 0.7, 0.2}, Wins{1, 0, 0}).value(), 0.75);
}

TEST(AreaUnderCurve, IsNothingWhenAllCameOutAlike) {
    EXPECT_FALSE(area_under_curve(Numbers{0.1, 0.9}, Wins{1, 1}).has_value());
    EXPECT_FALSE(area_under_curve(Numbers{0.1, 0.9}, Wins{0, 0}).has_value());
    EXPECT_FALSE(area_under_curve(Numbers{}, Wins{}).has_value());
}

// 100 forecasts at each of 0.1, 0.3, ... 0.9, of which `wins(p)` in 100 win.
template <typename Count>
double error_with(const Count& wins_of) {
    Numbers probabilities;
    Wins wins;
    for (const double p : {0.1, 0.3, 0.5, 0.7, 0.9}) {
        for (int i = 0; i < 100; ++i) {
            probabilities.push_back(p);
            wins.push_back(i < wins_of(p) ? 1.0F : 0.0F);
        }
    }
    return calibration_error(probabilities, wins);
}

TEST(CalibrationError, IsZeroForAPerfectForecaster) {
    EXPECT_NEAR(error_with([](double p) { return std::lround(100.0 * p); }), 0.0, 1e-12);
}

TEST(CalibrationError, IsTheBiasOfABiasedForecaster) {
    EXPECT_NEAR(error_with([](double p) { return std::lround(100.0 * p) - 8; }), 0.08, 1e-12);
}

TEST(CalibrationError, DoesNotDependOnTheOrderOfEqualForecasts) {
    // A constant forecaster is off by its bias alone, however its wins lie.
    Wins wins(1000, 0.0F);
    std::fill(wins.begin(), wins.begin() + 400, 1.0F);
    EXPECT_NEAR(calibration_error(Numbers(1000, 0.45), wins), 0.05, 1e-12);
    EXPECT_NEAR(calibration_error(Numbers(1000, 0.40), wins), 0.0, 1e-12);
}

TEST(CalibrationError, TakesFewerForecastsThanBins) {
    EXPECT_NEAR(calibration_error(Numbers{0.2, 0.9}, Wins{0, 1}), 0.15, 1e-12);
    EXPECT_EQ(calibration_error(Numbers{}, Wins{}), 0.0);
}

TEST(RankCorrelation, AgreesWithValuesWorkedOutByHand) {
    // 1 - 6 sum d^2 / (n (n^2 - 1)): d = 0, 1, -1, 0, 0, so 1 - 12/120.
    EXPECT_NEAR(rank_correlation(Numbers{1, 2, 3, 4, 5}, Numbers{10, 30, 20, 40, 50}), 0.9, 1e-12);
    EXPECT_NEAR(rank_correlation(Numbers{1, 2, 3}, Numbers{9, 4, -100}), -1.0, 1e-12);
    // Ranks 1, 2.5, 2.5, 4 against 1, 2, 3, 4: covariance 4.5, variances 4.5 and 5.
    EXPECT_NEAR(rank_correlation(Numbers{1, 2, 2, 3}, Numbers{1, 2, 3, 4}),
                4.5 / std::sqrt(4.5 * 5.0),
                1e-12);
}

TEST(RankCorrelation, IsZeroWhenOneSideIsConstant) {
    EXPECT_EQ(rank_correlation(Numbers{1, 1, 1}, Numbers{1, 2, 3}), 0.0);
    EXPECT_EQ(rank_correlation(Numbers{1}, Numbers{2}), 0.0);
    EXPECT_EQ(rank_correlation(Numbers{}, Numbers{}), 0.0);
}

TEST(Correlation, IsPearsons) {
    // By hand: deviations -1, 0, 1 and -2, -1, 3 give 5 / sqrt(2 x 14).
    EXPECT_NEAR(correlation(Numbers{1, 2, 3}, Numbers{10, 11, 15}), 5.0 / std::sqrt(28.0), 1e-12);
    EXPECT_NEAR(correlation(Numbers{1, 2, 3}, Numbers{6, 4, 2}), -1.0, 1e-12);
    EXPECT_EQ(correlation(Numbers{1, 1, 1}, Numbers{1, 2, 3}), 0.0);
    EXPECT_EQ(correlation(Numbers{}, Numbers{}), 0.0);
}

TEST(BlockMeans, AreOfWholeBlocks) {
    EXPECT_EQ(block_means(Numbers{1, 3, 3, 5, 5, 7, 100}, 2), (Numbers{2, 4, 6}));
    EXPECT_TRUE(block_means(Numbers{1}, 2).empty());
}

TEST(BlockError, IsOfTheMeanOfBlocks) {
    EXPECT_NEAR(block_error(Numbers{1, 3, 3, 5, 5, 7}, 2), 2.0 / std::numbers::sqrt3, 1e-12);
    EXPECT_EQ(block_error(Numbers{1, 3, 3, 5}, 2), 0.0);
}

TEST(BlockMean, TakesTheMeansOfBlocksAsIndependent) {
    // Blocks 2, 4, 6: mean 4, standard deviation 2, error 2 / sqrt(3).
    const auto [mean, t] = block_mean(Numbers{1, 3, 3, 5, 5, 7}, 2);
    EXPECT_DOUBLE_EQ(mean, 4.0);
    EXPECT_NEAR(t, 4.0 / (2.0 / std::numbers::sqrt3), 1e-12);
}

TEST(BlockMean, LeavesAnIncompleteLastBlockOutOfTheTStatisticOnly) {
    const auto [mean, t] = block_mean(Numbers{1, 3, 3, 5, 5, 7, 100}, 2);
    EXPECT_NEAR(mean, 124.0 / 7.0, 1e-12);
    EXPECT_NEAR(t, 4.0 / (2.0 / std::numbers::sqrt3), 1e-12);
}

TEST(BlockMean, HasNoTStatisticWithoutThreeBlocksThatDiffer) {
    EXPECT_EQ(block_mean(Numbers{1, 2, 3, 4}, 2).t, 0.0);
    EXPECT_EQ(block_mean(Numbers{1, 1, 1, 1}, 1).t, 0.0);
    EXPECT_EQ(block_mean(Numbers{}, 5).mean, 0.0);
}

TEST(BlockMean, IsLessSureThanSingleValuesWhenNeighboursMoveTogether) {
    Draws draws(3);
    Numbers values;
    for (int block = 0; block < 60; ++block) {
        const double shared = 0.3 + draws.normal();
        values.insert(values.end(), 10, shared);
    }
    EXPECT_LT(block_mean(values, 10).t, 0.5 * block_mean(values, 1).t);
}

TEST(BlockBootstrap, HoldsTheMeanAndWidensWhenNeighboursMoveTogether) {
    std::vector<double> alone;
    std::vector<double> together;
    Draws draws(11);
    for (int i = 0; i < 400; ++i) {
        alone.push_back(draws.normal());
        const double common = draws.normal();
        for (int j = 0; j < 10 && together.size() < 400; ++j) {
            together.push_back(common);
        }
    }
    const auto narrow = block_bootstrap(alone, 10);
    const auto wide = block_bootstrap(together, 10);
    EXPECT_LT(narrow.low, narrow.high);
    // Of 400 independent values 2 x 1.96 / 20; of 40 blocks about three times as much.
    EXPECT_NEAR(narrow.high - narrow.low, 0.196, 0.05);
    EXPECT_GT(wide.high - wide.low, 2.0 * (narrow.high - narrow.low));
}

TEST(BlockBootstrap, OfOneValueIsThatValue) {
    const auto interval = block_bootstrap(std::vector<double>{0.3}, 10);
    EXPECT_DOUBLE_EQ(interval.low, 0.3);
    EXPECT_DOUBLE_EQ(interval.high, 0.3);
}

TEST(SumsBootstrap, OfAMeanIsTheBlockBootstrapOfIt) {
    Numbers values;
    Numbers rows;
    Draws draws(12);
    for (int i = 0; i < 103; ++i) {
        values.push_back(draws.normal());
        rows.insert(rows.end(), {1.0, values.back()});
    }
    const auto mean = [](std::span<const double> sums) {
        return std::optional{sums[1] / sums[0]};
    };
    const auto expected = block_bootstrap(values, 10);
    const auto interval = sums_bootstrap(rows, 2, 10, mean);
    ASSERT_TRUE(interval.has_value());
    EXPECT_DOUBLE_EQ(interval->low, expected.low);
    EXPECT_DOUBLE_EQ(interval->high, expected.high);
}

TEST(SumsBootstrap, LeavesOutDrawsWithoutANumber) {
    const Numbers rows{1.0, 2.0, 3.0, 4.0};
    const auto never = [](std::span<const double>) {
        return std::optional<double>{};
    };
    EXPECT_FALSE(sums_bootstrap(rows, 1, 1, never).has_value());
    const auto above = [](std::span<const double> sums) {
        return sums[0] > 10.0 ? std::optional{sums[0]} : std::nullopt;
    };
    EXPECT_GT(sums_bootstrap(rows, 1, 1, above)->low, 10.0);
}

}  // namespace
}  // namespace turbomode::models
