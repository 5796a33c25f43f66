#include "features/volatility/volatility.hpp"

#include <algorithm>
#include <cmath>

#include <gtest/gtest.h>

#include "backend/features/expect_definition.hpp"
#include "features/volatility/volatility_kernels.hpp"

namespace features::volatility {
namespace {

using In = StockInputs;
using Column = std::vector<double>;

double deviation(const Column& values, std::size_t t, std::size_t window, double less) {
    const auto size = static_cast<double>(window);
    const double mean = sum_of(t, window, [&](std::size_t i) { return values[i]; }) / size;
    return std::sqrt(
        sum_of(t, window, [&](std::size_t i) { return std::pow(values[i] - mean, 2); }) /
        (size - less));
}

Definition annualised(std::size_t window) {
    return [window](const In& in, std::size_t t) {
        return std::sqrt(252.0) * deviation(in.return_log, t, window, 1.0);
    };
}

TEST(Volatility, IsTheAnnualisedDeviationOfReturns) {
    expect_definition("volatility_20", annualised(20));
    expect_definition("volatility_60", annualised(60));
}

TEST(Volatility, IsComparedWithTheHalfYear) {
    expect_definition("volatility_ratio_20_120", [](const In& in, std::size_t t) {
        return deviation(in.return_log, t, 20, 1.0) / deviation(in.return_log, t, 120, 1.0);
    });
}

TEST(Volatility, DownwardsCountsOnlyFalls) {
    expect_definition("downside_volatility_60", [](const In& in, std::size_t t) {
        const double squares = sum_of(t, 60, [&](std::size_t i) {
            return in.return_log[i] < 0.0 ? in.return_log[i] * in.return_log[i] : 0.0;
        });
        return std::sqrt(252.0 * squares / 60.0);
    });
}

// StockCharts ChartSchool, "Average True Range (ATR)", worked example on QQQQ.
TEST(AverageTrueRange, IsThatOfThePublishedExample) {
    const Column high{48.70, 48.72, 48.90, 48.87, 48.82, 49.05, 49.20, 49.35, 49.92, 50.19,
                      50.12, 49.66, 49.88, 50.19, 50.36, 50.57, 50.65, 50.43, 49.63, 50.33,
                      50.29, 50.17, 49.32, 48.50, 48.32, 46.80, 47.80, 48.39, 48.66, 48.79};
    const Column low{47.79, 48.14, 48.39, 48.37, 48.24, 48.64, 48.94, 48.86, 49.50, 49.87,
                     49.20, 48.90, 49.43, 49.73, 49.26, 50.09, 50.30, 49.21, 48.98, 49.61,
                     49.20, 49.43, 48.08, 47.64, 41.55, 44.28, 47.31, 47.20, 47.90, 47.73};
    const Column close{48.16, 48.61, 48.75, 48.63, 48.74, 49.03, 49.07, 49.32, 49.91, 50.13,
                       49.53, 49.50, 49.75, 50.03, 50.31, 50.52, 50.41, 49.34, 49.37, 50.23,
                       49.24, 49.93, 48.43, 48.18, 46.57, 45.41, 47.77, 47.72, 48.62, 47.85};
    const Column published{0.56,
                           0.59,
                           0.59,
                           0.57,
                           0.62,
                           0.62,
                           0.64,
                           0.67,
                           0.69,
                           0.78,
                           0.78,
                           1.21,
                           1.30,
                           1.38,
                           1.37,
                           1.34,
                           1.32};
    Column range(close.size());
    for (std::size_t t = 0; t < close.size(); ++t) {
        const double before = t == 0 ? close[0] : close[t - 1];
        range[t] = std::max(high[t], before) - std::min(low[t], before);
    }
    Column values(close.size());
    atr_ratio(range, close, 14, values);
    EXPECT_TRUE(std::isnan(values[12]));
    for (std::size_t i = 0; i < published.size(); ++i) {
        EXPECT_NEAR(values[13 + i] * close[13 + i], published[i], 0.0101) << i;  // Rounded prices.
    }
}

double wilder_average(const Column& values, std::size_t t) {
    double average = sum_of(13, 14, [&](std::size_t i) { return values[i]; }) / 14.0;
    for (std::size_t i = 14; i <= t; ++i) {
        average = (13.0 * average + values[i]) / 14.0;
    }
    return average;
}

TEST(AverageTrueRange, IsPerUnitOfPrice) {
    expect_definition("atr_ratio_14", [](const In& in, std::size_t t) {
        return wilder_average(in.true_range, t) / in.close[t];
    });
    expect_definition("range_expansion_14", [](const In& in, std::size_t t) {
        return in.true_range[t] / wilder_average(in.true_range, t);
    });
}

TEST(Parkinson, ReadsHighsAndLows) {
    expect_definition("parkinson_20", [](const In& in, std::size_t t) {
        const double squares = sum_of(t, 20, [&](std::size_t i) {
            return std::pow(std::log(in.high[i]) - std::log(in.low[i]), 2);
        });
        return std::sqrt(252.0 * squares / (20.0 * 4.0 * std::log(2.0)));
    });
}

TEST(GarmanKlass, ReadsOpensAndClosesToo) {
    expect_definition("garman_klass_20", [](const In& in, std::size_t t) {
        const double squares = sum_of(t, 20, [&](std::size_t i) {
            return 0.5 * std::pow(std::log(in.high[i] / in.low[i]), 2) -
                   (2.0 * std::log(2.0) - 1.0) * std::pow(std::log(in.close[i] / in.open[i]), 2);
        });
        return std::sqrt(252.0 * squares / 20.0);
    });
}

// StockCharts ChartSchool, "Bollinger Bands", worked example: bands and bandwidth of 20 closes.
TEST(Bollinger, IsThatOfThePublishedExample) {
    const Column closes{86.16, 89.09, 88.78, 90.32, 89.07, 91.15, 89.44, 89.18, 86.93,
                        87.68, 86.96, 89.43, 89.32, 88.72, 87.45, 87.26, 89.50, 87.90,
                        89.13, 90.70, 92.90, 92.98, 91.80, 92.66, 92.68};
    const Column middle{88.71, 89.05, 89.24, 89.39, 89.51, 89.69};
    const Column upper{91.29, 91.95, 92.61, 92.93, 93.31, 93.73};
    const Column lower{86.12, 86.14, 85.87, 85.85, 85.70, 85.65};
    Column width(closes.size());
    Column position(closes.size());
    Column means(closes.size(), kMissing);
    std::ranges::copy(middle, means.begin() + 19);
    Column deviations(closes.size());
    features::volatility::deviation(closes, 20, deviations);
    bollinger_width({means, deviations}, width);
    bollinger_position(closes, {means, deviations}, position);
    EXPECT_TRUE(std::isnan(deviations[18]));
    for (std::size_t i = 0; i < middle.size(); ++i) {
        const double range = upper[i] - lower[i];
        EXPECT_NEAR(width[19 + i], range / middle[i], 3e-4) << i;
        EXPECT_NEAR(position[19 + i], (closes[19 + i] - lower[i]) / range, 3e-3) << i;
    }
}

TEST(Bollinger, BandsAreTwoDeviationsFromTheMean) {
    const auto mean = [](const In& in, std::size_t t) {
        return sum_of(t, 20, [&](std::size_t i) { return in.close[i]; }) / 20.0;
    };
    expect_definition("bollinger_width_20", [&](const In& in, std::size_t t) {
        return 4.0 * deviation(in.close, t, 20, 0.0) / mean(in, t);
    });
    expect_definition("bollinger_position_20", [&](const In& in, std::size_t t) {
        const double half = 2.0 * deviation(in.close, t, 20, 0.0);
        return (in.close[t] - (mean(in, t) - half)) / (2.0 * half);
    });
}

}  // namespace
}  // namespace features::volatility
