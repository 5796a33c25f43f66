#include "features/stock_inputs.hpp"

#include <cmath>

#include <gtest/gtest.h>

namespace features {
namespace {

using base::TradingDate;

bars::Bar bar(TradingDate date, double close_usd, double volume_shares) {
    return bars::Bar::from({date, close_usd, close_usd, close_usd, close_usd, volume_shares})
        .value();
}

// 2:1 before the open of the second day, a dividend of 5 % of the close before on the third.
StockInputs two_actions() {
    bars::BarSeries series;
    series.append(bar({2025, 3, 3}, 100.0, 1000.0));
    series.append(bar({2025, 3, 4}, 50.0, 2000.0));
    series.append(bar({2025, 3, 5}, 47.5, 2000.0));
    series.append(bars::Action{.ex_date = {2025, 3, 4}, .split_ratio = 2.0});
    series.append(bars::Action{.ex_date = {2025, 3, 5}, .dividend_usd = 2.5});
    StockInputs in;
    in.assign(series);
    return in;
}

TEST(StockInputs, DoNotMoveOnASplitOrADividend) {
    const auto in = two_actions();
    for (std::size_t t = 0; t < 3; ++t) {
        EXPECT_DOUBLE_EQ(in.close[t], 100.0) << t;
        EXPECT_NEAR(in.return_log[t], 0.0, 1e-15) << t;
        EXPECT_NEAR(in.true_range[t], 0.0, 1e-12) << t;
    }
}

TEST(StockInputs, CountVolumeInSharesOfTheFirstBarAndDollarsAsTraded) {
    const auto in = two_actions();
    EXPECT_EQ(in.volume, (std::vector<double>{1000.0, 1000.0, 1000.0}));
    EXPECT_EQ(in.dollar_volume, (std::vector<double>{100000.0, 100000.0, 95000.0}));
}

TEST(StockInputs, ReadTheTrueRangeAcrossAGap) {
    bars::BarSeries series;
    series.append(bars::Bar::from({TradingDate{2025, 3, 3}, 10, 11, 9, 10, 1}).value());
    series.append(bars::Bar::from({TradingDate{2025, 3, 4}, 12, 13, 12, 12, 1}).value());
    StockInputs in;
    in.assign(series);
    EXPECT_DOUBLE_EQ(in.true_range[0], 2.0);
    EXPECT_DOUBLE_EQ(in.true_range[1], 3.0);  // From the close of 10 to the high of 13.
}

TEST(StockInputs, ForgetTheStockBefore) {
    StockInputs in = two_actions();
    bars::BarSeries one;
    one.append(bar({2025, 3, 3}, 7.0, 10.0));
    in.assign(one);
    EXPECT_EQ(in.size(), 1U);
    EXPECT_EQ(in.log_close, (std::vector<double>{std::log(7.0)}));
    EXPECT_EQ(in.weeks.last.size(), 1U);
}

}  // namespace
}  // namespace features
