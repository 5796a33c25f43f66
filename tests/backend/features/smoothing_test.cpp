#include "features/kernel/smoothing.hpp"

#include <cmath>
#include <vector>

#include <gtest/gtest.h>

namespace features {
namespace {

// StockCharts ChartSchool, "Moving Averages - Simple and Exponential", 10-day EMA of Intel.
TEST(ExponentialAverage, IsThatOfThePublishedExample) {
    const std::vector<double> closes{22.27, 22.19, 22.08, 22.17, 22.18, 22.13, 22.23, 22.43,
                                     22.24, 22.29, 22.15, 22.39, 22.38, 22.61, 23.36, 24.05,
                                     23.75, 23.83, 23.95, 23.63, 23.82, 23.87, 23.65, 23.19,
                                     23.10, 23.33, 22.68, 23.10, 22.40, 22.17};
    const std::vector<double> published{22.22, 22.21, 22.24, 22.27, 22.33, 22.52, 22.80,
                                        22.97, 23.13, 23.28, 23.34, 23.43, 23.51, 23.54,
                                        23.47, 23.40, 23.39, 23.26, 23.23, 23.08, 22.92};
    auto average = Smoothing::exponential(10);
    for (std::size_t t = 0; t < closes.size(); ++t) {
        const double value = average.next(closes[t]);
        if (t < 9) {
            EXPECT_TRUE(std::isnan(value)) << t;
        } else {
            EXPECT_NEAR(value, published[t - 9], 0.0101) << t;  // Rounded from rounded prices.
        }
    }
}

TEST(WilderAverage, StartsWithTheMeanAndMovesByOnePart) {
    auto average = Smoothing::wilder(4);
    average.next(1.0);
    average.next(2.0);
    EXPECT_TRUE(std::isnan(average.next(3.0)));
    EXPECT_DOUBLE_EQ(average.next(6.0), 3.0);
    EXPECT_DOUBLE_EQ(average.next(7.0), 4.0);
}

TEST(Smoothing, ForgetsItsStartIn400Bars) {
    auto longest = Smoothing::exponential(kSpanMax);
    longest.next(1.0);
    double value = 1.0;
    for (int bar = 1; bar < 400; ++bar) {
        value = longest.next(0.0);
    }
    EXPECT_LT(std::abs(value), 1e-6);
}

TEST(SmoothingDeathTest, RefusesToRememberLonger) {
    EXPECT_DEATH(Smoothing::exponential(kSpanMax + 1), "kSpanMax");
    EXPECT_DEATH(Smoothing::wilder(26), "kSpanMax");
}

}  // namespace
}  // namespace features
