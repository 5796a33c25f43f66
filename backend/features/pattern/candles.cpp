#include "features/pattern/candles.hpp"

#include <algorithm>
#include <cmath>

namespace features::pattern {

namespace {

constexpr double kHammerShadowPerBody = 2.0;
constexpr double kHammerOtherShadowMax = 0.1;  // Of the range.

struct Parts {
    double range, body, upper, lower;  // `body` is signed, the others >= 0; in price.
};

Parts parts(const Candles& bars, std::size_t t) {
    const double top = std::max(bars.open[t], bars.close[t]);
    const double bottom = std::min(bars.open[t], bars.close[t]);
    return {bars.high[t] - bars.low[t],
            bars.close[t] - bars.open[t],
            bars.high[t] - top,
            bottom - bars.low[t]};
}

template <typename Value>
void each(std::size_t first, Value value, Output out) {
    fill_warm_up(out, first);
    for (std::size_t t = first; t < out.size(); ++t) {
        out[t] = value(t);
    }
}

double either(bool plus, bool minus) {
    return static_cast<double>(plus) - static_cast<double>(minus);
}

}  // namespace

void body(const Candles& bars, Output out) {
    const auto value = [&](std::size_t t) {
        const Parts part = parts(bars, t);
        return ratio_or(part.body, part.range, 0.0);
    };
    each(0, value, out);
}

void upper_shadow(const Candles& bars, Output out) {
    const auto value = [&](std::size_t t) {
        const Parts part = parts(bars, t);
        return ratio_or(part.upper, part.range, 0.0);
    };
    each(0, value, out);
}

void lower_shadow(const Candles& bars, Output out) {
    const auto value = [&](std::size_t t) {
        const Parts part = parts(bars, t);
        return ratio_or(part.lower, part.range, 0.0);
    };
    each(0, value, out);
}

void gap(const Candles& bars, Output out) {
    each(
        1, [&](std::size_t t) { return std::log(bars.open[t] / bars.close[t - 1]); }, out);
}

void engulfing(const Candles& bars, Output out) {
    const auto value = [&](std::size_t t) {
        const double open = bars.open[t];
        const double close = bars.close[t];
        const double open_before = bars.open[t - 1];
        const double close_before = bars.close[t - 1];
        const bool bullish =
            close_before < open_before && open <= close_before && close >= open_before;
        const bool bearish =
            close_before > open_before && open >= close_before && close <= open_before;
        return either(bullish, bearish);
    };
    each(1, value, out);
}

void hammer(const Candles& bars, Output out) {
    const auto value = [&](std::size_t t) {
        const Parts part = parts(bars, t);
        const double shadow_min = kHammerShadowPerBody * std::abs(part.body);
        const double other_max = kHammerOtherShadowMax * part.range;
        const double tie = kRounding * bars.close[t];
        const bool below = part.lower >= shadow_min - tie && part.upper <= other_max + tie;
        const bool above = part.upper >= shadow_min - tie && part.lower <= other_max + tie;
        return part.range > 0.0 ? either(below, above) : 0.0;
    };
    each(0, value, out);
}

void range_nesting(const Candles& bars, Output out) {
    const auto value = [&](std::size_t t) {
        const double higher = bars.high[t] - bars.high[t - 1];
        const double lower = bars.low[t - 1] - bars.low[t];
        return either(higher > 0.0 && lower > 0.0, higher < 0.0 && lower < 0.0);
    };
    each(1, value, out);
}

void close_streak(Input returns_log, int limit, Output out) {
    int run = 0;
    for (std::size_t t = 0; t < returns_log.size(); ++t) {
        const double change = returns_log[t];
        if (change > 0.0) {
            run = std::min(std::max(run, 0) + 1, limit);
        } else if (change < 0.0) {
            run = std::max(std::min(run, 0) - 1, -limit);
        } else {
            run = 0;
        }
        out[t] = run;
    }
    fill_warm_up(out, static_cast<std::size_t>(limit));
}

}  // namespace features::pattern
