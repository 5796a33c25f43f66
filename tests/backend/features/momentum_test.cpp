#include "features/momentum/momentum.hpp"

#include <algorithm>
#include <cmath>

#include <gtest/gtest.h>

#include "backend/features/expect_definition.hpp"
#include "features/momentum/oscillators.hpp"
#include "features/momentum/returns.hpp"

namespace features::momentum {
namespace {

using In = StockInputs;
using Column = std::vector<double>;

Definition return_over(std::size_t sessions) {
    return [sessions](const In& in, std::size_t t) {
        return std::log(in.close[t] / in.close[t - sessions]);
    };
}

TEST(Returns, AreLogRatiosOfCloses) {
    expect_definition("return_log_1", return_over(1));
    expect_definition("return_log_5", return_over(5));
    expect_definition("return_log_20", return_over(20));
    expect_definition("return_log_60", return_over(60));
    expect_definition("return_log_120", return_over(120));
}

TEST(Returns, OfTheYearLeaveOutTheLastMonth) {
    expect_definition("return_log_250_to_20", [](const In& in, std::size_t t) {
        return std::log(in.close[t - 20] / in.close[t - 250]);
    });
}

TEST(Returns, AccelerateWhenTheLatterHalfIsFaster) {
    expect_definition("return_acceleration_20", [](const In& in, std::size_t t) {
        return std::log(in.close[t] / in.close[t - 20]) -
               std::log(in.close[t - 20] / in.close[t - 40]);
    });
}

TEST(Returns, OvernightRunFromCloseToOpen) {
    expect_definition("overnight_return_20", [](const In& in, std::size_t t) {
        return sum_of(t, 20, [&](std::size_t i) { return std::log(in.open[i] / in.close[i - 1]); });
    });
}

// StockCharts ChartSchool, "Relative Strength Index (RSI)", worked example on QQQQ.
TEST(Rsi, IsThatOfThePublishedExample) {
    const Column closes{44.3389, 44.0902, 44.1497, 43.6124, 44.3278, 44.8264, 45.0955,
                        45.4245, 45.8433, 46.0826, 45.8931, 46.0328, 45.6140, 46.2820,
                        46.2820, 46.0028, 46.0328, 46.4116, 46.2222, 45.6439, 46.2122,
                        46.2521, 45.7137, 46.4515, 45.7835, 45.3548, 44.0288, 44.1783,
                        44.2181, 44.5672, 43.4205, 42.6628, 43.1314};
    const Column published{70.53,
                           66.32,
                           66.55,
                           69.41,
                           66.36,
                           57.97,
                           62.93,
                           63.26,
                           56.06,
                           62.38,
                           54.71,
                           50.42,
                           39.99,
                           41.46,
                           41.87,
                           45.46,
                           37.30,
                           33.08,
                           37.77};
    Column values(closes.size());
    rsi(closes, 14, values);
    EXPECT_TRUE(std::isnan(values[13]));
    for (std::size_t i = 0; i < published.size(); ++i) {
        EXPECT_NEAR(values[14 + i], published[i], 0.005) << i;
    }
}

TEST(Rsi, IsOneHundredWhenEveryCloseRisesAndFallsWithThePrice) {
    Column values(5);
    rsi(Column{10, 11, 12, 13, 12}, 2, values);
    EXPECT_DOUBLE_EQ(values[3], 100.0);
    EXPECT_LT(values[4], values[3]);
}

TEST(Rsi, IsFiftyWhenThePriceStands) {
    Column values(600);
    rsi(Column(600, 10.0), 14, values);
    EXPECT_EQ(values.back(), 50.0);
}

// An echo of moves long gone must not decide: the last 400 bars know nothing of them.
TEST(Rsi, IsFiftyAgainLongAfterTheLastMove) {
    Column closes(600, 11.0);
    closes[0] = 10.0;
    Column values(600);
    rsi(closes, 14, values);
    EXPECT_EQ(values.back(), 50.0);
}

// StockCharts ChartSchool, "Stochastic Oscillator", %K of 14 before smoothing.
TEST(Stochastic, IsThatOfThePublishedExample) {
    const Column high{127.01, 127.62, 126.59, 127.35, 128.17, 128.43, 127.37, 126.42,
                      126.90, 126.85, 125.65, 125.72, 127.16, 127.72, 127.69, 128.22,
                      128.27, 128.09, 128.27, 127.74, 128.77, 129.29, 130.06, 129.12,
                      129.29, 128.47, 128.09, 128.65, 129.14, 128.64};
    const Column low{125.36, 126.16, 124.93, 126.09, 126.82, 126.48, 126.03, 124.83,
                     126.39, 125.72, 124.56, 124.57, 125.07, 126.86, 126.63, 126.80,
                     126.71, 126.80, 126.13, 125.92, 126.99, 127.81, 128.47, 128.06,
                     127.61, 127.60, 127.00, 126.90, 127.49, 127.40};
    Column close(13, 126.0);  // The example has none before the first %K.
    for (const double usd : {127.29,
                             127.18,
                             128.01,
                             127.11,
                             127.73,
                             127.06,
                             127.33,
                             128.71,
                             127.87,
                             128.58,
                             128.60,
                             127.93,
                             128.11,
                             127.60,
                             127.60,
                             128.69,
                             128.27}) {
        close.push_back(usd);
    }
    const Column published{70.44,
                           67.61,
                           89.20,
                           65.81,
                           81.75,
                           64.52,
                           74.53,
                           98.58,
                           70.10,
                           73.06,
                           73.42,
                           61.23,
                           60.96,
                           40.39,
                           40.39,
                           66.83,
                           56.73};
    Column values(close.size());
    stochastic_k({high, low, close}, 14, values);
    EXPECT_TRUE(std::isnan(values[12]));
    for (std::size_t i = 0; i < published.size(); ++i) {
        // The page's prices are rounded to cents, its %K is not.
        EXPECT_NEAR(values[13 + i], published[i], 0.3) << i;
    }
}

TEST(Stochastic, IsWhereTheCloseLiesInTheRange) {
    expect_definition("stochastic_k_14", [](const In& in, std::size_t t) {
        const auto from = static_cast<std::ptrdiff_t>(t - 13);
        const auto to = static_cast<std::ptrdiff_t>(t + 1);
        const double high = *std::max_element(in.high.begin() + from, in.high.begin() + to);
        const double low = *std::min_element(in.low.begin() + from, in.low.begin() + to);
        return 100.0 * (in.close[t] - low) / (high - low);
    });
}

// StockCharts ChartSchool, "Commodity Channel Index (CCI)", worked example.
TEST(Cci, IsThatOfThePublishedExample) {
    const Column high{24.20, 24.07, 24.04, 23.87, 23.67, 23.59, 23.80, 23.80, 24.30, 24.15,
                      24.05, 24.06, 23.88, 25.14, 25.20, 25.07, 25.22, 25.37, 25.36, 25.26,
                      24.82, 24.44, 24.65, 24.84, 24.75, 24.51, 24.68, 24.67, 23.84, 24.30};
    const Column low{23.85, 23.72, 23.64, 23.37, 23.46, 23.18, 23.40, 23.57, 24.05, 23.77,
                     23.60, 23.84, 23.64, 23.94, 24.74, 24.77, 24.90, 24.93, 24.96, 24.93,
                     24.21, 24.21, 24.43, 24.44, 24.20, 24.25, 24.21, 24.15, 23.63, 23.76};
    const Column close{23.89, 23.95, 23.67, 23.78, 23.50, 23.32, 23.75, 23.79, 24.14, 23.81,
                       23.78, 23.86, 23.70, 24.96, 24.88, 24.96, 25.18, 25.07, 25.27, 25.00,
                       24.46, 24.28, 24.62, 24.58, 24.53, 24.35, 24.34, 24.23, 23.76, 24.20};
    const Column published{
        102.31, 30.74, 6.55, 33.30, 34.95, 13.84, -10.75, -11.58, -29.35, -129.36, -73.07};
    Column values(close.size());
    cci({high, low, close}, 20, values);
    EXPECT_TRUE(std::isnan(values[18]));
    for (std::size_t i = 0; i < published.size(); ++i) {
        // The page's prices are rounded to cents, its CCI is not.
        EXPECT_NEAR(values[19 + i], published[i], 0.9) << i;
    }
}

TEST(Cci, IsTheDistanceFromTheMeanInMeanDeviations) {
    expect_definition("cci_20", [](const In& in, std::size_t t) {
        const auto typical = [&](std::size_t i) {
            return (in.high[i] + in.low[i] + in.close[i]) / 3.0;
        };
        const double mean = sum_of(t, 20, typical) / 20.0;
        const double deviation =
            sum_of(t, 20, [&](std::size_t i) { return std::abs(typical(i) - mean); }) / 20.0;
        return (typical(t) - mean) / (0.015 * deviation);
    });
}

// The exponential moving average, worked out from its start for every bar.
double ema(const Column& values, std::size_t first, std::size_t t, std::size_t span) {
    double average = 0.0;
    for (std::size_t i = first; i < first + span; ++i) {
        average += values[i] / static_cast<double>(span);
    }
    const double weight = 2.0 / (static_cast<double>(span) + 1.0);
    for (std::size_t i = first + span; i <= t; ++i) {
        average = weight * values[i] + (1.0 - weight) * average;
    }
    return average;
}

TEST(Macd, IsTheDifferenceOfTwoAverages) {
    expect_definition("macd_12_26", [](const In& in, std::size_t t) {
        return (ema(in.close, 0, t, 12) - ema(in.close, 0, t, 26)) / in.close[t];
    });
}

TEST(Macd, HistogramIsTheDistanceFromItsSignal) {
    expect_definition("macd_histogram_12_26_9", [](const In& in, std::size_t t) {
        Column line(in.size(), 0.0);
        for (std::size_t i = 25; i <= t; ++i) {
            line[i] = ema(in.close, 0, i, 12) - ema(in.close, 0, i, 26);
        }
        return (line[t] - ema(line, 25, t, 9)) / in.close[t];
    });
}

TEST(Macd, IsPositiveInARise) {
    Column closes(100);
    std::generate(closes.begin(), closes.end(), [x = 1.0]() mutable { return x *= 1.01; });
    Column values(100);
    macd_line(closes, {}, values);
    EXPECT_GT(values.back(), 0.0);
}

}  // namespace
}  // namespace features::momentum
