#include "turbomode/signals/outcomes.hpp"

#include <gtest/gtest.h>

#include "backend/turbomode/signals/night_support.hpp"

namespace turbomode::signals {
namespace {

using models::ExitReason;
using models::Side;

constexpr Ohlc kUp{100.0, 112.0, 99.0, 111.0};

PredictedTrade trade(std::string_view name, Side side, base::TradingDate session = kEntry) {
    return {.session = session, .ticker = ticker(name), .side = side, .close_usd = 100.0};
}

// One series for all stocks but "GONE".
std::vector<Outcome> resolved(const std::vector<PredictedTrade>& trades,
                              const bars::BarSeries& series,
                              base::TradingDate as_of) {
    return resolve(
        trades,
        [&](const base::Ticker& asked) { return asked == ticker("GONE") ? nullptr : &series; },
        {},
        as_of);
}

TEST(Resolve, BothSidesOfAStockComeToTheirOwnEnds) {
    const auto series = series_of({kQuiet, kQuiet, kUp});
    const auto outcomes =
        resolved({trade("A", Side::Buy), trade("A", Side::Sell)}, series, kTonight);
    ASSERT_EQ(outcomes.size(), 2U);
    EXPECT_EQ(outcomes[0].side, Side::Buy);
    EXPECT_EQ(outcomes[0].reason, ExitReason::TargetHit);
    EXPECT_EQ(outcomes[0].exit_date, kTonight);
    EXPECT_EQ(outcomes[0].session, kEntry);
    EXPECT_NEAR(outcomes[0].net_return.value(), 0.1 - kCosts, 1e-4);
    EXPECT_EQ(outcomes[1].side, Side::Sell);
    EXPECT_EQ(outcomes[1].reason, ExitReason::StopHit);
    EXPECT_NEAR(outcomes[1].net_return.value(), -0.05 - kCosts, 1e-4);
}

TEST(Resolve, ATradeThatRunsIsLeftOut) {
    const auto series = series_of({kQuiet, kQuiet, kUp});
    EXPECT_TRUE(resolved({trade("A", Side::Buy)}, series.until(kFill), kFill).empty());
}

TEST(Resolve, AtItsDeadlineATradeEndsAtTheClose) {
    const base::TradingDate deadline{2024, 3, 18};
    const auto before = deadline.plus_days(-3);
    EXPECT_TRUE(resolved({trade("A", Side::Buy)}, quiet_until(before), before).empty());
    const auto outcomes = resolved({trade("A", Side::Buy)}, quiet_until(deadline), deadline);
    ASSERT_EQ(outcomes.size(), 1U);
    EXPECT_EQ(outcomes[0].reason, ExitReason::Expired);
    EXPECT_EQ(outcomes[0].exit_date, deadline);
    EXPECT_NEAR(outcomes[0].net_return.value(), -kCosts, 1e-4);
}

TEST(Resolve, ACancelledTradeHasNoReturn) {
    const auto series = series_of({kQuiet, {90.0, 91.0, 89.0, 90.0}});
    const auto outcomes = resolved({trade("A", Side::Buy)}, series, kFill);
    ASSERT_EQ(outcomes.size(), 1U);
    EXPECT_EQ(outcomes[0].reason, ExitReason::Cancelled);
    EXPECT_FALSE(outcomes[0].net_return.has_value());
}

TEST(Resolve, WithoutPricesATradeWaits) {
    const auto series = series_of({kQuiet, kQuiet, kUp});
    const auto outcomes =
        resolved({trade("GONE", Side::Buy), trade("A", Side::Buy)}, series, kTonight);
    ASSERT_EQ(outcomes.size(), 1U);
    EXPECT_EQ(outcomes[0].ticker, ticker("A"));
}

TEST(ResolveDeathTest, RefusesWhatNobodyKnewThatEvening) {
    const auto series = series_of({kQuiet, kQuiet, kUp});
    EXPECT_DEATH(resolved({trade("A", Side::Buy)}, series, kFill), "as_of");
    EXPECT_DEATH(resolved({trade("A", Side::Buy, kTonight)}, series, kTonight), "as_of");
}

}  // namespace
}  // namespace turbomode::signals
