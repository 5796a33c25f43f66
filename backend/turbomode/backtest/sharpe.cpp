#include "turbomode/backtest/sharpe.hpp"

#include <cmath>

#include "turbomode/backtest/moments.hpp"
#include "turbomode/models/metrics.hpp"

namespace turbomode::backtest {

namespace {

// Mean of the powers of the distances from `center`.
double moment(std::span<const double> values, double center, int power) {
    double sum = 0.0;
    for (const double value : values) {
        sum += std::pow(value - center, power);
    }
    return sum / static_cast<double>(values.size());
}

}  // namespace

std::optional<Sharpe> sharpe_of(std::span<const double> nightly_returns, std::size_t block_nights) {
    const auto returns = models::block_means(nightly_returns, block_nights);
    if (returns.size() < kSharpeBlocksMin) {
        return std::nullopt;
    }
    const auto n = static_cast<double>(returns.size());
    const double mean = moment(returns, 0.0, 1);
    const double variance = moment(returns, mean, 2);
    if (!varies(std::sqrt(variance), mean)) {
        return std::nullopt;
    }
    return Sharpe{.ratio = mean / std::sqrt(variance * n / (n - 1.0)),
                  .blocks = returns.size(),
                  .skewness = moment(returns, mean, 3) / std::pow(variance, 1.5),
                  .kurtosis = moment(returns, mean, 4) / (variance * variance)};
}

}  // namespace turbomode::backtest
