#include "features/structure/levels.hpp"

#include <algorithm>
#include <cmath>

#include "features/kernel/extremes.hpp"

namespace features::structure {

namespace {

// The log close of each bar less the extreme of the `window` bars up to `lag` before it.
template <typename Combine>
void distance_from_extreme(Input log_closes,
                           Input logs,
                           std::size_t window,
                           std::size_t lag,
                           Combine combine,
                           Output out) {
    fill_warm_up(out, window - 1 + lag);
    rolling(
        logs.size(),
        window,
        [&](std::size_t t) { return logs[t]; },
        combine,
        [&](std::size_t t, double extreme) {
            if (t + lag < log_closes.size()) {
                out[t + lag] = log_closes[t + lag] - extreme;
            }
        });
}

template <typename Latest>
void since_extreme(Input prices, std::size_t window, Latest latest, Output out) {
    fill_warm_up(out, window - 1);
    const double scale = 1.0 / static_cast<double>(window - 1);
    rolling(
        prices.size(),
        window,
        [&](std::size_t t) {
            return Placed{prices[t], t};
        },
        latest,
        [&](std::size_t t, const Placed& extreme) {
            out[t] = scale * static_cast<double>(t - extreme.at);
        });
}

}  // namespace

void distance_from_high(Input log_closes, Input log_highs, std::size_t window, Output out) {
    distance_from_extreme(log_closes, log_highs, window, 0, Largest{}, out);
}

void distance_from_low(Input log_closes, Input log_lows, std::size_t window, Output out) {
    distance_from_extreme(log_closes, log_lows, window, 0, Smallest{}, out);
}

void breakout(Input log_closes, Input log_highs, std::size_t window, Output out) {
    distance_from_extreme(log_closes, log_highs, window, 1, Largest{}, out);
}

void breakdown(Input log_closes, Input log_lows, std::size_t window, Output out) {
    distance_from_extreme(log_closes, log_lows, window, 1, Smallest{}, out);
}

void since_high(Input highs, std::size_t window, Output out) {
    since_extreme(highs, window, LatestHigh{}, out);
}

void since_low(Input lows, std::size_t window, Output out) {
    since_extreme(lows, window, LatestLow{}, out);
}

void ulcer_index(Input closes, std::size_t window, Output out) {
    const std::size_t first = window - 1;
    if (closes.size() <= first) {
        fill_warm_up(out, first);
        return;
    }
    const auto squared_drawdown = [&](std::size_t t, double high) {
        const double percent = 100.0 * (closes[t] - high) / high;
        out[t] = percent * percent;
    };
    rolling(
        closes.size(),
        window,
        [&](std::size_t t) { return closes[t]; },
        Largest{},
        squared_drawdown);
    // In place: each square is read before the mean that ends there is written.
    const Output squares = out.subspan(first);
    const auto size = static_cast<double>(window);
    rolling_sum(
        squares.size(),
        window,
        [&](std::size_t t) { return squares[t]; },
        [&](std::size_t t, double sum) { squares[t] = std::sqrt(sum / size); });
    fill_warm_up(out, 2 * first);
}

void range_width(Input log_highs, Input log_lows, std::size_t window, Output out) {
    struct Range {
        double high, low;
    };
    const auto widest = [](const Range& a, const Range& b) {
        return Range{std::max(a.high, b.high), std::min(a.low, b.low)};
    };
    fill_warm_up(out, window - 1);
    rolling(
        log_highs.size(),
        window,
        [&](std::size_t t) {
            return Range{log_highs[t], log_lows[t]};
        },
        widest,
        [&](std::size_t t, const Range& range) { out[t] = range.high - range.low; });
}

}  // namespace features::structure
