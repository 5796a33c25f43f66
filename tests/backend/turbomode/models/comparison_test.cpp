#include "turbomode/models/comparison.hpp"

#include <cmath>
#include <vector>

#include <gtest/gtest.h>

namespace turbomode::models {
namespace {

using Losses = std::vector<NightLoss>;

// Night n with its model's log-loss; the base rate's is 0.69.
NightLoss night(int n, double log_loss, double base_rate = 0.69) {
    return {.date = base::TradingDate(2024, 1, 1).plus_days(n),
            .outcomes = 500,
            .log_loss = log_loss,
            .log_loss_base_rate = base_rate,
            .return_correlation = 0.0};
}

TEST(Compare, LooksOnlyAtNightsThatBothHave) {
    const NightLosses champion{Losses{night(0, 9.0), night(1, 0.68), night(2, 0.67), night(4, 9.0)},
                               Losses{}};
    const NightLosses challenger{Losses{night(1, 0.66), night(2, 0.69), night(3, 0.0)},
                                 Losses{night(1, 0.5)}};
    const auto [buy, sell] = compare(champion, challenger);
    EXPECT_EQ(buy.nights, 2U);
    EXPECT_NEAR(buy.champion_gain, 0.015, 1e-12);    // 0.01 and 0.02
    EXPECT_NEAR(buy.challenger_gain, 0.015, 1e-12);  // 0.03 and 0
    EXPECT_EQ(sell.nights, 0U);
    EXPECT_EQ(sell.champion_gain, 0.0);
    EXPECT_EQ(sell.challenger_gain, 0.0);
}

TEST(Compare, HoldsBothAgainstTheChampionsBaseRate) {
    // A base rate that is far off makes nobody look better.
    const NightLosses champion{Losses{night(1, 0.68, 0.69)}, Losses{}};
    const NightLosses challenger{Losses{night(1, 0.68, 5.0)}, Losses{}};
    const auto buy = compare(champion, challenger)[0];
    EXPECT_NEAR(buy.champion_gain, buy.challenger_gain, 1e-12);
}

TEST(Compare, TellsTheErrorOfTheDifferenceByBlocksOfTenNights) {
    // Differences of 1, 2 and 3 in three blocks: standard deviation 1, error 1 / sqrt(3).
    NightLosses champion;
    NightLosses challenger;
    for (int n = 0; n < 30; ++n) {
        champion[1].push_back(night(n, 0.7));
        challenger[1].push_back(night(n, 0.7 + 1.0 + n / 10));
    }
    const auto sell = compare(champion, challenger)[1];
    EXPECT_EQ(sell.nights, 30U);
    EXPECT_NEAR(sell.champion_gain - sell.challenger_gain, 2.0, 1e-12);
    EXPECT_NEAR(sell.error, 1.0 / std::sqrt(3.0), 1e-12);
}

TEST(CanTell, NeedsSixtyNightsOfBothSides) {
    EXPECT_TRUE(can_tell({SideComparison{.nights = 60}, SideComparison{.nights = 60}}));
    EXPECT_FALSE(can_tell({SideComparison{.nights = 59}, SideComparison{.nights = 60}}));
    EXPECT_FALSE(can_tell({SideComparison{.nights = 60}, SideComparison{.nights = 59}}));
}

}  // namespace
}  // namespace turbomode::models
