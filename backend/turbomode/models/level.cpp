#include "turbomode/models/level.hpp"

#include <algorithm>

#include "base/check.hpp"
#include "turbomode/models/metrics.hpp"
#include "turbomode/models/nights.hpp"

namespace turbomode::models {

double mean_log_odds(const VolatilityCurve& curve, const Inputs& night) {
    CHECK(night.rows() > 0);
    double sum = 0.0;
    for (std::size_t row = 0; row < night.rows(); ++row) {
        sum += curve.log_odds(movement_of(night.row(row)));
    }
    return sum / static_cast<double>(night.rows());
}

double regime_share_of(std::size_t nights) {
    constexpr double kShare = 0.5;
    constexpr double kNights = 1'500.0;
    return kShare * std::min(1.0, static_cast<double>(nights) / kNights);
}

NightLevel level_of(const Level& level, const Inputs& night) {
    const double mean = mean_log_odds(level.curve, night);
    NightLevel result{
        .log_odds = logit(level.base_rate) + level.regime_share * (mean - level.curve_usual),
        .curve = {}};
    result.curve.reserve(night.rows());
    for (std::size_t row = 0; row < night.rows(); ++row) {
        result.curve.push_back(level.curve.log_odds(movement_of(night.row(row))) - mean);
    }
    return result;
}

}  // namespace turbomode::models
