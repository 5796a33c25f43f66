#include "features/volatility/volatility_kernels.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "features/kernel/moments.hpp"
#include "features/kernel/smoothing.hpp"

namespace features::volatility {

namespace {

constexpr double kSessionsPerYear = 252.0;
constexpr double kBandDeviations = 2.0;
// An average range below this share of the price is the echo of long-gone bars.
constexpr double kStandstill = 1e-8;

// Annualised root of the mean of value(t) over `window` bars.
template <typename Value>
void annualised_root_mean(std::size_t count, std::size_t window, Value value, Output out) {
    const double scale = kSessionsPerYear / static_cast<double>(window);
    rolling_sum(
        count, window, value, [&](std::size_t t, double sum) { out[t] = std::sqrt(scale * sum); });
}

template <typename Sink>
void rolling_closes(Input closes, std::size_t window, Sink sink) {
    rolling_sum(
        closes.size(), window, [&](std::size_t t) { return Moments::of(closes[t]); }, sink);
}

}  // namespace

void volatility(Input returns_log, std::size_t window, Output out) {
    fill_warm_up(out, window);
    if (returns_log.empty()) {
        return;
    }
    const double scale = std::sqrt(kSessionsPerYear);
    const Input returns = returns_log.subspan(1);
    rolling_sum(
        returns.size(),
        window,
        [&](std::size_t t) { return Moments::of(returns[t]); },
        [&](std::size_t t, const Moments& moments) {
            out[t + 1] = scale * moments.deviation_sample();
        });
}

void volatility_ratio(Input returns_log, std::size_t fast, std::size_t slow, Output out) {
    volatility(returns_log, fast, out);
    fill_warm_up(out, slow);
    if (returns_log.empty()) {
        return;
    }
    const double scale = std::sqrt(kSessionsPerYear);
    const Input returns = returns_log.subspan(1);
    rolling_sum(
        returns.size(),
        slow,
        [&](std::size_t t) { return Moments::of(returns[t]); },
        [&](std::size_t t, const Moments& moments) {
            out[t + 1] = ratio_or(
                out[t + 1], scale * moments.deviation_sample(), 1.0, scale * kFlatDeviation);
        });
}

void downside_volatility(Input returns_log, std::size_t window, Output out) {
    fill_warm_up(out, window);
    if (returns_log.empty()) {
        return;
    }
    const Input returns = returns_log.subspan(1);
    const auto value = [&](std::size_t t) {
        const double fall = std::min(returns[t], 0.0);
        return fall * fall;
    };
    annualised_root_mean(returns.size(), window, value, out.subspan(1));
}

void atr_ratio(Input true_ranges, Input closes, int period, Output out) {
    auto average = Smoothing::wilder(period);
    for (std::size_t t = 0; t < closes.size(); ++t) {
        out[t] = average.next(true_ranges[t]) / closes[t];
    }
}

void range_expansion(Input true_ranges, Input closes, int period, Output out) {
    auto average = Smoothing::wilder(period);
    for (std::size_t t = 0; t < closes.size(); ++t) {
        const double atr = average.next(true_ranges[t]);
        const bool stands = atr <= kStandstill * closes[t];
        out[t] = stands ? 1.0 : true_ranges[t] / atr;
    }
}

void parkinson(const Candles& bars, std::size_t window, Output out) {
    fill_warm_up(out, window - 1);
    const auto value = [&](std::size_t t) {
        const double range = std::log(bars.high[t] / bars.low[t]);
        return range * range / (4.0 * std::numbers::ln2);
    };
    annualised_root_mean(bars.close.size(), window, value, out);
}

void garman_klass(const Candles& bars, std::size_t window, Output out) {
    fill_warm_up(out, window - 1);
    const auto value = [&](std::size_t t) {
        const double range = std::log(bars.high[t] / bars.low[t]);
        const double body = std::log(bars.close[t] / bars.open[t]);
        // Never negative: the body is within the range, and 2 ln 2 - 1 < 0.5.
        return 0.5 * range * range - (2.0 * std::numbers::ln2 - 1.0) * body * body;
    };
    annualised_root_mean(bars.close.size(), window, value, out);
}

void bollinger_width(Input closes, std::size_t window, Output out) {
    fill_warm_up(out, window - 1);
    rolling_closes(closes, window, [&](std::size_t t, const Moments& moments) {
        out[t] = 2.0 * kBandDeviations * moments.deviation_population() / moments.mean;
    });
}

void bollinger_position(Input closes, std::size_t window, Output out) {
    fill_warm_up(out, window - 1);
    rolling_closes(closes, window, [&](std::size_t t, const Moments& moments) {
        const double half = kBandDeviations * moments.deviation_population();
        out[t] = 0.5 +
                 0.5 * ratio_or(closes[t] - moments.mean, half, 0.0, kFlatDeviation * moments.mean);
    });
}

}  // namespace features::volatility
