#include "market_data/quality/comparison.hpp"

#include <gtest/gtest.h>

namespace market_data::quality {
namespace {

constexpr base::TradingDate kMonday{2024, 6, 10};
constexpr base::TradingDate kTuesday{2024, 6, 11};
constexpr base::TradingDate kWednesday{2024, 6, 12};

bars::Bar bar(base::TradingDate date, double close) {
    return bars::Bar::from({.date = date,
                            .open_usd = close,
                            .high_usd = close,
                            .low_usd = close,
                            .close_usd = close,
                            .volume_shares = 1.0})
        .value();
}

TEST(Comparison, ClosesFurtherApartThanAllowedAreDoubted) {
    const auto doubts =
        differing_closes({bar(kMonday, 100.0), bar(kTuesday, 100.4), bar(kWednesday, 101.0)},
                         {{kMonday, 100.0}, {kTuesday, 100.0}, {kWednesday, 100.0}},
                         "tiingo",
                         0.005);
    ASSERT_EQ(doubts.size(), 1U);
    EXPECT_EQ(doubts[0].date, kWednesday);
    EXPECT_EQ(doubts[0].rule, kSecondSource);
    EXPECT_EQ(doubts[0].reason, "close 101, but tiingo says 100 (+1.00 %)");
}

TEST(Comparison, ADayThatOnlyOneVendorHasIsNoDifference) {
    EXPECT_TRUE(
        differing_closes({bar(kMonday, 100.0)}, {{kTuesday, 50.0}}, "tiingo", 0.005).empty());
    EXPECT_TRUE(differing_closes({}, {{kTuesday, 50.0}}, "tiingo", 0.005).empty());
}

}  // namespace
}  // namespace market_data::quality
