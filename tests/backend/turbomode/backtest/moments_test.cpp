#include "turbomode/backtest/moments.hpp"

#include <cmath>

#include <gtest/gtest.h>

namespace turbomode::backtest {
namespace {

Moments of(std::initializer_list<double> values) {
    Moments moments;
    for (const double value : values) {
        moments.add(value);
    }
    return moments;
}

TEST(Moments, AreTheMeanAndTheSampleDeviation) {
    const auto moments = of({2, 4, 4, 4, 5, 5, 7, 9});  // Squares of distances from 5: 32.
    EXPECT_DOUBLE_EQ(moments.mean, 5.0);
    EXPECT_DOUBLE_EQ(moments.deviation(), std::sqrt(32.0 / 7.0));
}

TEST(Moments, OfPartsAreThoseOfTheWhole) {
    auto moments = of({2, 4, 4});
    moments.add(of({4, 5, 5, 7, 9}));
    EXPECT_DOUBLE_EQ(moments.count, 8.0);
    EXPECT_NEAR(moments.mean, 5.0, 1e-15);
    EXPECT_NEAR(moments.squares, 32.0, 1e-13);
    moments.add(Moments{});
    EXPECT_DOUBLE_EQ(moments.count, 8.0);
}

TEST(Moments, KeepTheirDigitsFarFromZero) {
    // The known trap of squares less the square of the mean: the variance is 30.
    EXPECT_DOUBLE_EQ(of({1e9 + 4, 1e9 + 7, 1e9 + 13, 1e9 + 16}).squares, 90.0);
}

TEST(Moments, VaryOnlyWhenTwoValuesDiffer) {
    EXPECT_FALSE(of({}).vary());
    EXPECT_FALSE(of({0.1}).vary());
    EXPECT_FALSE(of({0.1, 0.1, 0.1}).vary());
    EXPECT_TRUE(of({0.1, 0.1, 0.2}).vary());
}

TEST(MomentsOfSums, AreThoseOfTheValuesWhateverTheCenter) {
    for (const double center : {0.0, 3.0, 5.0}) {
        double sum = 0.0;
        double squares = 0.0;
        for (const double value : {2, 4, 4, 4, 5, 5, 7, 9}) {
            sum += value - center;
            squares += (value - center) * (value - center);
        }
        const auto moments = moments_of_sums(8.0, center, sum, squares);
        EXPECT_DOUBLE_EQ(moments.mean, 5.0);
        EXPECT_DOUBLE_EQ(moments.squares, 32.0);
    }
}

TEST(MomentsOfSums, DoNotVaryByRounding) {
    const double gap = 0.1 - 0.03;
    EXPECT_FALSE(moments_of_sums(7.0, 0.03, 7.0 * gap, 7.0 * gap * gap * (1.0 + 1e-15)).vary());
}

}  // namespace
}  // namespace turbomode::backtest
