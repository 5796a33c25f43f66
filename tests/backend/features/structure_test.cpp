#include "features/structure/structure.hpp"

#include <algorithm>
#include <cmath>

#include <gtest/gtest.h>

#include "backend/features/expect_definition.hpp"
#include "features/structure/levels.hpp"

namespace features::structure {
namespace {

using In = StockInputs;
using Column = std::vector<double>;

double highest(const Column& values, std::size_t t, std::size_t window) {
    const auto end = values.begin() + static_cast<std::ptrdiff_t>(t + 1);
    return *std::max_element(end - static_cast<std::ptrdiff_t>(window), end);
}

double lowest(const Column& values, std::size_t t, std::size_t window) {
    const auto end = values.begin() + static_cast<std::ptrdiff_t>(t + 1);
    return *std::min_element(end - static_cast<std::ptrdiff_t>(window), end);
}

TEST(Levels, OfTheYearAreItsHighsAndLows) {
    expect_definition("distance_high_250", [](const In& in, std::size_t t) {
        return std::log(in.close[t] / highest(in.high, t, 250));
    });
    expect_definition("distance_low_250", [](const In& in, std::size_t t) {
        return std::log(in.close[t] / lowest(in.low, t, 250));
    });
}

TEST(RangePosition, RunsFromLowToHigh) {
    expect_definition("range_position_60", [](const In& in, std::size_t t) {
        const double low = lowest(in.low, t, 60);
        return (in.close[t] - low) / (highest(in.high, t, 60) - low);
    });
}

TEST(Drawdown, IsFromTheHighestClose) {
    expect_definition("drawdown_60", [](const In& in, std::size_t t) {
        return std::log(in.close[t] / highest(in.close, t, 60));
    });
}

TEST(UlcerIndex, IsTheRootMeanSquareDrawdown) {
    expect_definition("ulcer_index_14", [](const In& in, std::size_t t) {
        const double squares = sum_of(t, 14, [&](std::size_t i) {
            const double high = highest(in.close, i, 14);
            return std::pow(100.0 * (in.close[i] - high) / high, 2);
        });
        return std::sqrt(squares / 14.0);
    });
}

TEST(UlcerIndex, IsZeroInARise) {
    Column closes(60);
    std::generate(closes.begin(), closes.end(), [x = 1.0]() mutable { return x *= 1.01; });
    Column values(60);
    ulcer_index(closes, 14, values);
    EXPECT_EQ(values.back(), 0.0);
}

TEST(SinceHigh, CountsSessionsFromTheHigh) {
    expect_definition("since_high_250", [](const In& in, std::size_t t) {
        std::size_t back = 0;
        while (in.high[t - back] != highest(in.high, t, 250)) {
            ++back;
        }
        return static_cast<double>(back) / 249.0;
    });
}

TEST(SinceHigh, TakesTheLatestOfEqualHighs) {
    Column values(5);
    since_high(Column{3, 5, 4, 5, 4}, 5, values);
    EXPECT_DOUBLE_EQ(values.back(), 0.25);
}

TEST(Breakout, LeavesTodayOutOfTheHigh) {
    expect_definition("breakout_20", [](const In& in, std::size_t t) {
        return std::log(in.close[t] / highest(in.high, t - 1, 20));
    });
}

}  // namespace
}  // namespace features::structure
