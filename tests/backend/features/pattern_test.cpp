#include "features/pattern/pattern.hpp"

#include <algorithm>
#include <cmath>

#include <gtest/gtest.h>

#include "backend/features/expect_definition.hpp"
#include "features/pattern/candles.hpp"

namespace features::pattern {
namespace {

using In = StockInputs;
using Column = std::vector<double>;

TEST(Candle, IsCutIntoBodyAndShadows) {
    expect_definition("body_1", [](const In& in, std::size_t t) {
        return (in.close[t] - in.open[t]) / (in.high[t] - in.low[t]);
    });
    expect_definition("upper_shadow_1", [](const In& in, std::size_t t) {
        return (in.high[t] - std::max(in.open[t], in.close[t])) / (in.high[t] - in.low[t]);
    });
    expect_definition("lower_shadow_1", [](const In& in, std::size_t t) {
        return (std::min(in.open[t], in.close[t]) - in.low[t]) / (in.high[t] - in.low[t]);
    });
}

TEST(Candle, WithoutARangeHasNoParts) {
    const Column one(1, 10.0);
    Column value(1);
    for (const auto kernel : {body, upper_shadow, lower_shadow, hammer}) {
        kernel({one, one, one, one}, value);
        EXPECT_EQ(value[0], 0.0);
    }
}

TEST(Gap, RunsFromCloseToOpen) {
    expect_definition("gap_1", [](const In& in, std::size_t t) {
        return std::log(in.open[t] / in.close[t - 1]);
    });
}

struct Candle {
    double open, high, low, close;
};

double last_of(void (*kernel)(const Candles&, Output), const std::vector<Candle>& candles) {
    Column open;
    Column high;
    Column low;
    Column close;
    for (const auto& candle : candles) {
        open.push_back(candle.open);
        high.push_back(candle.high);
        low.push_back(candle.low);
        close.push_back(candle.close);
    }
    Column values(candles.size());
    kernel({open, high, low, close}, values);
    return values.back();
}

TEST(Engulfing, NeedsABodyThatCoversTheOneBefore) {
    const Candle falling{11, 11.2, 9.8, 10};
    const Candle rising{10, 11.2, 9.8, 11};
    EXPECT_EQ(last_of(engulfing, {falling, {9.9, 11.5, 9.8, 11.1}}), 1.0);
    EXPECT_EQ(last_of(engulfing, {rising, {11.1, 11.5, 9.8, 9.9}}), -1.0);
    EXPECT_EQ(last_of(engulfing, {falling, {9.9, 11.5, 9.8, 10.9}}), 0.0);  // Stops short.
    EXPECT_EQ(last_of(engulfing, {rising, {9.9, 11.5, 9.8, 11.1}}), 0.0);   // Same colour.
    EXPECT_TRUE(std::isnan(last_of(engulfing, {rising})));
}

TEST(Hammer, HasALongShadowOnOneSide) {
    EXPECT_EQ(last_of(hammer, {{10.0, 10.25, 9.0, 10.2}}), 1.0);
    EXPECT_EQ(last_of(hammer, {{10.0, 11.0, 9.95, 9.98}}), -1.0);
    EXPECT_EQ(last_of(hammer, {{10.0, 11.0, 9.0, 10.1}}), 0.0);  // Shadows on both sides.
    EXPECT_EQ(last_of(hammer, {{9.2, 10.25, 9.0, 10.2}}), 0.0);  // A long body.
}

TEST(Hammer, IsOneInWhateverSharesItsPricesAreCounted) {
    for (const double factor : {1.0, 1.1, 0.3, 1.0 / 0.9837}) {
        // The lower shadow of 0.2 is exactly twice the body.
        EXPECT_EQ(last_of(hammer, {{10.2 * factor, 10.3 * factor, 10.0 * factor, 10.3 * factor}}),
                  1.0)
            << factor;
    }
}

TEST(RangeNesting, TellsInsideFromOutsideDays) {
    const Candle before{10, 11, 9, 10};
    EXPECT_EQ(last_of(range_nesting, {before, {10, 11.5, 8.5, 10}}), 1.0);
    EXPECT_EQ(last_of(range_nesting, {before, {10, 10.5, 9.5, 10}}), -1.0);
    EXPECT_EQ(last_of(range_nesting, {before, {10, 11.5, 9.5, 10}}), 0.0);
    EXPECT_EQ(last_of(range_nesting, {before, before}), 0.0);
}

TEST(Patterns, AreTheseOnRandomPricesToo) {
    expect_definition("engulfing_1", [](const In& in, std::size_t t) {
        const double before = in.close[t - 1] - in.open[t - 1];
        const double today = in.close[t] - in.open[t];
        const auto [bottom, top] = std::minmax(in.open[t - 1], in.close[t - 1]);
        const auto [low, high] = std::minmax(in.open[t], in.close[t]);
        const bool covers = low <= bottom && top <= high && before * today < 0.0;
        return covers ? std::copysign(1.0, today) : 0.0;
    });
    expect_definition("hammer_1", [](const In& in, std::size_t t) {
        const auto [bottom, top] = std::minmax(in.open[t], in.close[t]);
        const double tenth = 0.1 * (in.high[t] - in.low[t]);
        const double twice = 2.0 * (top - bottom);
        const bool below = bottom - in.low[t] >= twice && in.high[t] - top <= tenth;
        const bool above = in.high[t] - top >= twice && bottom - in.low[t] <= tenth;
        return below == above ? 0.0 : (below ? 1.0 : -1.0);
    });
    expect_definition("range_nesting_1", [](const In& in, std::size_t t) {
        const bool outside = in.high[t] > in.high[t - 1] && in.low[t] < in.low[t - 1];
        const bool inside = in.high[t] < in.high[t - 1] && in.low[t] > in.low[t - 1];
        return outside ? 1.0 : (inside ? -1.0 : 0.0);
    });
}

TEST(CloseStreak, CountsClosesInARow) {
    expect_definition("close_streak_20", [](const In& in, std::size_t t) {
        const auto sign = [&](std::size_t i) {
            return in.close[i] > in.close[i - 1] ? 1 : (in.close[i] < in.close[i - 1] ? -1 : 0);
        };
        int run = 0;
        while (run < 20 && sign(t) != 0 && sign(t - static_cast<std::size_t>(run)) == sign(t)) {
            ++run;
        }
        return static_cast<double>(run * sign(t));
    });
}

TEST(CloseStreak, StopsCountingAtItsLimitAndTurns) {
    Column returns(40, 0.01);
    returns.push_back(-0.01);
    Column values(returns.size());
    close_streak(returns, 20, values);
    EXPECT_EQ(values[39], 20.0);
    EXPECT_EQ(values[40], -1.0);
}

}  // namespace
}  // namespace features::pattern
