#include "market_data/source/yahoo/splits.hpp"

#include <limits>

#include <gtest/gtest.h>

namespace market_data::source::yahoo {
namespace {

using base::TradingDate;

constexpr TradingDate kBefore{2024, 6, 7};  // A Friday.
constexpr TradingDate kExDate{2024, 6, 10};
constexpr Split kFourForOne{.ex_date = kExDate, .numerator = 4.0, .denominator = 1.0};
constexpr Split kOneForEight{.ex_date = kExDate, .numerator = 1.0, .denominator = 8.0};

std::int64_t open_on(TradingDate date) {
    return date.days_since_1970() * 86400LL + 13 * 3600 + 1800;
}

SplitEvent event_on(TradingDate date, double numerator, double denominator) {
    return {.time = open_on(date), .numerator = numerator, .denominator = denominator};
}

base::Result<std::vector<Split>> read(const std::vector<SplitEvent>& events) {
    return read_splits(events, ExchangeClock::from("America/New_York", {}).value());
}

VendorBar bar_on(TradingDate date, double open_usd, double close_usd) {
    return {.date = date, .open_usd = open_usd, .close_usd = close_usd};
}

base::Result<void> check(const Split& split, double close_before, double open_after) {
    const std::vector<Split> splits{split};
    const std::vector<VendorBar> bars{bar_on(kBefore, 1.0, close_before),
                                      bar_on(kExDate, open_after, 1.0)};
    return check_splits_are_in(splits, bars);
}

TEST(Splits, StandInOrder) {
    const auto splits = read({event_on({2024, 6, 10}, 10, 1), event_on({2021, 7, 20}, 4, 1)});
    ASSERT_TRUE(splits.ok());
    ASSERT_EQ(splits.value().size(), 2U);
    EXPECT_EQ(splits.value()[0].ex_date, (TradingDate{2021, 7, 20}));
    EXPECT_EQ(split_ratio_after(splits.value(), {2021, 7, 19}), 40.0);
    EXPECT_EQ(split_ratio_after(splits.value(), {2021, 7, 20}), 10.0);
    EXPECT_EQ(split_ratio_after(splits.value(), {2024, 6, 10}), 1.0);
}

TEST(Splits, CountOnceWhenADayRepeatsThem) {
    auto second = event_on(kExDate, 8, 2);
    second.time += 60;
    const auto splits = read({event_on(kExDate, 4, 1), second});
    ASSERT_TRUE(splits.ok());
    EXPECT_EQ(splits.value().size(), 1U);
}

TEST(Splits, AreRefusedWhenTheyCannotBothBe) {
    const auto two = read({event_on(kExDate, 4, 1), event_on(kExDate, 3, 1)});
    ASSERT_FALSE(two.ok());
    EXPECT_EQ(two.error().message,
              "a split of 4:1 on 2024-06-10 beside a split of 3:1 on 2024-06-10: only one can be");
    // The same one again ten days later; on the eleventh it may be another.
    EXPECT_FALSE(read({event_on(kExDate, 4, 1), event_on(kExDate.plus_days(10), 4, 1)}).ok());
    EXPECT_TRUE(read({event_on(kExDate, 4, 1), event_on(kExDate.plus_days(11), 4, 1)}).ok());
    EXPECT_TRUE(read({event_on(kExDate, 4, 1), event_on(kExDate.plus_days(1), 3, 1)}).ok());
}

TEST(Splits, AreRefusedWhenNobodySplitsLikeThat) {
    constexpr double kInfinity = std::numeric_limits<double>::infinity();
    for (const auto& event : {event_on(kExDate, 0, 1),
                              event_on(kExDate, 1, 0),
                              event_on(kExDate, -4, -1),
                              event_on(kExDate, 1001, 1),
                              event_on(kExDate, 1, 1001),
                              event_on(kExDate, kInfinity, 1),
                              event_on(kExDate, kInfinity, kInfinity)}) {
        const auto splits = read({event});
        ASSERT_FALSE(splits.ok()) << event.numerator << ":" << event.denominator;
        EXPECT_NE(splits.error().message.find("on 2024-06-10, which is none"), std::string::npos)
            << splits.error().message;
    }
    const auto dateless = read({{.time = INT64_MAX, .numerator = 4.0, .denominator = 1.0}});
    ASSERT_FALSE(dateless.ok());
    EXPECT_NE(dateless.error().message.find("which is no date"), std::string::npos);
}

TEST(Splits, AreInWhenThePricesGoOn) {
    EXPECT_TRUE(check(kFourForOne, 30.0, 30.3).ok());
    EXPECT_TRUE(check(kFourForOne, 30.0, 20.0).ok());  // A bad night: a third off.
    EXPECT_TRUE(check(kOneForEight, 8.0, 9.0).ok());
}

TEST(Splits, AreMissingWhenThePricesFallByTheirRatio) {
    const auto missing = check(kFourForOne, 120.0, 30.0);
    ASSERT_FALSE(missing.ok());
    EXPECT_EQ(missing.error().code, base::ErrorCode::InvalidInput);
    EXPECT_EQ(missing.error().message,
              "the split of 4:1 on 2024-06-10 is not worked into the prices before it (close 120 "
              "on 2024-06-07, then 30 on 2024-06-10), so none of them can be trusted; try again "
              "tomorrow, or load what came after with --since 2024-06-10");
    EXPECT_FALSE(check(kOneForEight, 1.0, 8.0).ok());
}

// ln 4 = 1.386, a quarter of it 0.347: a fall to 120 / e^1.733 = 21.2 or to 120 / e^1.040 = 42.4.
TEST(Splits, AreMissingWithinAQuarterOfTheLog) {
    EXPECT_TRUE(check(kFourForOne, 120.0, 21.1).ok());
    EXPECT_FALSE(check(kFourForOne, 120.0, 21.3).ok());
    EXPECT_FALSE(check(kFourForOne, 120.0, 42.3).ok());
    EXPECT_TRUE(check(kFourForOne, 120.0, 42.5).ok());
}

TEST(Splits, AreInTwiceWhenThePricesRiseByTheirRatio) {
    const auto twice = check(kFourForOne, 7.5, 30.0);
    ASSERT_FALSE(twice.ok());
    EXPECT_NE(twice.error().message.find("is worked twice into the prices before it"),
              std::string::npos);
    EXPECT_FALSE(check(kOneForEight, 64.0, 8.0).ok());
}

TEST(Splits, AreNotLookedForWhenTooSmallToStandOut) {
    // A spin-off booked as 1.281:1, before a fall of just that much.
    EXPECT_TRUE(
        check({.ex_date = kExDate, .numerator = 1281.0, .denominator = 1000.0}, 128.1, 100.0).ok());
    EXPECT_FALSE(
        check({.ex_date = kExDate, .numerator = 3.0, .denominator = 2.0}, 150.0, 100.0).ok());
    EXPECT_FALSE(
        check({.ex_date = kExDate, .numerator = 2.0, .denominator = 3.0}, 100.0, 150.0).ok());
}

TEST(Splits, AreTakenAsTheyAreWithoutPricesOnBothSides) {
    const std::vector<Split> splits{kFourForOne};
    EXPECT_TRUE(check_splits_are_in(splits, {}).ok());
    EXPECT_TRUE(check_splits_are_in(splits, std::vector{bar_on(kBefore, 1.0, 120.0)}).ok());
    EXPECT_TRUE(check_splits_are_in(splits, std::vector{bar_on(kExDate, 30.0, 30.0)}).ok());
}

TEST(Splits, LookPastRowsWithoutPrices) {
    const std::vector<Split> splits{kFourForOne};
    const std::vector<VendorBar> bars{bar_on({2024, 6, 6}, 1.0, 120.0),
                                      {.date = kBefore},
                                      {.date = kExDate},
                                      {.date = {2024, 6, 11}, .close_usd = 30.0}};
    EXPECT_FALSE(check_splits_are_in(splits, bars).ok());
}

}  // namespace
}  // namespace market_data::source::yahoo
