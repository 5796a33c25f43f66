#include "features/kernel/rolling.hpp"

#include <cmath>
#include <numeric>
#include <random>
#include <vector>

#include <gtest/gtest.h>

#include "features/kernel/moments.hpp"

namespace features {
namespace {

using Column = std::vector<double>;

Column random_column(std::size_t count) {
    std::mt19937_64 random{3};
    std::normal_distribution<double> normal;
    Column values(count);
    for (double& value : values) {
        value = normal(random);
    }
    return values;
}

Column rolling_sums(const Column& values, std::size_t window) {
    Column sums(values.size(), kMissing);
    rolling_sum(
        values.size(),
        window,
        [&](std::size_t t) { return values[t]; },
        [&](std::size_t t, double sum) { sums[t] = sum; });
    return sums;
}

TEST(Rolling, SumsEveryWindowWhateverItsPlace) {
    const auto values = random_column(53);
    for (const std::size_t window : {1U, 2U, 7U, 52U, 53U}) {
        const auto sums = rolling_sums(values, window);
        for (std::size_t t = 0; t < values.size(); ++t) {
            if (t + 1 < window) {
                EXPECT_TRUE(std::isnan(sums[t]));
                continue;
            }
            const auto end = values.begin() + static_cast<std::ptrdiff_t>(t + 1);
            EXPECT_NEAR(sums[t],
                        std::accumulate(end - static_cast<std::ptrdiff_t>(window), end, 0.0),
                        1e-12)
                << window << " at " << t;
        }
    }
}

TEST(Rolling, HasNothingToSayBelowAWindow) {
    for (const double sum : rolling_sums(random_column(6), 7)) {
        EXPECT_TRUE(std::isnan(sum));
    }
    EXPECT_TRUE(rolling_sums({}, 7).empty());
}

TEST(Rolling, LeavesNoResidueOfAHugeValue) {
    Column values(40, 1.0);
    values[5] = 1e20;
    EXPECT_EQ(rolling_sums(values, 8)[13], 8.0);
}

TEST(Rolling, ForgetsANaNWithItsWindow) {
    Column values(40, 1.0);
    values[10] = kMissing;
    const auto sums = rolling_sums(values, 8);
    EXPECT_EQ(sums[9], 8.0);
    for (std::size_t t = 10; t < 18; ++t) {
        EXPECT_TRUE(std::isnan(sums[t])) << t;
    }
    EXPECT_EQ(sums[18], 8.0);
}

TEST(Rolling, WorksInPlace) {
    const auto values = random_column(53);
    auto same = values;
    rolling_sum(
        same.size(),
        7,
        [&](std::size_t t) { return same[t]; },
        [&](std::size_t t, double sum) { same[t] = sum; });
    const auto sums = rolling_sums(values, 7);
    for (std::size_t t = 6; t < values.size(); ++t) {
        EXPECT_EQ(same[t], sums[t]);
    }
}

TEST(Rolling, DoesNotLookAhead) {
    const auto values = random_column(200);
    const auto sums = rolling_sums(values, 9);
    for (std::size_t count = 9; count <= values.size(); ++count) {
        const Column prefix(values.begin(), values.begin() + static_cast<std::ptrdiff_t>(count));
        EXPECT_EQ(rolling_sums(prefix, 9).back(), sums[count - 1]);
    }
}

TEST(RollingDeathTest, RefusesALookbackBeyondTheLimit) {
    EXPECT_DEATH(rolling_sums({}, kWindowMax + 1), "window");
}

TEST(Moments, AddUpPieceByPiece) {
    const auto values = random_column(31);
    Moments all;
    bool first = true;
    for (const double value : values) {
        all = first ? Moments::of(value) : all + Moments::of(value);
        first = false;
    }
    const double mean = std::accumulate(values.begin(), values.end(), 0.0) / 31.0;
    double squares = 0.0;
    for (const double value : values) {
        squares += (value - mean) * (value - mean);
    }
    EXPECT_NEAR(all.mean, mean, 1e-14);
    EXPECT_NEAR(all.variance_sample(), squares / 30.0, 1e-13);
    EXPECT_NEAR(all.variance_population(), squares / 31.0, 1e-13);
}

TEST(Moments, OfEqualValuesHaveNoVarianceAtAll) {
    auto all = Moments::of(0.1);
    for (int i = 0; i < 100; ++i) {
        all = all + Moments::of(0.1);
    }
    EXPECT_EQ(all.squares, 0.0);
}

TEST(Comoments, OfALineHaveCorrelationOne) {
    auto all = Comoments::of(0.0, 1.0);
    for (int i = 1; i < 30; ++i) {
        all = all + Comoments::of(i, 1.0 - 2.0 * i);
    }
    EXPECT_NEAR(all.correlation(0.0, 0.0), -1.0, 1e-14);
    EXPECT_NEAR(all.xy / all.xx, -2.0, 1e-14);
}

TEST(Comoments, AreUncorrelatedWhenOneSideStands) {
    const auto all = Comoments::of(1.0, 1.0) + Comoments::of(1.0, 2.0);
    EXPECT_EQ(all.correlation(0.0, 0.0), 0.0);
}

}  // namespace
}  // namespace features
