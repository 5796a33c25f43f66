#include "bars/bar_series.hpp"

#include <limits>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "backend/bars/make_series.hpp"

namespace bars {
namespace {

using base::TradingDate;
using testing::ElementsAre;

const TradingDate kMonday{2026, 3, 2};
const TradingDate kTuesday{2026, 3, 3};
const TradingDate kThursday{2026, 3, 5};

BarSeries three_bars() {
    return flat_series({{kMonday, 10.0}, {kTuesday, 11.0}, {kThursday, 12.0}},
                       {{.ex_date = kTuesday, .dividend_usd = 0.1}, {.ex_date = kThursday}});
}

TEST(BarSeries, KeepsEveryColumn) {
    BarSeries series;
    series.reserve(2);
    const BarFields first{.date = kMonday,
                          .open_usd = 10.0,
                          .high_usd = 12.0,
                          .low_usd = 9.0,
                          .close_usd = 11.0,
                          .volume_shares = 500.0};
    series.append(Bar::from(first).value());
    series.append(flat_bar(kTuesday, 8.0, 7.0));
    EXPECT_THAT(series.dates(), ElementsAre(kMonday, kTuesday));
    EXPECT_THAT(series.open_usd(), ElementsAre(10.0, 8.0));
    EXPECT_THAT(series.high_usd(), ElementsAre(12.0, 8.0));
    EXPECT_THAT(series.low_usd(), ElementsAre(9.0, 8.0));
    EXPECT_THAT(series.close_usd(), ElementsAre(11.0, 8.0));
    EXPECT_THAT(series.volume_shares(), ElementsAre(500.0, 7.0));
    EXPECT_EQ(series.fields(0).low_usd, 9.0);
    EXPECT_EQ(series.fields(1).date, kTuesday);
}

TEST(BarSeries, IsEmptyAtFirst) {
    const BarSeries series;
    EXPECT_TRUE(series.empty());
    EXPECT_EQ(series.count_until(kMonday), 0U);
    EXPECT_FALSE(series.index_of(kMonday).has_value());
    EXPECT_TRUE(series.until(kMonday).empty());
}

TEST(BarSeries, FindsABarByItsDateOnly) {
    const auto series = three_bars();
    EXPECT_EQ(series.index_of(kMonday), 0U);
    EXPECT_EQ(series.index_of(kThursday), 2U);
    EXPECT_FALSE(series.index_of(kTuesday.plus_days(1)).has_value());
    EXPECT_FALSE(series.index_of(kMonday.plus_days(-1)).has_value());
    EXPECT_FALSE(series.index_of(kThursday.plus_days(1)).has_value());
}

TEST(BarSeries, CountsTheBarsUpToADate) {
    const auto series = three_bars();
    EXPECT_EQ(series.count_until(kMonday.plus_days(-1)), 0U);
    EXPECT_EQ(series.count_until(kMonday), 1U);
    EXPECT_EQ(series.count_until(kTuesday.plus_days(1)), 2U);
    EXPECT_EQ(series.count_until(kThursday.plus_days(100)), 3U);
}

TEST(BarSeries, UntilADateKnowsNothingLater) {
    const auto known = three_bars().until(kTuesday.plus_days(1));
    EXPECT_THAT(known.dates(), ElementsAre(kMonday, kTuesday));
    EXPECT_THAT(known.open_usd(), ElementsAre(10.0, 11.0));
    EXPECT_THAT(known.high_usd(), ElementsAre(10.0, 11.0));
    EXPECT_THAT(known.low_usd(), ElementsAre(10.0, 11.0));
    EXPECT_THAT(known.close_usd(), ElementsAre(10.0, 11.0));
    EXPECT_EQ(known.volume_shares().size(), 2U);
    ASSERT_EQ(known.actions().size(), 1U);
    EXPECT_EQ(known.actions().front().ex_date, kTuesday);
    EXPECT_EQ(known.actions().front().dividend_usd, 0.1);
}

TEST(BarSeriesDeathTest, RefusesABarOutOfOrder) {
    auto series = three_bars();
    EXPECT_DEATH(series.append(flat_bar(kThursday, 1.0)), "CHECK failed");
    EXPECT_DEATH(series.append(flat_bar(kMonday, 1.0)), "CHECK failed");
}

TEST(BarSeriesDeathTest, RefusesAnActionOutOfOrder) {
    auto series = three_bars();
    EXPECT_DEATH(series.append(Action{.ex_date = kThursday}), "CHECK failed");
}

TEST(BarSeriesDeathTest, RefusesAnImpossibleAction) {
    constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
    constexpr double kInfinity = std::numeric_limits<double>::infinity();
    BarSeries series;
    for (const double ratio : {0.0, -2.0, kNan, kInfinity}) {
        EXPECT_DEATH(series.append(Action{.ex_date = kMonday, .split_ratio = ratio}),
                     "split_ratio > 0");
    }
    for (const double usd : {-0.01, kNan, kInfinity}) {
        EXPECT_DEATH(series.append(Action{.ex_date = kMonday, .dividend_usd = usd}),
                     "dividend_usd >= 0");
    }
}

TEST(BarSeriesDeathTest, RefusesAnIndexBeyondTheEnd) {
    EXPECT_DEATH(three_bars().fields(3), "index < size");
}

}  // namespace
}  // namespace bars
