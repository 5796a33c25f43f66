#include "ml_automation/learning/judging.hpp"

#include <cmath>

#include <gtest/gtest.h>

namespace ml_automation::learning {
namespace {

using base::TradingDate;

const TradingDate kDay{2025, 3, 3};

TEST(LogLoss, IsMinusTheLogarithmOfWhatHappened) {
    EXPECT_DOUBLE_EQ(log_loss(0.25, true), std::log(4.0));
    EXPECT_DOUBLE_EQ(log_loss(0.25, false), -std::log(0.75));
    EXPECT_TRUE(std::isfinite(log_loss(0.0, true)));
}

TEST(AreaUnderCurve, CountsPairsAndTiesAsHalf) {
    EXPECT_DOUBLE_EQ(area_under_curve({{kDay, 0.9, true}, {kDay, 0.1, false}}), 1.0);
    EXPECT_DOUBLE_EQ(area_under_curve({{kDay, 0.1, true}, {kDay, 0.9, false}}), 0.0);
    EXPECT_DOUBLE_EQ(area_under_curve({{kDay, 0.5, true}, {kDay, 0.5, false}}), 0.5);
    // Of six pairs four in order and one tied.
    EXPECT_DOUBLE_EQ(area_under_curve({{kDay, 0.9, true},
                                       {kDay, 0.4, true},
                                       {kDay, 0.4, false},
                                       {kDay, 0.6, false},
                                       {kDay, 0.2, false}}),
                     4.5 / 6.0);
    EXPECT_DOUBLE_EQ(area_under_curve({{kDay, 0.9, true}}), 0.5);
}

TEST(BlockMean, TakesBlocksOfDaysForTheError) {
    std::vector<TradingDate> dates;
    std::vector<double> values;
    for (int block = 0; block < 6; ++block) {
        for (int day = 0; day < 3; ++day) {
            dates.push_back(kDay.plus_days(28 * block + day));
            values.push_back(block % 2 == 0 ? 1.0 : 3.0);
        }
    }
    const auto mean = block_mean(dates, values, 28);
    EXPECT_DOUBLE_EQ(mean.mean, 2.0);
    EXPECT_DOUBLE_EQ(mean.error, std::sqrt(6.0 / 5.0 / 6.0));
}

TEST(BlockMean, DoesNotKnowItsErrorFromTooFewBlocks) {
    const std::vector<TradingDate> dates{kDay, kDay.plus_days(28)};
    EXPECT_TRUE(std::isinf(block_mean(dates, std::vector{1.0, 2.0}, 28).error));
}

}  // namespace
}  // namespace ml_automation::learning
