#include "features/trend/trend.hpp"

#include <algorithm>
#include <cmath>

#include <gtest/gtest.h>

#include "backend/features/expect_definition.hpp"
#include "features/trend/trend_kernels.hpp"

namespace features::trend {
namespace {

using In = StockInputs;
using Column = std::vector<double>;

Definition distance_over(std::size_t window) {
    return [window](const In& in, std::size_t t) {
        const double sum = sum_of(t, window, [&](std::size_t i) { return in.close[i]; });
        return std::log(in.close[t] / (sum / static_cast<double>(window)));
    };
}

TEST(Distance, IsTheLogRatioToTheMeanClose) {
    expect_definition("distance_mean_10", distance_over(10));
    expect_definition("distance_mean_50", distance_over(50));
    expect_definition("distance_mean_200", distance_over(200));
}

TEST(Distance, FromTheExponentialAverageWeighsTheLatestMost) {
    expect_definition("distance_ema_20", [](const In& in, std::size_t t) {
        // Written out as weights: those of the first 20 closes share what the others leave.
        const double keep = 19.0 / 21.0;
        double average = 0.0;
        for (std::size_t i = 20; i <= t; ++i) {
            average += (1.0 - keep) * std::pow(keep, static_cast<double>(t - i)) * in.close[i];
        }
        const double seed = sum_of(19, 20, [&](std::size_t i) { return in.close[i]; }) / 20.0;
        average += std::pow(keep, static_cast<double>(t - 19)) * seed;
        return std::log(in.close[t] / average);
    });
}

// Wilder's smoothing of values[1..t], as he writes it: a sum from which one part is taken each day.
double wilder_sum(const Column& values, std::size_t t) {
    double sum = 0.0;
    for (std::size_t i = 1; i <= 14; ++i) {
        sum += values[i];
    }
    for (std::size_t i = 15; i <= t; ++i) {
        sum = sum - sum / 14.0 + values[i];
    }
    return sum;
}

// +DI and -DI of bar t, by the book.
std::pair<double, double> directional_indicators(const In& in, std::size_t t) {
    Column plus(in.size(), 0.0);
    Column minus(in.size(), 0.0);
    Column range(in.size(), 0.0);
    for (std::size_t i = 1; i <= t; ++i) {
        const double up = in.high[i] - in.high[i - 1];
        const double down = in.low[i - 1] - in.low[i];
        plus[i] = up > down && up > 0.0 ? up : 0.0;
        minus[i] = down > up && down > 0.0 ? down : 0.0;
        range[i] = std::max({in.high[i] - in.low[i],
                             std::abs(in.high[i] - in.close[i - 1]),
                             std::abs(in.low[i] - in.close[i - 1])});
    }
    const double all = wilder_sum(range, t);
    return {100.0 * wilder_sum(plus, t) / all, 100.0 * wilder_sum(minus, t) / all};
}

TEST(DirectionalMovement, ComparesTheTwoIndicators) {
    expect_definition("directional_balance_14", [](const In& in, std::size_t t) {
        const auto [plus, minus] = directional_indicators(in, t);
        return (plus - minus) / (plus + minus);
    });
}

TEST(DirectionalMovement, AdxSmoothsTheirDifference) {
    const auto in = random_stock(60);
    double average = 0.0;
    Column adx_by_hand(in.size(), 0.0);
    for (std::size_t t = 14; t < in.size(); ++t) {
        const auto [plus, minus] = directional_indicators(in, t);
        const double dx = 100.0 * std::abs(plus - minus) / (plus + minus);
        average = t < 28 ? average + dx / 14.0 : (13.0 * average + dx) / 14.0;
        adx_by_hand[t] = average;
    }
    const auto column = column_of("adx_14", in);
    EXPECT_TRUE(std::isnan(column[26]));
    for (std::size_t t = 27; t < in.size(); ++t) {
        EXPECT_NEAR(column[t], adx_by_hand[t], 1e-9) << t;
    }
}

TEST(DirectionalMovement, IsAllUpwardsInASteadyRise) {
    Column price(60);
    std::generate(price.begin(), price.end(), [x = 1.0]() mutable { return x *= 1.01; });
    Column values(60);
    Column up(60);
    Column down(60);
    directional_movement({price, price, price}, 14, up, down);
    adx({up, down}, price, 14, values);
    EXPECT_NEAR(values.back(), 100.0, 1e-9);
    directional_balance({up, down}, price, values);
    EXPECT_NEAR(values.back(), 1.0, 1e-12);
}

// A rise of 0.5 in the high and a fall of 0.5 in the low are equal in whatever shares the prices
// are counted; rounding must not take sides.
TEST(DirectionalMovement, TakesNoSideWhenBothMovementsAreEqual) {
    for (const double factor : {1.0, 1.1, 0.3, 1.0 / 0.9837}) {
        Column high;
        Column low;
        Column close;
        for (int t = 0; t < 40; ++t) {
            const double half = 0.5 * (t % 2 + 1);
            high.push_back((100.3 + half) * factor);
            low.push_back((99.7 - half) * factor);
            close.push_back(100.1 * factor);
        }
        Column values(close.size());
        Column up(close.size());
        Column down(close.size());
        directional_movement({high, low, close}, 14, up, down);
        directional_balance({up, down}, close, values);
        EXPECT_EQ(values.back(), 0.0) << factor;
    }
}

TEST(Aroon, ComparesTheAgesOfHighAndLow) {
    expect_definition("aroon_oscillator_25", [](const In& in, std::size_t t) {
        std::size_t high = t - 25;
        std::size_t low = t - 25;
        for (std::size_t i = t - 25; i <= t; ++i) {
            high = in.high[i] >= in.high[high] ? i : high;
            low = in.low[i] <= in.low[low] ? i : low;
        }
        const double up = 100.0 * (25.0 - static_cast<double>(t - high)) / 25.0;
        const double down = 100.0 * (25.0 - static_cast<double>(t - low)) / 25.0;
        return up - down;
    });
}

struct Line {
    double slope, fit;
};

Line line_through(const In& in, std::size_t t) {
    double mean = 0.0;
    for (std::size_t k = 0; k < 60; ++k) {
        mean += in.log_close[t - 59 + k] / 60.0;
    }
    double xx = 0.0;
    double xy = 0.0;
    double yy = 0.0;
    for (std::size_t k = 0; k < 60; ++k) {
        const double x = static_cast<double>(k) - 29.5;
        const double y = in.log_close[t - 59 + k] - mean;
        xx += x * x;
        xy += x * y;
        yy += y * y;
    }
    return {xy / xx, xy * xy / (xx * yy)};
}

TEST(Slope, IsThatOfTheLeastSquaresLine) {
    expect_definition("slope_60",
                      [](const In& in, std::size_t t) { return line_through(in, t).slope; });
    expect_definition("slope_fit_60",
                      [](const In& in, std::size_t t) { return line_through(in, t).fit; });
}

TEST(Slope, FitsAStraightLineExactly) {
    Column line(100);
    for (std::size_t t = 0; t < line.size(); ++t) {
        line[t] = 4.0 + 0.002 * static_cast<double>(t);
    }
    Column values(100);
    slope(line, 60, values);
    EXPECT_NEAR(values.back(), 0.002, 1e-14);
    slope_fit(line, 60, values);
    EXPECT_NEAR(values.back(), 1.0, 1e-12);
}

}  // namespace
}  // namespace features::trend
