#include "turbomode/platform/clock.hpp"

#include <gtest/gtest.h>

namespace turbomode::platform {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

// 2026-11-21 04:00:00 UTC: `date -u -d 2026-11-21T04:00:00Z +%s`.
const TimePoint kNight{seconds{1'795'233'600}};

TimeZone new_york() {
    return TimeZone::find("America/New_York").value();
}

TEST(Clock, SimulatedTimeStandsStillUntilMoved) {
    SimulatedClock clock{kNight};
    EXPECT_EQ(clock.now(), kNight);
    clock.advance(hours{2});
    EXPECT_EQ(clock.now(), kNight + hours{2});
    clock.set(kNight);
    EXPECT_EQ(clock.now(), kNight);
}

TEST(Clock, ATimeIsReadBackFromItsText) {
    EXPECT_EQ(parse_rfc3339_utc("2026-11-21T04:00:00Z").value(), kNight);
    EXPECT_EQ(rfc3339_utc(kNight), "2026-11-21T04:00:00Z");
    for (const char* text : {"",
                             "2026-11-21",
                             "2026-11-21T04:00:00",
                             "2026-11-21T04:00:00Zx",
                             "2026-13-21T04:00:00Z",
                             "20261121T040000Z"}) {
        EXPECT_EQ(parse_rfc3339_utc(text).error().code, base::ErrorCode::InvalidInput) << text;
    }
}

TEST(Clock, SystemTimeIsTheSystems) {
    const auto before = std::chrono::system_clock::now();
    const auto now = SystemClock{}.now();
    EXPECT_GE(now, before);
    EXPECT_LE(now, std::chrono::system_clock::now());
}

TEST(Clock, WritesUtcAndCutsFractions) {
    EXPECT_EQ(rfc3339_utc(kNight + std::chrono::milliseconds{999}), "2026-11-21T04:00:00Z");
}

TEST(TimeZone, WritesWinterAndSummerTime) {
    EXPECT_EQ(new_york().rfc3339(kNight), "2026-11-20T23:00:00-05:00");
    // July 1st, 04:30 UTC: July has 31 days, August 31, September 30, October 31, and 20 more.
    const auto summer = kNight - hours{24 * 143} + minutes{30};
    EXPECT_EQ(new_york().rfc3339(summer), "2026-07-01T00:30:00-04:00");
}

TEST(TimeZone, KnowsTheDayOnItsOwnCalendar) {
    EXPECT_EQ(new_york().date_at(kNight), base::TradingDate(2026, 11, 20));
    EXPECT_EQ(new_york().date_at(kNight + hours{1}), base::TradingDate(2026, 11, 21));
}

TEST(TimeZone, FindsTheMomentOfALocalTime) {
    EXPECT_EQ(new_york().at(base::TradingDate(2026, 11, 20), hours{23}), kNight);
}

// Daylight saving of 2026: begins March 8 (02:00 becomes 03:00), ends November 1 (02:00 becomes
// 01:00). Source: Energy Policy Act of 2005, section 110.
TEST(TimeZone, MovesASkippedTimeToTheJumpAndTakesTheFirstOfARepeatedOne) {
    const auto skipped = new_york().at(base::TradingDate(2026, 3, 8), hours{2} + minutes{30});
    EXPECT_EQ(new_york().rfc3339(skipped), "2026-03-08T03:00:00-04:00");
    const auto repeated = new_york().at(base::TradingDate(2026, 11, 1), hours{1} + minutes{30});
    EXPECT_EQ(new_york().rfc3339(repeated), "2026-11-01T01:30:00-04:00");
}

TEST(TimeZone, NamesTheZoneItDoesNotKnow) {
    const auto zone = TimeZone::find("America/New_Yrok");
    ASSERT_FALSE(zone.ok());
    EXPECT_NE(zone.error().message.find("America/New_Yrok"), std::string::npos);
}

TEST(Clock, ReadsTheTimesThatItWrites) {
    for (const std::string text : {"1970-01-01T00:00:00Z", "2026-11-21T04:00:59Z"}) {
        EXPECT_EQ(rfc3339_utc(parse_rfc3339_utc(text).value()), text);
    }
    for (const std::string text : {"",
                                   "2026-11-21",
                                   "2026-11-21T04:00:00",
                                   "2026-13-21T04:00:00Z",
                                   "2026-11-21T04:00:00Z "}) {
        EXPECT_EQ(parse_rfc3339_utc(text).error().code, base::ErrorCode::InvalidInput) << text;
    }
}

}  // namespace
}  // namespace turbomode::platform
