#include "market_data/universe/cap.hpp"

#include <gtest/gtest.h>

namespace market_data::universe {
namespace {

using base::TradingDate;

// Closes at 120 on Thursday and 122 on Friday 2024-06-07; 10:1 split on Monday, close 12.
bars::BarSeries series() {
    bars::BarSeries series;
    const auto append = [&](TradingDate date, double close) {
        series.append(bars::Bar::from({.date = date,
                                       .open_usd = close,
                                       .high_usd = close,
                                       .low_usd = close,
                                       .close_usd = close,
                                       .volume_shares = 1.0})
                          .value());
    };
    append(TradingDate{2024, 6, 6}, 120.0);
    append(TradingDate{2024, 6, 7}, 122.0);
    append(TradingDate{2024, 6, 10}, 12.0);
    series.append(bars::Action{
        .ex_date = TradingDate{2024, 6, 10}, .dividend_usd = 0.0, .split_ratio = 10.0});
    return series;
}

TEST(CapUsd, IsSharesTimesTheCloseOfTheDay) {
    EXPECT_EQ(cap_usd(series(), 1000.0, TradingDate{2024, 6, 6}), 120'000.0);
    EXPECT_EQ(cap_usd(series(), 10'000.0, TradingDate{2024, 6, 10}), 120'000.0);
}

TEST(CapUsd, TakesTheCloseBeforeADayThatIsNoSession) {
    EXPECT_EQ(cap_usd(series(), 1000.0, TradingDate{2024, 6, 9}), 122'000.0);
}

TEST(CapUsd, TakesASplitSinceThatCloseIntoAccount) {
    bars::BarSeries halted;
    halted.append(bars::Bar::from({.date = TradingDate{2024, 6, 7},
                                   .open_usd = 122.0,
                                   .high_usd = 122.0,
                                   .low_usd = 122.0,
                                   .close_usd = 122.0,
                                   .volume_shares = 1.0})
                      .value());
    halted.append(bars::Action{
        .ex_date = TradingDate{2024, 6, 10}, .dividend_usd = 0.0, .split_ratio = 10.0});
    // 10,000 shares after the split, each a tenth of 122.
    EXPECT_DOUBLE_EQ(cap_usd(halted, 10'000.0, TradingDate{2024, 6, 11}).value(), 122'000.0);
    EXPECT_DOUBLE_EQ(cap_usd(halted, 1000.0, TradingDate{2024, 6, 8}).value(), 122'000.0);
}

TEST(CapUsd, IsNothingWithoutACloseNearTheDay) {
    EXPECT_EQ(cap_usd(series(), 1000.0, TradingDate{2024, 6, 5}), std::nullopt);
    EXPECT_NE(cap_usd(series(), 1000.0, TradingDate{2024, 6, 20}), std::nullopt);
    EXPECT_EQ(cap_usd(series(), 1000.0, TradingDate{2024, 6, 21}), std::nullopt);
    EXPECT_EQ(cap_usd({}, 1000.0, TradingDate{2024, 6, 21}), std::nullopt);
}

}  // namespace
}  // namespace market_data::universe
