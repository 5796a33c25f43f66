#include "ml_automation/platform/new_york.hpp"

#include <gtest/gtest.h>

namespace ml_automation::platform {
namespace {

constexpr std::chrono::minutes kSix{18 * 60};

TEST(NewYork, TheSameTimeOfDayIsAnotherMomentInSummer) {
    EXPECT_EQ(utc_text(new_york_time(base::TradingDate{2025, 1, 15}, kSix)),
              "2025-01-15T23:00:00Z");
    EXPECT_EQ(utc_text(new_york_time(base::TradingDate{2025, 7, 15}, kSix)),
              "2025-07-15T22:00:00Z");
}

TEST(NewYork, SaysItsOffset) {
    const auto time = new_york_time(base::TradingDate{2025, 7, 15}, kSix);
    EXPECT_EQ(new_york_text(time), "2025-07-15T18:00:00-04:00");
}

}  // namespace
}  // namespace ml_automation::platform
