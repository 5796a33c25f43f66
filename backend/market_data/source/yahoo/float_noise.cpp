#include "market_data/source/yahoo/float_noise.hpp"

#include <cmath>
#include <initializer_list>

namespace market_data::source::yahoo {

namespace {

constexpr double kFloatHalfStep = 0x1p-24;  // Relative: half the distance of neighbours at most.
constexpr double kSixDecimalsHalfStep = 0.5e-6;
// For the steps in double precision on the way, which are 1e-16 each.
constexpr double kMargin = 1.0 + 1e-6;

}  // namespace

double price_noise_usd(double price_usd, double later_splits) {
    return (price_usd * kFloatHalfStep + kSixDecimalsHalfStep) * later_splits * kMargin;
}

double without_float_noise(double price_usd, double noise_usd) {
    double rounded = price_usd;
    for (const double steps_per_usd : {1e2, 1e3, 1e4, 1e5, 1e6}) {
        rounded = std::round(price_usd * steps_per_usd) / steps_per_usd;
        if (std::abs(rounded - price_usd) <= noise_usd) {
            break;
        }
    }
    return rounded;
}

}  // namespace market_data::source::yahoo
