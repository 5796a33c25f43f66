#include "market_data/source/yahoo/float_noise.hpp"

#include <cmath>
#include <vector>

#include <gtest/gtest.h>

namespace market_data::source::yahoo {
namespace {

// What Yahoo makes of a traded price: divided by the later splits, six decimals, 24 binary digits.
double as_yahoo_tells(double traded_usd, double later_splits) {
    return static_cast<double>(
        static_cast<float>(std::round(traded_usd / later_splits * 1e6) / 1e6));
}

double restored(double traded_usd, double later_splits) {
    const double told = as_yahoo_tells(traded_usd, later_splits);
    return without_float_noise(told * later_splits, price_noise_usd(told, later_splits));
}

TEST(FloatNoise, FindsThePriceThatWasTraded) {
    // AAPL's first close after its split of 2020-08-31, as a reply holds it.
    EXPECT_EQ(without_float_noise(129.0399932861328, price_noise_usd(129.0399932861328, 1.0)),
              129.04);
    // The close before it, 499.23, is told as a fourth.
    EXPECT_EQ(without_float_noise(124.80750274658203 * 4.0, price_noise_usd(124.8075027, 4.0)),
              499.23);
}

TEST(FloatNoise, GivesTheSameBitsAfterAnyLaterSplit) {
    // All splits that large companies have had: AAPL's product since 1987 is 224, NVDA's 480.
    for (const double splits : {1.0, 1.5, 2.0, 3.0, 4.0, 10.0, 20.0, 40.0, 224.0, 480.0, 0.125}) {
        for (int cents = 101; cents < 120'000; cents += 37) {
            const double traded_usd = cents / 100.0;
            ASSERT_EQ(restored(traded_usd, splits), traded_usd) << splits;
        }
    }
}

TEST(FloatNoise, KeepsSixteenthsOfOldPrices) {
    // Stocks traded in sixteenths of a dollar until 2001.
    for (const double splits : {1.0, 2.0, 4.0, 28.0}) {
        for (int sixteenths = 16; sixteenths < 3200; sixteenths += 7) {
            const double traded_usd = sixteenths / 16.0;
            ASSERT_EQ(restored(traded_usd, splits), traded_usd) << splits;
        }
    }
}

TEST(FloatNoise, NeverMovesAPriceFurtherThanItsNoise) {
    for (const double splits : {1.0, 3.0, 7.0, 480.0}) {
        for (double told = 0.01; told < 5000.0; told *= 1.0173) {
            const double noise = price_noise_usd(told, splits);
            EXPECT_LE(std::abs(without_float_noise(told * splits, noise) - told * splits), noise);
        }
    }
}

TEST(FloatNoise, KeepsTheOrderOfPricesWithOneNoise) {
    const double noise = price_noise_usd(10.13, 1.0);
    double last = 0.0;
    for (double usd = 10.1299; usd < 10.1301; usd += 1e-8) {
        const double rounded = without_float_noise(usd, noise);
        ASSERT_GE(rounded, last) << usd;
        last = rounded;
    }
}

}  // namespace
}  // namespace market_data::source::yahoo
