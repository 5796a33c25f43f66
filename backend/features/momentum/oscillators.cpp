#include "features/momentum/oscillators.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "features/kernel/moments.hpp"
#include "features/kernel/smoothing.hpp"

namespace features::momentum {

namespace {

// Average moves below this share of the price are the echo of long-gone ones: the price stands.
constexpr double kStandstill = 1e-8;
constexpr double kLambert = 0.015;
// An index that moves by less has settled after the last change of the price.
constexpr double kRsiStandstill = 1e-4;

// Sum of |value - middle|. Four sums side by side: one would wait for itself at every step.
double sum_of_distances(Input values, double middle) {
    std::array<double, 4> sums{};
    std::size_t i = 0;
    for (; i + 4 <= values.size(); i += 4) {
        for (std::size_t lane = 0; lane < 4; ++lane) {
            sums[lane] += std::abs(values[i + lane] - middle);
        }
    }
    for (; i < values.size(); ++i) {
        sums[0] += std::abs(values[i] - middle);
    }
    return (sums[0] + sums[1]) + (sums[2] + sums[3]);
}

// Calls sink(t, MACD, its signal line) for every bar; both NaN before there is a signal.
template <typename Sink>
void each_macd(Input closes, const MacdSpans& spans, Sink sink) {
    auto fast = Smoothing::exponential(spans.fast);
    auto slow = Smoothing::exponential(spans.slow);
    auto signal = Smoothing::exponential(spans.signal);
    const auto begin = static_cast<std::size_t>(spans.slow - 1);
    for (std::size_t t = 0; t < closes.size(); ++t) {
        const double macd = fast.next(closes[t]) - slow.next(closes[t]);
        sink(t, macd, t < begin ? kMissing : signal.next(macd));
    }
}

}  // namespace

void rsi(Input closes, int period, Output out) {
    auto gains = Smoothing::wilder(period);
    auto losses = Smoothing::wilder(period);
    fill_warm_up(out, 1);
    for (std::size_t t = 1; t < closes.size(); ++t) {
        const double change = closes[t] - closes[t - 1];
        const double gain = gains.next(std::max(change, 0.0));
        const double loss = losses.next(std::max(-change, 0.0));
        if (t < out.needed) {
            continue;
        }
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
            out[t] = 100.0 * ratio_or(bars.close[t] - low, high - low, 0.5, kRounding * high);
        });
}

void cci(const Ranges& bars, std::size_t window, Output out) {
    CHECK(window <= kWindowMax);
    const std::size_t count = bars.close.size();
    const auto size = static_cast<double>(window);
    // The typical prices of the window, without order: each takes the place of the oldest.
    std::array<double, kWindowMax> prices;
    std::size_t oldest = 0;
    double price = 0.0;
    fill_warm_up(out, window - 1);
    const auto typical = [&](std::size_t t) {
        price = (bars.high[t] + bars.low[t] + bars.close[t]) / 3.0;
        prices[oldest] = price;
        oldest = oldest + 1 == window ? 0 : oldest + 1;
        return price;
    };
    rolling_sum(count, window, typical, [&](std::size_t t, double sum) {
        const double mean = sum / size;
        const double deviation = sum_of_distances(Input{prices}.first(window), mean);
        out[t] = ratio_or(price - mean, kLambert * deviation / size, 0.0, kStandstill * mean);
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
    each_macd(closes, spans, [&](std::size_t t, double macd, double signal) {
        out[t] = (macd - signal) / closes[t];
    });
}

void macd_signal(Input closes, const MacdSpans& spans, Output out) {
    each_macd(closes, spans, [&](std::size_t t, double /*macd*/, double signal) {
        out[t] = signal / closes[t];
    });
}

void stochastic_d(const Ranges& bars, std::size_t window, std::size_t smooth, Output out) {
    stochastic_k(bars, window, out);
    // In place: each %K is read before the mean that ends there is written.
    const auto size = static_cast<double>(smooth);
    rolling_sum_from(
        window - 1,
        out.size(),
        smooth,
        [&](std::size_t t) { return out[t]; },
        [&](std::size_t t, double sum) { out[t] = sum / size; });
    fill_warm_up(out, window + smooth - 2);
}

void stochastic_rsi(Input closes, int period, std::size_t window, Output out) {
    struct Extremes {
        double low, high;
    };
    const auto widest = [](const Extremes& a, const Extremes& b) {
        return Extremes{std::min(a.low, b.low), std::max(a.high, b.high)};
    };
    const auto first = static_cast<std::size_t>(period);
    const std::size_t start = block_before(first, out.needed, window);
    rsi(closes, period, Output{out, start});
    if (out.size() > start) {
        const Output values = out.subspan(start);
        double now = 0.0;
        rolling(
            values.size(),
            window,
            [&](std::size_t t) {
                now = values[t];
                return Extremes{now, now};
            },
            widest,
            [&](std::size_t t, const Extremes& range) {
                values[t] = ratio_or(now - range.low, range.high - range.low, 0.5, kRsiStandstill);
            });
    }
    fill_warm_up(out, first + window - 1);
}

void ultimate_oscillator(const Ranges& bars, const UltimateWindows& windows, Output out) {
    struct Pressure {
        double buying, range;
        Pressure operator+(const Pressure& b) const { return {buying + b.buying, range + b.range}; }
    };
    constexpr std::size_t kKept = 32;
    const std::size_t fast = windows.fast;
    CHECK(windows.medium == 2 * fast && windows.slow == 4 * fast && windows.slow <= kKept);
    // Sums of `fast` bars by the number of their last bar: the longer windows are made of them.
    std::array<Pressure, kKept> sums;
    const auto pressure = [&](std::size_t t) {
        const double low = std::min(bars.low[t], bars.close[t - 1]);
        const double high = std::max(bars.high[t], bars.close[t - 1]);
        return Pressure{bars.close[t] - low, high - low};
    };
    rolling_sum_from(1, out.size(), fast, pressure, [&](std::size_t t, const Pressure& sum) {
        sums[t % kKept] = sum;
        if (t < windows.slow) {
            return;
        }
        const auto before = [&](std::size_t back) {
            return sums[(t - back * fast) % kKept];
        };
        const Pressure medium = sum + before(1);
        const Pressure slow = medium + (before(2) + before(3));
        const double floor = kRounding * bars.close[t];
        const auto share = [&](const Pressure& total) {
            return ratio_or(total.buying, total.range, 0.5, floor);
        };
        out[t] = (400.0 * share(sum) + 200.0 * share(medium) + 100.0 * share(slow)) / 7.0;
    });
    fill_warm_up(out, windows.slow);
}

void trix(Input log_closes, int span, Output out) {
    auto once = Smoothing::exponential(span);
    auto twice = Smoothing::exponential(span);
    auto thrice = Smoothing::exponential(span);
    const auto lag = static_cast<std::size_t>(span - 1);
    double before = kMissing;
    for (std::size_t t = 0; t < log_closes.size(); ++t) {
        const double first = once.next(log_closes[t]);
        const double second = t < lag ? kMissing : twice.next(first);
        const double third = t < 2 * lag ? kMissing : thrice.next(second);
        out[t] = third - before;
        before = third;
    }
}

void rsi_price_correlation(
    Input closes, Input log_closes, int period, std::size_t window, Output out) {
    const auto first = static_cast<std::size_t>(period);
    const std::size_t start = block_before(first, out.needed, window);
    rsi(closes, period, Output{out, start});
    rolling_sum_from(
        start,
        out.size(),
        window,
        [&](std::size_t t) { return Comoments::of(out[t], log_closes[t]); },
        [&](std::size_t t, const Comoments& pair) {
            out[t] = pair.correlation(kRsiStandstill, kFlatDeviation);
        });
    fill_warm_up(out, first + window - 1);
}

}  // namespace features::momentum
