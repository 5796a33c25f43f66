#include "market_data/source/simulated/portable_math.hpp"

#include <cmath>
#include <limits>
#include <numbers>

#include <gtest/gtest.h>

#include "market_data/source/simulated/random.hpp"

namespace market_data::source::simulated {
namespace {

// Of a few units in the last place: the C library's own error is one of them.
constexpr double kFewUnits = 4.0 * std::numeric_limits<double>::epsilon();
constexpr int kDraws = 100'000;

// The C library is the other implementation.
TEST(PortableMath, AgreesWithTheLibraryToTheLastDigits) {
    Random random{1, Stream::Returns};
    for (int i = 0; i < kDraws; ++i) {
        const double x = 40.0 * (random.uniform() - 0.5);
        ASSERT_NEAR(portable_exp(x) / std::exp(x), 1.0, kFewUnits) << x;
        const double y = std::exp(x);
        ASSERT_NEAR(portable_log(y), std::log(y), kFewUnits * std::max(1.0, std::abs(x))) << y;
        const double turns = random.uniform();
        const auto [sine, cosine] = portable_sine_cosine(turns);
        ASSERT_NEAR(sine, std::sin(2.0 * std::numbers::pi * turns), kFewUnits) << turns;
        ASSERT_NEAR(cosine, std::cos(2.0 * std::numbers::pi * turns), kFewUnits) << turns;
    }
}

TEST(PortableMath, IsExactWhereTheValueIs) {
    EXPECT_EQ(portable_exp(0.0), 1.0);
    EXPECT_EQ(portable_log(1.0), 0.0);
    for (const double turns : {0.0, 0.25, 0.5, 0.75, 1.0}) {
        const auto [sine, cosine] = portable_sine_cosine(turns);
        EXPECT_EQ(sine, turns == 0.25 ? 1.0 : turns == 0.75 ? -1.0 : 0.0) << turns;
        EXPECT_EQ(cosine, turns == 0.5 ? -1.0 : turns == 0.25 || turns == 0.75 ? 0.0 : 1.0);
    }
}

// M. Abramowitz, I. A. Stegun, Handbook of Mathematical Functions (1964), table 1.1.
TEST(PortableMath, KnowsTheConstantsOfAnyTable) {
    EXPECT_DOUBLE_EQ(portable_exp(1.0), 2.71828182845904523536);
    EXPECT_DOUBLE_EQ(portable_exp(-1.0), 0.36787944117144232160);
    EXPECT_DOUBLE_EQ(portable_log(10.0), 2.30258509299404568402);
    EXPECT_DOUBLE_EQ(portable_log(0.5), -0.69314718055994530942);
    EXPECT_DOUBLE_EQ(portable_sine_cosine(0.125).cosine, 0.70710678118654752440);
}

TEST(PortableMath, ServesTheSmallestDrawOfChance) {
    EXPECT_NEAR(portable_log(0x1.0p-54), -54.0 * std::numbers::ln2, 1e-13);
    EXPECT_NEAR(portable_log(1.0 - 0x1.0p-53), -0x1.0p-53, 1e-30);
}

}  // namespace
}  // namespace market_data::source::simulated
