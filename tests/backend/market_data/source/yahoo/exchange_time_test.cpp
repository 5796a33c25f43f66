#include "market_data/source/yahoo/exchange_time.hpp"

#include <gtest/gtest.h>

namespace market_data::source::yahoo {
namespace {

using base::TradingDate;

std::optional<TradingDate> date_in(const std::string& zone,
                                   std::optional<std::int64_t> offset,
                                   std::int64_t seconds) {
    const auto clock = ExchangeClock::from(zone, offset);
    EXPECT_TRUE(clock.ok());
    return clock.value().date_at(seconds);
}

TEST(ExchangeTime, NamesTheDayInTheExchangesZone) {
    // 2020-08-31 13:30 UTC and 2020-11-06 14:30 UTC: opens in summer and winter time.
    EXPECT_EQ(date_in("America/New_York", {}, 1598880600), (TradingDate{2020, 8, 31}));
    EXPECT_EQ(date_in("America/New_York", {}, 1604673000), (TradingDate{2020, 11, 6}));
    // 2025-02-20 01:00 UTC is still the evening of the 19th in New York.
    EXPECT_EQ(date_in("America/New_York", {}, 1740013200), (TradingDate{2025, 2, 19}));
    EXPECT_EQ(date_in("UTC", {}, 1740013200), (TradingDate{2025, 2, 20}));
    // 1962-01-02 14:30 UTC, before the epoch.
    EXPECT_EQ(date_in("America/New_York", {}, -252322200), (TradingDate{1962, 1, 2}));
}

TEST(ExchangeTime, FallsBackOnTheOffsetOfAnUnknownZone) {
    EXPECT_EQ(date_in("Mars/Olympus_Mons", -18000, 1598880600), (TradingDate{2020, 8, 31}));
    EXPECT_EQ(date_in("", -18000, 1740013200), (TradingDate{2025, 2, 19}));
}

TEST(ExchangeTime, RefusesToGuess) {
    for (const auto offset : {std::optional<std::int64_t>{}, std::optional<std::int64_t>{90000}}) {
        const auto clock = ExchangeClock::from("Mars/Olympus_Mons", offset);
        ASSERT_FALSE(clock.ok());
        EXPECT_NE(clock.error().message.find("Mars/Olympus_Mons"), std::string::npos);
    }
    EXPECT_EQ(date_in("UTC", {}, 9'999'999'999), std::nullopt);
    EXPECT_EQ(date_in("UTC", {}, INT64_MIN), std::nullopt);
}

TEST(ExchangeTime, FindsMidnightInNewYork) {
    EXPECT_EQ(new_york_midnight({2020, 8, 31}), 1598846400);  // 04:00 UTC.
    EXPECT_EQ(new_york_midnight({2020, 11, 6}), 1604638800);  // 05:00 UTC.
    EXPECT_EQ(new_york_midnight({1962, 1, 2}), -252356400);
}

}  // namespace
}  // namespace market_data::source::yahoo
