#include "bars/adjustment.hpp"

#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "backend/bars/make_series.hpp"

namespace bars {
namespace {

using base::TradingDate;
using testing::DoubleEq;
using testing::ElementsAre;
using testing::ElementsAreArray;
using testing::Pointwise;

TradingDate day(int number) {
    return TradingDate{2020, 1, 1}.plus_days(number);
}

// Closes on day(0), day(1), ...
BarSeries daily(const std::vector<double>& closes_usd, const std::vector<Action>& actions) {
    BarSeries series;
    for (std::size_t t = 0; t < closes_usd.size(); ++t) {
        series.append(flat_bar(day(static_cast<int>(t)), closes_usd[t]));
    }
    for (const auto& action : actions) {
        series.append(action);
    }
    return series;
}

// Splits, a reverse split, dividends, one day with both, one day without a bar.
BarSeries eventful() {
    auto series = daily({100.0, 102.0, 51.0, 50.0, 49.5, 404.0, 400.0, 130.0, 131.0},
                        {{.ex_date = day(1), .dividend_usd = 0.5},
                         {.ex_date = day(2), .split_ratio = 2.0},
                         {.ex_date = day(4), .dividend_usd = 0.25},
                         {.ex_date = day(5), .split_ratio = 0.125},
                         {.ex_date = day(7), .dividend_usd = 1.5, .split_ratio = 3.0},
                         {.ex_date = day(9), .dividend_usd = 2.0}});
    series.append(flat_bar(day(10), 129.0));
    return series;
}

// What a share bought at the first close is worth at each close, by a holder who buys more shares
// for each dividend, at the last close less that dividend.
std::vector<double> worth_of_reinvesting_usd(const BarSeries& series) {
    std::vector<double> worth_usd{series.close_usd()[0]};
    double shares = 1.0;
    for (std::size_t t = 1; t < series.size(); ++t) {
        for (const auto& action : series.actions()) {
            if (action.ex_date > series.dates()[t - 1] && action.ex_date <= series.dates()[t]) {
                shares *= action.split_ratio;
                const double close_before_usd = series.close_usd()[t - 1] / action.split_ratio;
                const double cash_usd = shares * action.dividend_usd;
                shares += cash_usd / (close_before_usd - action.dividend_usd);
            }
        }
        worth_usd.push_back(shares * series.close_usd()[t]);
    }
    return worth_usd;
}

TEST(GrowthFactors, HaveTheWorthOfAPositionThatReinvestsByHand) {
    const auto series = eventful();
    const auto factors = growth_factors(series, Adjustment::TotalReturn);
    const auto worth_usd = worth_of_reinvesting_usd(series);
    ASSERT_EQ(factors.size(), series.size());
    for (std::size_t t = 0; t < factors.size(); ++t) {
        EXPECT_NEAR(factors[t] * series.close_usd()[t], worth_usd[t], 1e-11 * worth_usd[t]) << t;
    }
}

TEST(GrowthFactors, CountTheSharesOfSplits) {
    const auto series = daily({400.0, 100.0, 800.0},
                              {{.ex_date = day(1), .dividend_usd = 1.0, .split_ratio = 4.0},
                               {.ex_date = day(2), .split_ratio = 0.125}});
    EXPECT_THAT(growth_factors(series, Adjustment::Split), ElementsAre(1.0, 4.0, 0.5));
    EXPECT_THAT(growth_factors(series, Adjustment::None), ElementsAre(1.0, 1.0, 1.0));
}

TEST(GrowthFactors, TakeADividendPerNewShareWhenASplitFallsOnItsDay) {
    // Two new shares worth 50 each, of which 5 is paid out: 10 % of the position.
    const auto series =
        daily({100.0, 45.0}, {{.ex_date = day(1), .dividend_usd = 5.0, .split_ratio = 2.0}});
    EXPECT_THAT(growth_factors(series, Adjustment::TotalReturn),
                ElementsAre(1.0, DoubleEq(2.0 / 0.9)));
}

TEST(GrowthFactors, LeaveOutADividendAsLargeAsThePriceButNotItsSplit) {
    for (const double dividend_usd : {50.0, 80.0}) {
        const auto series = daily(
            {100.0, 45.0}, {{.ex_date = day(1), .dividend_usd = dividend_usd, .split_ratio = 2.0}});
        EXPECT_THAT(growth_factors(series, Adjustment::TotalReturn), ElementsAre(1.0, 2.0));
    }
}

TEST(GrowthFactors, ApplyAnActionWithoutABarAtTheNextBar) {
    const auto series = flat_series({{day(0), 100.0}, {day(3), 24.0}, {day(4), 25.0}},
                                    {{.ex_date = day(2), .dividend_usd = 1.0, .split_ratio = 4.0}});
    const double step = 4.0 / (1.0 - 1.0 / 25.0);
    EXPECT_THAT(growth_factors(series, Adjustment::TotalReturn),
                ElementsAre(1.0, DoubleEq(step), DoubleEq(step)));
}

TEST(GrowthFactors, LetOneActionBetweenTwoBarsFollowFromAnother) {
    // 100 becomes 4 x 25; 5 of each 25 are paid, then 4 of each 20.
    const auto series = flat_series({{day(0), 100.0}, {day(9), 16.0}},
                                    {{.ex_date = day(2), .split_ratio = 4.0},
                                     {.ex_date = day(4), .dividend_usd = 5.0},
                                     {.ex_date = day(6), .dividend_usd = 4.0}});
    EXPECT_THAT(growth_factors(series, Adjustment::TotalReturn),
                ElementsAre(1.0, DoubleEq(4.0 / (0.8 * 0.8))));
}

TEST(GrowthFactors, IgnoreWhatHappenedUpToTheFirstBar) {
    const auto series =
        daily({100.0, 101.0},
              {{.ex_date = day(-3), .split_ratio = 2.0}, {.ex_date = day(0), .dividend_usd = 1.0}});
    EXPECT_THAT(growth_factors(series, Adjustment::TotalReturn), ElementsAre(1.0, 1.0));
}

TEST(GrowthFactors, AreNoneForNoBars) {
    EXPECT_TRUE(growth_factors(daily({}, {{.ex_date = day(1)}}), Adjustment::Split).empty());
}

TEST(GrowthFactors, DoNotChangeWhenMoreBecomesKnown) {
    const auto series = eventful();
    for (const auto adjustment : {Adjustment::Split, Adjustment::TotalReturn}) {
        const auto whole = growth_factors(series, adjustment);
        for (std::size_t t = 0; t < series.size(); ++t) {
            const auto prefix = growth_factors(series.until(series.dates()[t]), adjustment);
            ASSERT_EQ(prefix.size(), t + 1);
            // Bit for bit: equality, not a tolerance.
            EXPECT_THAT(prefix, ElementsAreArray(whole.data(), t + 1));
        }
    }
}

TEST(SplitRatioBetween, ExcludesTheFirstDayAndIncludesTheLast) {
    const auto series = eventful();
    EXPECT_EQ(split_ratio_between(series, day(0), day(10)), 2.0 * 0.125 * 3.0);
    EXPECT_EQ(split_ratio_between(series, day(2), day(4)), 1.0);
    EXPECT_EQ(split_ratio_between(series, day(1), day(2)), 2.0);
    EXPECT_EQ(split_ratio_between(series, day(4), day(7)), 0.375);
    EXPECT_EQ(split_ratio_between(series, day(7), day(2)), 1.0);
    EXPECT_EQ(split_ratio_between(BarSeries{}, day(0), day(9)), 1.0);
}

TEST(Adjusted, DividesThePricesBeforeAForwardSplit) {
    // AAPL 4:1 on 2020-08-31, closes as traded; Yahoo shows 124.8075 for the day before.
    const TradingDate before{2020, 8, 28};
    const TradingDate ex_date{2020, 8, 31};
    BarSeries series;
    series.append(Bar::from({.date = before,
                             .open_usd = 504.05,
                             .high_usd = 505.77,
                             .low_usd = 498.31,
                             .close_usd = 499.23,
                             .volume_shares = 46'907'479.0})
                      .value());
    series.append(flat_bar(ex_date, 129.04));
    series.append(Action{.ex_date = ex_date, .split_ratio = 4.0});
    const auto chart = adjusted(series, Adjustment::Split, ex_date);
    EXPECT_THAT(chart.close_usd(), ElementsAre(DoubleEq(124.8075), DoubleEq(129.04)));
    EXPECT_DOUBLE_EQ(chart.open_usd()[0], 504.05 / 4.0);
    EXPECT_DOUBLE_EQ(chart.high_usd()[0], 505.77 / 4.0);
    EXPECT_DOUBLE_EQ(chart.low_usd()[0], 498.31 / 4.0);
    EXPECT_DOUBLE_EQ(chart.volume_shares()[0], 4.0 * 46'907'479.0);
    EXPECT_DOUBLE_EQ(chart.volume_shares()[1], 1000.0);
    EXPECT_TRUE(chart.actions().empty());
}

TEST(Adjusted, MultipliesThePricesBeforeAReverseSplit) {
    const auto series = daily({13.0, 104.0}, {{.ex_date = day(1), .split_ratio = 0.125}});
    const auto chart = adjusted(series, Adjustment::Split, day(1));
    EXPECT_THAT(chart.close_usd(), ElementsAre(104.0, 104.0));
    EXPECT_THAT(chart.volume_shares(), ElementsAre(125.0, 1000.0));
}

TEST(Adjusted, HasYahoosPublishedFactorForADividend) {
    // Yahoo Help, "What is the adjusted close?": 0.08 paid, closed at 24.96 the day before; the
    // earlier prices are multiplied by 1 - 0.08 / 24.96 = 0.9968.
    const auto series = daily({24.96, 24.53}, {{.ex_date = day(1), .dividend_usd = 0.08}});
    const auto chart = adjusted(series, Adjustment::TotalReturn, day(1));
    EXPECT_NEAR(chart.close_usd()[0] / 24.96, 0.9968, 0.00005);
    EXPECT_DOUBLE_EQ(chart.close_usd()[1], 24.53);
    // A dividend makes no shares.
    EXPECT_THAT(chart.volume_shares(), ElementsAre(1000.0, 1000.0));
}

TEST(Adjusted, LeavesTheReturnsThatTheGrowthFactorsGive) {
    const auto series = eventful();
    const auto factors = growth_factors(series, Adjustment::TotalReturn);
    const auto chart = adjusted(series, Adjustment::TotalReturn, day(10));
    for (std::size_t t = 1; t < series.size(); ++t) {
        const double growth =
            factors[t] * series.close_usd()[t] / (factors[t - 1] * series.close_usd()[t - 1]);
        EXPECT_NEAR(chart.close_usd()[t] / chart.close_usd()[t - 1], growth, 1e-12) << t;
    }
}

TEST(Adjusted, WithoutAdjustmentIsAsTraded) {
    const auto series = eventful();
    const auto chart = adjusted(series, Adjustment::None, day(10));
    EXPECT_THAT(chart.close_usd(), Pointwise(DoubleEq(), series.close_usd()));
    EXPECT_THAT(chart.volume_shares(), Pointwise(DoubleEq(), series.volume_shares()));
    EXPECT_TRUE(chart.actions().empty());
}

TEST(Adjusted, KnowsNothingAfterItsDate) {
    const auto series = eventful();
    for (int last = 0; last <= 10; ++last) {
        const auto chart = adjusted(series, Adjustment::TotalReturn, day(last));
        const auto known = adjusted(series.until(day(last)), Adjustment::TotalReturn, day(last));
        EXPECT_THAT(chart.dates(), Pointwise(testing::Eq(), known.dates()));
        EXPECT_THAT(chart.close_usd(), Pointwise(testing::Eq(), known.close_usd()));
    }
    // Before the 2:1 split of day 2 nobody divides by two.
    EXPECT_THAT(adjusted(series, Adjustment::Split, day(1)).close_usd(), ElementsAre(100.0, 102.0));
    EXPECT_TRUE(adjusted(series, Adjustment::Split, day(-1)).empty());
}

TEST(Adjusted, IsInSharesOfItsDateEvenWithoutABarThatDay) {
    const auto series = daily({100.0, 104.0}, {{.ex_date = day(2), .split_ratio = 4.0}});
    EXPECT_THAT(adjusted(series, Adjustment::Split, day(2)).close_usd(), ElementsAre(25.0, 26.0));
    EXPECT_THAT(adjusted(series, Adjustment::Split, day(1)).close_usd(), ElementsAre(100.0, 104.0));
}

}  // namespace
}  // namespace bars
