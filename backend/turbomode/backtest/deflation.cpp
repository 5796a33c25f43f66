#include "turbomode/backtest/deflation.hpp"

#include <boost/math/distributions/normal.hpp>
#include <cmath>
#include <numbers>

#include "base/check.hpp"

namespace turbomode::backtest {

namespace {

// The value that a standard normal one exceeds with `chance`.
double normal_exceeded(double chance) {
    return boost::math::quantile(boost::math::complement(boost::math::normal{}, chance));
}

}  // namespace

std::optional<double> probabilistic_sharpe(const Sharpe& sharpe, double ratio_benchmark) {
    const double ratio = sharpe.ratio;
    const double variance =
        1.0 - sharpe.skewness * ratio + (sharpe.kurtosis - 1.0) / 4.0 * ratio * ratio;
    if (sharpe.blocks < 2 || !(variance > 0.0)) {
        return std::nullopt;
    }
    const double error = std::sqrt(variance / static_cast<double>(sharpe.blocks - 1));
    return boost::math::cdf(boost::math::normal{}, (ratio - ratio_benchmark) / error);
}

double expected_max_sharpe(std::size_t trials, double ratio_variance) {
    CHECK(trials > 0 && ratio_variance >= 0.0);
    if (trials == 1) {
        return 0.0;
    }
    const double chance = 1.0 / static_cast<double>(trials);
    const double highest = (1.0 - std::numbers::egamma) * normal_exceeded(chance) +
                           std::numbers::egamma * normal_exceeded(chance / std::numbers::e);
    return std::sqrt(ratio_variance) * highest;
}

std::optional<double> deflated_sharpe(const Sharpe& sharpe,
                                      std::size_t trials,
                                      double ratio_variance) {
    return probabilistic_sharpe(sharpe, expected_max_sharpe(trials, ratio_variance));
}

}  // namespace turbomode::backtest
