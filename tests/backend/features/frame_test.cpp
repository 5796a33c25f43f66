#include "features/frame/frame.hpp"

#include <algorithm>
#include <cmath>

#include <gtest/gtest.h>

#include "backend/features/expect_definition.hpp"
#include "backend/features/random_panel.hpp"
#include "features/frame/frame_kernels.hpp"

namespace features::frame {
namespace {

using base::TradingDate;
using In = StockInputs;
using Column = std::vector<double>;

// The stock of random_stock(), with the dates that StockInputs no longer has.
std::vector<TradingDate> dates_of_random_stock(std::size_t bars) {
    const auto panel = random_panel({.stocks = 2, .sessions = bars, .seed = 7, .gaps = true});
    const auto dates = panel.stocks[1].series.dates();
    return {dates.begin(), dates.end()};
}

bool same_week(TradingDate a, TradingDate b) {
    const auto monday = [](TradingDate date) {
        return date.plus_days(1 - static_cast<int>(date.weekday().iso_encoding()));
    };
    return monday(a) == monday(b);
}
bool same_month(TradingDate a, TradingDate b) {
    return a.civil().year() == b.civil().year() && a.civil().month() == b.civil().month();
}
bool same_quarter(TradingDate a, TradingDate b) {
    const auto quarter = [](TradingDate date) {
        return (static_cast<unsigned>(date.civil().month()) - 1) / 3;
    };
    return a.civil().year() == b.civil().year() && quarter(a) == quarter(b);
}

using Same = bool (*)(TradingDate, TradingDate);

// Bars from `t` back that end a period, t itself first: found by walking day by day.
std::vector<std::size_t> ends(std::size_t t, std::size_t count, Same same) {
    static const auto dates = dates_of_random_stock(700);
    std::vector<std::size_t> bars{t};
    for (std::size_t i = t; i > 0 && bars.size() < count; --i) {
        if (!same(dates[i], dates[i - 1])) {
            bars.push_back(i - 1);
        }
    }
    return bars;
}

Definition return_over(std::size_t periods, Same same) {
    return [=](const In& in, std::size_t t) {
        return std::log(in.close[t] / in.close[ends(t, periods + 1, same).at(periods)]);
    };
}

Definition distance_over(std::size_t periods, Same same) {
    return [=](const In& in, std::size_t t) {
        double sum = 0.0;
        for (const auto bar : ends(t, periods, same)) {
            sum += in.close[bar];
        }
        return std::log(in.close[t] / (sum / static_cast<double>(periods)));
    };
}

// Highest high and lowest low from the bar after `before` to `t`.
std::pair<double, double> range_after(const In& in, std::size_t before, std::size_t t) {
    double high = 0.0;
    double low = 1e300;
    for (std::size_t i = before + 1; i <= t; ++i) {
        high = std::max(high, in.high[i]);
        low = std::min(low, in.low[i]);
    }
    return {high, low};
}

TEST(Frames, ReturnsRunFromTheLastCloseOfAPeriod) {
    expect_definition("week_to_date_return", return_over(1, same_week));
    expect_definition("month_to_date_return", return_over(1, same_month));
    expect_definition("month_return_6", return_over(6, same_month));
    expect_definition("quarter_to_date_return", return_over(1, same_quarter));
}

TEST(Frames, DistancesAreFromTheMeanOfPeriodCloses) {
    expect_definition("week_distance_mean_10", distance_over(10, same_week));
    expect_definition("month_distance_mean_10", distance_over(10, same_month));
}

TEST(Frames, WeeklyStrengthSumsGainsAndLosses) {
    expect_definition("week_rsi_14", [](const In& in, std::size_t t) {
        const auto bars = ends(t, 15, same_week);
        double gains = 0.0;
        double losses = 0.0;
        for (std::size_t k = 0; k < 14; ++k) {
            const double change = in.close[bars.at(k)] - in.close[bars.at(k + 1)];
            (change > 0.0 ? gains : losses) += std::abs(change);
        }
        return 100.0 - 100.0 / (1.0 + gains / losses);
    });
}

TEST(Frames, WeeklyVolatilityIsThatOfWeeklyReturns) {
    expect_definition("week_volatility_26", [](const In& in, std::size_t t) {
        const auto bars = ends(t, 27, same_week);
        Column returns;
        for (std::size_t k = 0; k < 26; ++k) {
            returns.push_back(std::log(in.close[bars.at(k)] / in.close[bars.at(k + 1)]));
        }
        const double mean = sum_of(25, 26, [&](std::size_t i) { return returns[i]; }) / 26.0;
        const double squares =
            sum_of(25, 26, [&](std::size_t i) { return std::pow(returns[i] - mean, 2); });
        return std::sqrt(52.0 * squares / 25.0);
    });
}

TEST(Frames, PreviousWeekIsTheOneBeforeTheRunningOne) {
    expect_definition("previous_week_position", [](const In& in, std::size_t t) {
        const auto bars = ends(t, 3, same_week);
        // The first week of the series has no end before it: it starts at bar 0.
        const bool whole = bars.size() == 3;
        auto [high, low] = range_after(in, whole ? bars[2] : 0, bars.at(1));
        high = whole ? high : std::max(high, in.high[0]);
        low = whole ? low : std::min(low, in.low[0]);
        return (in.close[t] - low) / (high - low);
    });
}

TEST(Frames, RangeIncludesTheRunningWeek) {
    const auto in = random_stock(700);
    const auto column = column_of("week_range_position_13", in);
    for (std::size_t t = 100; t < in.size(); ++t) {
        const auto [high, low] = range_after(in, ends(t, 14, same_week).at(13), t);
        ASSERT_NEAR(column[t], (in.close[t] - low) / (high - low), 1e-12) << t;
    }
    EXPECT_TRUE(std::isnan(column[59]));
    EXPECT_FALSE(std::isnan(column[60]));
}

TEST(Periods, StartWeeksOnMondaysAndQuartersInJanuary) {
    const std::vector<TradingDate> dates{
        {2024, 12, 30}, {2024, 12, 31}, {2025, 1, 2}, {2025, 1, 3}, {2025, 1, 6}, {2025, 4, 1}};
    const Column prices(dates.size(), 1.0);
    Periods periods;
    periods.assign(dates, Period::Week, prices, prices);
    EXPECT_EQ(periods.running, (std::vector<std::uint32_t>{0, 0, 0, 0, 1, 2}));
    periods.assign(dates, Period::Month, prices, prices);
    EXPECT_EQ(periods.running, (std::vector<std::uint32_t>{0, 0, 1, 1, 1, 2}));
    periods.assign(dates, Period::Quarter, prices, prices);
    EXPECT_EQ(periods.running, (std::vector<std::uint32_t>{0, 0, 1, 1, 1, 2}));
    EXPECT_EQ(periods.bar_back(5, 1), 4U);
    EXPECT_EQ(periods.bar_back(5, 2), 1U);
}

// The warm-up must hold for whatever day a series starts on: try every one of a year.
TEST(Periods, HaveBegunAfterTheirWarmUpWheneverTheSeriesStarts) {
    const auto sessions = random_panel({.stocks = 1, .sessions = 700}).sessions;
    const Column prices(sessions.size(), 1.0);
    Periods periods;
    for (std::size_t start = 0; start < 252; ++start) {
        const auto dates = std::span{sessions}.subspan(start);
        const Input flat = Input{prices}.subspan(start);
        for (const auto& [period, count] :
             {std::pair{Period::Week, 27U}, {Period::Month, 10U}, {Period::Quarter, 2U}}) {
            periods.assign(dates, period, flat, flat);
            EXPECT_GE(periods.running[warm_up_of(period, count) - 1] + 1, count) << start;
        }
    }
}

}  // namespace
}  // namespace features::frame
