#include "ml_automation/scheduler/plan.hpp"

#include <gtest/gtest.h>

#include "base/utc.hpp"

namespace ml_automation::scheduler {
namespace {

using base::TradingDate;

platform::TimePoint at(const char* text) {
    return *base::parse_utc(text);
}

// 2025-11-26 is a Wednesday, the 27th Thanksgiving, the 28th a half day. New York is at -05:00.
const TradingDate kTuesday{2025, 11, 25};
const TradingDate kWednesday{2025, 11, 26};
const TradingDate kFriday{2025, 11, 28};

TEST(Plan, ACycleIsDueAtSixInNewYorkOnASession) {
    EXPECT_EQ(last_due({}, at("2025-11-26T22:59:59Z")), kTuesday);
    EXPECT_EQ(last_due({}, at("2025-11-26T23:00:00Z")), kWednesday);
    EXPECT_EQ(last_due({}, at("2025-11-27T23:30:00Z")), kWednesday);  // Thanksgiving.
    EXPECT_EQ(last_due({}, at("2025-11-30T23:30:00Z")), kFriday);     // A Sunday.
}

TEST(Plan, SixIsAnHourEarlierInUtcWhileDaylightSavingLasts) {
    EXPECT_EQ(last_due({}, at("2025-07-01T22:00:00Z")), (TradingDate{2025, 7, 1}));
    EXPECT_EQ(last_due({}, at("2025-07-01T21:59:59Z")), (TradingDate{2025, 6, 30}));
}

TEST(Plan, WaitsForTheNextSession) {
    const auto next =
        plan({}, {.last_done = kWednesday, .failed_at = {}}, at("2025-11-26T23:30:00Z"));
    EXPECT_FALSE(next.session);
    EXPECT_EQ(next.wake_at, at("2025-11-27T00:30:00Z"));  // Looked at again within the hour.
    EXPECT_EQ(next_due({}, at("2025-11-26T23:30:00Z")), at("2025-11-28T23:00:00Z"));
}

TEST(Plan, ANewHomeStartsWithTheLatestSessionOnly) {
    EXPECT_EQ(plan({}, {}, at("2025-11-26T23:30:00Z")).session, kWednesday);
}

TEST(Plan, MakesUpForWhatWasMissedOldestFirst) {
    const Past past{.last_done = TradingDate{2025, 11, 21}, .failed_at = {}};
    EXPECT_EQ(plan({}, past, at("2025-11-26T23:30:00Z")).session, (TradingDate{2025, 11, 24}));
}

TEST(Plan, MakesUpForNoMoreThanTheSettingSays) {
    const Past past{.last_done = TradingDate{2025, 6, 2}, .failed_at = {}};
    const Schedule schedule{.catch_up_sessions_max = 2};
    EXPECT_EQ(plan(schedule, past, at("2025-11-26T23:30:00Z")).session, kTuesday);
}

TEST(Plan, TriesAFailedCycleAgainAfterAPause) {
    const Past past{.last_done = kTuesday, .failed_at = at("2025-11-26T23:01:00Z")};
    const auto pause = plan({}, past, at("2025-11-26T23:05:00Z"));
    EXPECT_FALSE(pause.session);
    EXPECT_EQ(pause.wake_at, at("2025-11-26T23:11:00Z"));
    EXPECT_EQ(plan({}, past, at("2025-11-26T23:11:00Z")).session, kWednesday);
}

TEST(Plan, AClockThatWentBackRepeatsNothing) {
    EXPECT_FALSE(
        plan({}, {.last_done = kWednesday, .failed_at = {}}, at("2025-11-24T23:30:00Z")).session);
}

}  // namespace
}  // namespace ml_automation::scheduler
