#include "turbomode/signals/decay.hpp"

#include <gtest/gtest.h>

namespace turbomode::signals {
namespace {

TEST(Decay, CountsCalendarDaysNotSessions) {
    const base::TradingDate friday(2024, 3, 1);
    EXPECT_EQ(age_days(friday, friday), 0);
    EXPECT_EQ(age_days(friday, base::TradingDate(2024, 3, 4)), 3);
}

TEST(Decay, BandsEveryAge) {
    const std::string_view expected[] = {"hot",
                                         "hot",
                                         "hot",
                                         "hot",
                                         "warm",
                                         "warm",
                                         "warm",
                                         "warm",
                                         "cool",
                                         "cool",
                                         "cool",
                                         "cold",
                                         "cold",
                                         "cold",
                                         "cold"};
    for (int age = 0; age <= 14; ++age) {
        EXPECT_EQ(name_of(age_band(age)), expected[age]) << age;
    }
    EXPECT_EQ(age_band(30), AgeBand::Cold);
}

TEST(Decay, ColorsBandsFromRedToBlue) {
    EXPECT_EQ(color_of(AgeBand::Hot), "red");
    EXPECT_EQ(color_of(AgeBand::Warm), "orange");
    EXPECT_EQ(color_of(AgeBand::Cool), "yellow");
    EXPECT_EQ(color_of(AgeBand::Cold), "blue");
}

// The user's own figures: 100 % at day 0, 85 % at day 7, 70 % at day 14.
TEST(Decay, LosesThirtyPercentInFourteenDays) {
    EXPECT_DOUBLE_EQ(effective_confidence(0.8, 0, {}), 0.8);
    EXPECT_DOUBLE_EQ(effective_confidence(0.8, 7, {}), 0.68);
    EXPECT_DOUBLE_EQ(effective_confidence(0.8, 14, {}), 0.56);
}

TEST(Decay, FollowsTheFormulaAtEachAge) {
    for (int age = 0; age <= 14; ++age) {
        EXPECT_NEAR(effective_confidence(1.0, age, {}), 1.0 - age / 14.0 * 0.3, 1e-15) << age;
    }
}

TEST(Decay, NeverTakesMoreThanThirtyPercent) {
    EXPECT_EQ(effective_confidence(0.8, 40, {}), effective_confidence(0.8, 14, {}));
}

TEST(DecayDeathTest, RefusesASignalFromTheFuture) {
    EXPECT_DEATH(age_days(base::TradingDate(2024, 3, 5), base::TradingDate(2024, 3, 4)),
                 "CHECK failed");
    EXPECT_DEATH(age_band(-1), "CHECK failed");
    EXPECT_DEATH(effective_confidence(0.8, -1, {}), "CHECK failed");
}

}  // namespace
}  // namespace turbomode::signals
