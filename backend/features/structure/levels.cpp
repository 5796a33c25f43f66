#include "features/structure/levels.hpp"

#include <algorithm>
#include <cmath>

#include "features/kernel/extremes.hpp"

namespace features::structure {

void distance_from_high(Input log_closes, Input log_highs, std::size_t window, Output out) {
    fill_warm_up(out, window - 1);
    rolling(
        log_closes.size(),
        window,
        [&](std::size_t t) { return log_highs[t]; },
        Largest{},
        [&](std::size_t t, double high) { out[t] = log_closes[t] - high; });
}

void distance_from_low(Input log_closes, Input log_lows, std::size_t window, Output out) {
    fill_warm_up(out, window - 1);
    rolling(
        log_closes.size(),
        window,
        [&](std::size_t t) { return log_lows[t]; },
        Smallest{},
        [&](std::size_t t, double low) { out[t] = log_closes[t] - low; });
}

void breakout(Input log_closes, Input log_highs, std::size_t window, Output out) {
    fill_warm_up(out, window);
    rolling(
        log_closes.size(),
        window,
        [&](std::size_t t) { return log_highs[t]; },
        Largest{},
        [&](std::size_t t, double high) {
            if (t + 1 < log_closes.size()) {
                out[t + 1] = log_closes[t + 1] - high;
            }
        });
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

void since_high(Input highs, std::size_t window, Output out) {
    fill_warm_up(out, window - 1);
    const double scale = 1.0 / static_cast<double>(window - 1);
    rolling(
        highs.size(),
        window,
        [&](std::size_t t) {
            return Placed{highs[t], t};
        },
        LatestHigh{},
        [&](std::size_t t, const Placed& high) {
            out[t] = scale * static_cast<double>(t - high.at);
        });
}

void breakdown(Input log_closes, Input log_lows, std::size_t window, Output out) {
    fill_warm_up(out, window);
    rolling(
        log_closes.size(),
        window,
        [&](std::size_t t) { return log_lows[t]; },
        Smallest{},
        [&](std::size_t t, double low) {
            if (t + 1 < log_closes.size()) {
                out[t + 1] = log_closes[t + 1] - low;
            }
        });
}

void since_low(Input lows, std::size_t window, Output out) {
    fill_warm_up(out, window - 1);
    const double scale = 1.0 / static_cast<double>(window - 1);
    rolling(
        lows.size(),
        window,
        [&](std::size_t t) {
            return Placed{lows[t], t};
        },
        LatestLow{},
        [&](std::size_t t, const Placed& low) {
            out[t] = scale * static_cast<double>(t - low.at);
        });
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
