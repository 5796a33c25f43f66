#include "features/statistics/statistics_kernels.hpp"

#include <cmath>

#include "features/kernel/moments.hpp"

namespace features::statistics {

namespace {

constexpr double kSessionsPerYear = 252.0;
constexpr double kFlatVariance = kFlatDeviation * kFlatDeviation;

// Power sums. Returns are small against 1 and their mean is small against their deviation, so the
// centred moments lose few digits; a flat window is told from one that moves by kFlatVariance.
struct Powers {
    double x, xx, xxx, xxxx;

    static Powers of(double x) { return {x, x * x, x * x * x, x * x * x * x}; }
};

Powers operator+(const Powers& a, const Powers& b) {
    return {a.x + b.x, a.xx + b.xx, a.xxx + b.xxx, a.xxxx + b.xxxx};
}

template <typename Combine>
void rolling_extreme(Input returns_log, std::size_t window, Combine combine, Output out) {
    fill_warm_up(out, window);
    if (returns_log.empty()) {
        return;
    }
    const Input returns = returns_log.subspan(1);
    rolling(
        returns.size(),
        window,
        [&](std::size_t t) { return returns[t]; },
        combine,
        [&](std::size_t t, double extreme) { out[t + 1] = extreme; });
}

}  // namespace

void skewness(Input returns_log, std::size_t window, Output out) {
    fill_warm_up(out, window);
    const auto size = static_cast<double>(window);
    rolling_sum_from(
        1,
        returns_log.size(),
        window,
        [&](std::size_t t) { return Powers::of(returns_log[t]); },
        [&](std::size_t t, const Powers& sums) {
            const double mean = sums.x / size;
            const double variance = sums.xx / size - mean * mean;
            const double third =
                sums.xxx / size - 3.0 * mean * sums.xx / size + 2.0 * mean * mean * mean;
            out[t] = variance > kFlatVariance ? third / (variance * std::sqrt(variance)) : 0.0;
        });
}

void kurtosis(Input returns_log, std::size_t window, Output out) {
    fill_warm_up(out, window);
    const auto size = static_cast<double>(window);
    rolling_sum_from(
        1,
        returns_log.size(),
        window,
        [&](std::size_t t) { return Powers::of(returns_log[t]); },
        [&](std::size_t t, const Powers& sums) {
            const double mean = sums.x / size;
            const double square = mean * mean;
            const double variance = sums.xx / size - square;
            const double fourth = sums.xxxx / size - 4.0 * mean * sums.xxx / size +
                                  6.0 * square * sums.xx / size - 3.0 * square * square;
            out[t] = variance > kFlatVariance ? fourth / (variance * variance) - 3.0 : 0.0;
        });
}

void autocorrelation(Input returns_log, std::size_t window, Output out) {
    fill_warm_up(out, window + 1);
    rolling_sum_from(
        2,
        returns_log.size(),
        window,
        [&](std::size_t t) { return Comoments::of(returns_log[t], returns_log[t - 1]); },
        [&](std::size_t t, const Comoments& pair) {
            out[t] = pair.correlation(kFlatDeviation, kFlatDeviation);
        });
}

void efficiency(Input returns_log, std::size_t window, Output out) {
    struct Path {
        double net, length;
        Path operator+(const Path& b) const { return {net + b.net, length + b.length}; }
    };
    fill_warm_up(out, window);
    rolling_sum_from(
        1,
        returns_log.size(),
        window,
        [&](std::size_t t) {
            return Path{returns_log[t], std::abs(returns_log[t])};
        },
        [&](std::size_t t, const Path& path) {
            out[t] = ratio_or(std::abs(path.net), path.length, 0.0, kFlatDeviation);
        });
}

void variance_ratio(Input log_closes, std::size_t horizon, std::size_t window, Output out) {
    fill_warm_up(out, horizon + window - 1);
    const auto variance_of = [&](std::size_t sessions, auto sink) {
        rolling_sum_from(
            horizon,
            log_closes.size(),
            window,
            [&](std::size_t t) { return Moments::of(log_closes[t] - log_closes[t - sessions]); },
            sink);
    };
    variance_of(horizon, [&](std::size_t t, const Moments& long_returns) {
        out[t] = long_returns.variance_population();
    });
    variance_of(1, [&](std::size_t t, const Moments& returns) {
        const double variance = returns.variance_population();
        out[t] = ratio_or(out[t], static_cast<double>(horizon) * variance, 1.0, kFlatVariance);
    });
}

void up_share(Input returns_log, std::size_t window, Output out) {
    fill_warm_up(out, window);
    const auto size = static_cast<double>(window);
    rolling_sum_from(
        1,
        returns_log.size(),
        window,
        [&](std::size_t t) { return returns_log[t] > 0.0 ? 1.0 : 0.0; },
        [&](std::size_t t, double sum) { out[t] = sum / size; });
}

void return_zscore(Input returns_log, std::size_t window, Output out) {
    fill_warm_up(out, window + 1);
    const auto size = static_cast<double>(window);
    rolling_sum_from(
        1,
        returns_log.size(),
        window,
        [&](std::size_t t) { return ReturnSums::of(returns_log[t]); },
        [&](std::size_t t, const ReturnSums& before) {
            if (t + 1 < returns_log.size()) {
                out[t + 1] = ratio_or(returns_log[t + 1] - before.mean(size),
                                      before.deviation_sample(size),
                                      0.0,
                                      kFlatDeviation);
            }
        });
}

void return_max(Input returns_log, std::size_t window, Output out) {
    rolling_extreme(returns_log, window, Largest{}, out);
}

void return_min(Input returns_log, std::size_t window, Output out) {
    rolling_extreme(returns_log, window, Smallest{}, out);
}

void sharpe(Input returns_log, std::size_t window, Output out) {
    fill_warm_up(out, window);
    const double scale = std::sqrt(kSessionsPerYear);
    const auto size = static_cast<double>(window);
    rolling_sum_from(
        1,
        returns_log.size(),
        window,
        [&](std::size_t t) { return ReturnSums::of(returns_log[t]); },
        [&](std::size_t t, const ReturnSums& sums) {
            out[t] =
                scale * ratio_or(sums.mean(size), sums.deviation_sample(size), 0.0, kFlatDeviation);
        });
}

void close_zscore(Input log_closes, std::size_t window, Output out) {
    fill_warm_up(out, window - 1);
    rolling_sum(
        log_closes.size(),
        window,
        [&](std::size_t t) { return Moments::of(log_closes[t]); },
        [&](std::size_t t, const Moments& moments) {
            out[t] = ratio_or(
                log_closes[t] - moments.mean, moments.deviation_population(), 0.0, kFlatDeviation);
        });
}

}  // namespace features::statistics
