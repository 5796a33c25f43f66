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
constexpr double kChannelRanges = 2.0;
constexpr double kSqueezeRanges = 1.5;
// An average range below this share of the price is the echo of long-gone bars.
constexpr double kStandstill = 1e-8;

// Annualised root of the mean of value(t) over `window` bars.
template <typename Value>
void annualised_root_mean(std::size_t count, std::size_t window, Value value, Output out) {
    const double scale = kSessionsPerYear / static_cast<double>(window);
    rolling_sum(
        count, window, value, [&](std::size_t t, double sum) { out[t] = std::sqrt(scale * sum); });
}

double rogers_satchell_of(const LogCandles& bars, std::size_t t) {
    const double above = (bars.high[t] - bars.close[t]) * (bars.high[t] - bars.open[t]);
    const double below = (bars.low[t] - bars.close[t]) * (bars.low[t] - bars.open[t]);
    return std::max(above + below, 0.0);  // Negative by rounding only.
}

}  // namespace

void volatility(Input returns_log, std::size_t window, Output out) {
    fill_warm_up(out, window);
    if (returns_log.empty()) {
        return;
    }
    const auto size = static_cast<double>(window);
    const double scale = std::sqrt(kSessionsPerYear);
    const Input returns = returns_log.subspan(1);
    rolling_sum(
        returns.size(),
        window,
        [&](std::size_t t) { return ReturnSums::of(returns[t]); },
        [&](std::size_t t, const ReturnSums& sums) {
            out[t + 1] = scale * sums.deviation_sample(size);
        });
}

void volatility_ratio(Input returns_log, std::size_t fast, std::size_t slow, Output out) {
    volatility(returns_log, fast, out);
    fill_warm_up(out, slow);
    if (returns_log.empty()) {
        return;
    }
    const auto size = static_cast<double>(slow);
    const double scale = std::sqrt(kSessionsPerYear);
    const Input returns = returns_log.subspan(1);
    rolling_sum(
        returns.size(),
        slow,
        [&](std::size_t t) { return ReturnSums::of(returns[t]); },
        [&](std::size_t t, const ReturnSums& sums) {
            out[t + 1] = ratio_or(
                out[t + 1], scale * sums.deviation_sample(size), 1.0, scale * kFlatDeviation);
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

void parkinson(const LogCandles& bars, std::size_t window, Output out) {
    fill_warm_up(out, window - 1);
    const auto value = [&](std::size_t t) {
        const double range = bars.high[t] - bars.low[t];
        return range * range / (4.0 * std::numbers::ln2);
    };
    annualised_root_mean(bars.close.size(), window, value, out);
}

void garman_klass(const LogCandles& bars, std::size_t window, Output out) {
    fill_warm_up(out, window - 1);
    const auto value = [&](std::size_t t) {
        const double range = bars.high[t] - bars.low[t];
        const double body = bars.close[t] - bars.open[t];
        // The body is within the range, and 2 ln 2 - 1 < 0.5: negative by rounding only.
        return std::max(0.0, 0.5 * range * range - (2.0 * std::numbers::ln2 - 1.0) * body * body);
    };
    annualised_root_mean(bars.close.size(), window, value, out);
}

void deviation(Input closes, std::size_t window, Output out) {
    rolling_sum_from(
        block_before(0, out.needed, window),
        closes.size(),
        window,
        [&](std::size_t t) { return Moments::of(closes[t]); },
        [&](std::size_t t, const Moments& moments) { out[t] = moments.deviation_population(); });
    fill_warm_up(out, window - 1);
}

void bollinger_width(const Bands& bands, Output out) {
    for (std::size_t t = 0; t < out.size(); ++t) {
        out[t] = 2.0 * kBandDeviations * bands.deviation[t] / bands.mean[t];
    }
}

void bollinger_position(Input closes, const Bands& bands, Output out) {
    for (std::size_t t = 0; t < out.size(); ++t) {
        const double mean = bands.mean[t];
        const double half = kBandDeviations * bands.deviation[t];
        const bool flat = half <= kFlatDeviation * mean;
        out[t] = flat ? 0.5 : 0.5 + 0.5 * (closes[t] - mean) / half;
    }
}

void keltner_position(Input true_ranges, Input closes, int period, Output out) {
    auto middle = Smoothing::exponential(period);
    auto range = Smoothing::wilder(period);
    for (std::size_t t = 0; t < closes.size(); ++t) {
        const double distance = closes[t] - middle.next(closes[t]);
        const double half = kChannelRanges * range.next(true_ranges[t]);
        out[t] = half <= kStandstill * closes[t] ? 0.0 : distance / half;
    }
}

void squeeze(Input true_ranges, Input closes, Input deviations, int period, Output out) {
    auto range = Smoothing::wilder(period);
    for (std::size_t t = 0; t < closes.size(); ++t) {
        const double channel = kSqueezeRanges * range.next(true_ranges[t]);
        if (t >= out.needed) {
            const bool stands = channel <= kStandstill * closes[t];
            out[t] = stands ? 1.0 : kBandDeviations * deviations[t] / channel;
        }
    }
}

void rogers_satchell(const LogCandles& bars, std::size_t window, Output out) {
    fill_warm_up(out, window - 1);
    annualised_root_mean(
        bars.close.size(), window, [&](std::size_t t) { return rogers_satchell_of(bars, t); }, out);
}

void yang_zhang(const LogCandles& bars, std::size_t window, Output out) {
    struct Parts {
        Moments overnight, day;
        double within;
        Parts operator+(const Parts& b) const {
            return {overnight + b.overnight, day + b.day, within + b.within};
        }
    };
    fill_warm_up(out, window);
    const auto size = static_cast<double>(window);
    const double share = 0.34 / (1.34 + (size + 1.0) / (size - 1.0));
    const auto value = [&](std::size_t t) {
        return Parts{Moments::of(bars.open[t] - bars.close[t - 1]),
                     Moments::of(bars.close[t] - bars.open[t]),
                     rogers_satchell_of(bars, t)};
    };
    rolling_sum_from(1, out.size(), window, value, [&](std::size_t t, const Parts& parts) {
        const double day = share * parts.day.variance_sample();
        const double within = (1.0 - share) * parts.within / size;
        out[t] = std::sqrt(kSessionsPerYear * (parts.overnight.variance_sample() + day + within));
    });
}

void semivariance_balance(Input returns_log, std::size_t window, Output out) {
    struct Squares {
        double balance, all;
        Squares operator+(const Squares& b) const { return {balance + b.balance, all + b.all}; }
    };
    fill_warm_up(out, window);
    const double flat = kFlatDeviation * kFlatDeviation * static_cast<double>(window);
    const auto value = [&](std::size_t t) {
        const double square = returns_log[t] * returns_log[t];
        return Squares{sign(returns_log[t]) * square, square};
    };
    rolling_sum_from(1, out.size(), window, value, [&](std::size_t t, const Squares& sum) {
        out[t] = ratio_or(sum.balance, sum.all, 0.0, flat);
    });
}

}  // namespace features::volatility
