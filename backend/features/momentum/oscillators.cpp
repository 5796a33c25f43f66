#include "features/momentum/oscillators.hpp"

#include <algorithm>
#include <cmath>

#include "features/kernel/smoothing.hpp"

namespace features::momentum {

namespace {

// Average moves below this share of the price are the echo of long-gone ones: the price stands.
constexpr double kStandstill = 1e-8;
constexpr double kLambert = 0.015;

}  // namespace

void rsi(Input closes, int period, Output out) {
    auto gains = Smoothing::wilder(period);
    auto losses = Smoothing::wilder(period);
    fill_warm_up(out, 1);
    for (std::size_t t = 1; t < closes.size(); ++t) {
        const double change = closes[t] - closes[t - 1];
        const double gain = gains.next(std::max(change, 0.0));
        const double loss = losses.next(std::max(-change, 0.0));
        const bool stands = gain + loss <= kStandstill * closes[t];
        out[t] = stands ? 50.0 : 100.0 * gain / (gain + loss);
    }
}

void stochastic_k(const Ranges& bars, std::size_t window, Output out) {
    fill_warm_up(out, window - 1);
    const std::size_t count = bars.close.size();
    rolling(
        count,
        window,
        [&](std::size_t t) { return bars.low[t]; },
        Smallest{},
        [&](std::size_t t, double low) { out[t] = low; });
    rolling(
        count,
        window,
        [&](std::size_t t) { return bars.high[t]; },
        Largest{},
        [&](std::size_t t, double high) {
            const double low = out[t];
            out[t] = 100.0 * ratio_or(bars.close[t] - low, high - low, 0.5);
        });
}

void cci(const Ranges& bars, std::size_t window, Output out) {
    const std::size_t count = bars.close.size();
    const auto typical = [&](std::size_t t) {
        return (bars.high[t] + bars.low[t] + bars.close[t]) / 3.0;
    };
    const auto size = static_cast<double>(window);
    fill_warm_up(out, window - 1);
    rolling_sum(count, window, typical, [&](std::size_t t, double sum) {
        const double mean = sum / size;
        double deviation = 0.0;
        for (std::size_t back = 0; back < window; ++back) {
            deviation += std::abs(typical(t - back) - mean);
        }
        out[t] = ratio_or(typical(t) - mean, kLambert * deviation / size, 0.0, kStandstill * mean);
    });
}

void macd_line(Input closes, const MacdSpans& spans, Output out) {
    auto fast = Smoothing::exponential(spans.fast);
    auto slow = Smoothing::exponential(spans.slow);
    for (std::size_t t = 0; t < closes.size(); ++t) {
        out[t] = (fast.next(closes[t]) - slow.next(closes[t])) / closes[t];
    }
}

void macd_histogram(Input closes, const MacdSpans& spans, Output out) {
    auto fast = Smoothing::exponential(spans.fast);
    auto slow = Smoothing::exponential(spans.slow);
    auto signal = Smoothing::exponential(spans.signal);
    const auto begin = static_cast<std::size_t>(spans.slow - 1);
    for (std::size_t t = 0; t < closes.size(); ++t) {
        const double macd = fast.next(closes[t]) - slow.next(closes[t]);
        out[t] = t < begin ? kMissing : (macd - signal.next(macd)) / closes[t];
    }
}

}  // namespace features::momentum
