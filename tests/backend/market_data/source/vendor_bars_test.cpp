#include "market_data/source/vendor_bars.hpp"

#include <limits>

#include <gtest/gtest.h>

namespace market_data::source {
namespace {

using base::TradingDate;

// A week with a holiday: Juneteenth 2024 was a Wednesday.
constexpr TradingDate kMonday{2024, 6, 17};
constexpr TradingDate kTuesday{2024, 6, 18};
constexpr TradingDate kHoliday{2024, 6, 19};
constexpr TradingDate kThursday{2024, 6, 20};
constexpr TradingDate kFriday{2024, 6, 21};
constexpr TradingDate kNextMonday{2024, 6, 24};
constexpr TradingDate kNextTuesday{2024, 6, 25};

VendorBar bar_on(TradingDate date, double close_usd = 11.0, double volume_shares = 100.0) {
    return {.date = date,
            .open_usd = 10.0,
            .high_usd = 12.0,
            .low_usd = 9.0,
            .close_usd = close_usd,
            .volume_shares = volume_shares};
}

VendorBar empty_on(TradingDate date) {
    return {.date = date};
}

StockPrices judged(std::vector<VendorBar> bars,
                   TradingDate last_finished = kFriday,
                   std::vector<bars::Action> actions = {}) {
    return judge({.ticker = base::Ticker::from("ACME").value(),
                  .origin = "somewhere",
                  .bars = std::move(bars),
                  .actions = std::move(actions)},
                 last_finished);
}

// Expects no bar but one in quarantine, for that reason.
void quarantines(const StockPrices& stock, TradingDate date, const std::string& reason) {
    EXPECT_TRUE(stock.bars.empty());
    ASSERT_EQ(stock.quarantined.size(), 1U);
    EXPECT_EQ(stock.quarantined[0].date, date);
    EXPECT_EQ(stock.quarantined[0].origin, "somewhere");
    EXPECT_NE(stock.quarantined[0].reason.find(reason), std::string::npos)
        << stock.quarantined[0].reason;
}

TEST(VendorBars, KeepsSoundBarsInOrder) {
    const auto stock = judged({bar_on(kMonday, 11.0), bar_on(kTuesday, 11.5)});
    ASSERT_EQ(stock.bars.size(), 2U);
    EXPECT_EQ(stock.bars[0].date(), kMonday);
    EXPECT_EQ(stock.bars[1].close_usd(), 11.5);
    EXPECT_TRUE(stock.quarantined.empty());
}

TEST(VendorBars, QuarantinesTheRunningSession) {
    quarantines(judged({bar_on(kFriday)}, kThursday),
                kFriday,
                "2024-06-21: the session is unfinished (the last finished one is 2024-06-20)");
    // Across the holiday and across the weekend.
    quarantines(judged({bar_on(kThursday)}, kTuesday), kThursday, "unfinished");
    quarantines(judged({bar_on(kNextMonday)}, kFriday), kNextMonday, "unfinished");
}

TEST(VendorBars, QuarantinesTheFuture) {
    quarantines(judged({bar_on(kNextTuesday)}, kFriday),
                kNextTuesday,
                "2024-06-25: from the future (the last finished session is 2024-06-21)");
    quarantines(judged({bar_on({2031, 1, 2})}, kFriday), {2031, 1, 2}, "from the future");
    quarantines(judged({bar_on({2031, 1, 2})}, {2030, 12, 31}), {2031, 1, 2}, "from the future");
    quarantines(judged({empty_on(kNextTuesday)}, kFriday), kNextTuesday, "from the future");
}

TEST(VendorBars, QuarantinesDaysThatAreNoSession) {
    quarantines(judged({bar_on(kHoliday)}), kHoliday, "not an NYSE session (Juneteenth");
    quarantines(judged({bar_on({2024, 6, 15})}), {2024, 6, 15}, "not an NYSE session (Saturday)");
    quarantines(judged({bar_on({2024, 6, 22})}), {2024, 6, 22}, "not an NYSE session (Saturday)");
}

TEST(VendorBars, QuarantinesMissingFieldsByName) {
    auto bar = bar_on(kFriday);
    bar.open_usd.reset();
    bar.close_usd.reset();
    quarantines(judged({bar}), kFriday, "2024-06-21: no open, no close");
    auto silent = bar_on(kFriday);
    silent.volume_shares.reset();
    quarantines(judged({silent}), kFriday, "2024-06-21: no volume");
    quarantines(judged({empty_on(kFriday)}),
                kFriday,
                "2024-06-21: no open, no high, no low, no close, no volume");
}

TEST(VendorBars, LeavesOutEmptyDaysThatAreNoSession) {
    const auto stock = judged({empty_on(kHoliday), empty_on({2024, 6, 22}), bar_on(kFriday)});
    EXPECT_EQ(stock.bars.size(), 1U);
    EXPECT_TRUE(stock.quarantined.empty());
}

TEST(VendorBars, QuarantinesNumbersThatDoNotHoldTogether) {
    quarantines(judged({bar_on(kFriday, -1.0)}), kFriday, "a price is not finite and > 0");
    quarantines(judged({bar_on(kFriday, 0.0)}), kFriday, "a price is not finite and > 0");
    quarantines(judged({bar_on(kFriday, std::numeric_limits<double>::quiet_NaN())}),
                kFriday,
                "a price is not finite and > 0");
    quarantines(judged({bar_on(kFriday, 12.5)}), kFriday, "open or close outside low..high");
    quarantines(judged({bar_on(kFriday, 11.0, -1.0)}), kFriday, "volume is not finite and >= 0");
    auto crossed = bar_on(kFriday);
    crossed.low_usd = 13.0;
    quarantines(judged({crossed}), kFriday, "high 12 below low 13");
}

TEST(VendorBars, TakesARepeatedRowAsOneBarWithTheGreaterVolume) {
    const auto stock = judged({bar_on(kFriday, 11.0, 100.0), bar_on(kFriday, 11.0, 120.0)});
    ASSERT_EQ(stock.bars.size(), 1U);
    EXPECT_EQ(stock.bars[0].volume_shares(), 120.0);
    const auto other = judged({bar_on(kFriday, 11.0, 120.0), bar_on(kFriday, 11.0, 100.0)});
    ASSERT_EQ(other.bars.size(), 1U);
    EXPECT_EQ(other.bars[0].volume_shares(), 120.0);
}

TEST(VendorBars, QuarantinesADayThatStandsTwiceWithDifferentPrices) {
    quarantines(judged({bar_on(kFriday, 11.0), bar_on(kFriday, 11.5)}),
                kFriday,
                "2024-06-21: the date stands twice, with close 11 and with close 11.5");
    quarantines(judged({bar_on(kFriday, 11.0), bar_on(kFriday, -1.0)}),
                kFriday,
                "a price is not finite and > 0");
    quarantines(judged({bar_on(kFriday, -1.0), bar_on(kFriday, 11.0)}),
                kFriday,
                "a price is not finite and > 0");
}

TEST(VendorBars, LetsARowWithNumbersStandForAnEmptyOneOfItsDay) {
    for (const auto& rows : {std::vector{empty_on(kFriday), bar_on(kFriday)},
                             std::vector{bar_on(kFriday), empty_on(kFriday)}}) {
        const auto stock = judged(rows);
        EXPECT_EQ(stock.bars.size(), 1U);
        EXPECT_TRUE(stock.quarantined.empty());
    }
}

TEST(VendorBars, QuarantinesRowsOutOfOrder) {
    for (const auto& late : {std::vector{bar_on(kTuesday)},
                             std::vector{bar_on(kTuesday), bar_on(kTuesday)},
                             std::vector{empty_on(kTuesday), bar_on(kTuesday)}}) {
        std::vector rows{bar_on(kMonday), bar_on(kFriday)};
        rows.insert(rows.end(), late.begin(), late.end());
        const auto stock = judged(rows);
        ASSERT_EQ(stock.bars.size(), 2U);
        EXPECT_EQ(stock.bars[1].date(), kFriday);
        ASSERT_EQ(stock.quarantined.size(), 1U);
        EXPECT_EQ(stock.quarantined[0].reason, "2024-06-18: out of order, after 2024-06-21");
    }
}

TEST(VendorBars, LeavesOutWhatIsOlderThanTheCalendar) {
    const auto stock = judged({bar_on({1989, 12, 29}), bar_on({1990, 1, 2})},
                              kFriday,
                              {{.ex_date = {1989, 12, 29}, .split_ratio = 2.0},
                               {.ex_date = {1990, 1, 2}, .split_ratio = 3.0}});
    ASSERT_EQ(stock.bars.size(), 1U);
    EXPECT_EQ(stock.bars[0].date(), (TradingDate{1990, 1, 2}));
    EXPECT_TRUE(stock.quarantined.empty());
    ASSERT_EQ(stock.actions.size(), 1U);
    EXPECT_EQ(stock.actions[0].split_ratio, 3.0);
}

TEST(VendorBars, LeavesOutActionsThatHaveNotHappenedYet) {
    const auto stock = judged(
        {bar_on(kThursday)},
        kThursday,
        {{.ex_date = kThursday, .dividend_usd = 0.5}, {.ex_date = kFriday, .dividend_usd = 0.6}});
    ASSERT_EQ(stock.actions.size(), 1U);
    EXPECT_EQ(stock.actions[0].ex_date, kThursday);
}

}  // namespace
}  // namespace market_data::source
