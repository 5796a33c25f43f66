#include "features/pattern/candles.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace features::pattern {

namespace {

constexpr double kHammerShadowPerBody = 2.0;
constexpr double kHammerOtherShadowMax = 0.1;  // Of the range.
constexpr double kDojiBodyMax = 0.1;           // Of the range.
constexpr std::array kRetracements{0.0, 0.236, 0.382, 0.5, 0.618, 1.0};

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

double either(bool plus, bool minus) {
    return static_cast<double>(plus) - static_cast<double>(minus);
}

}  // namespace

void body(const Candles& bars, Output out) {
    const auto value = [&](std::size_t t) {
        const Parts part = parts(bars, t);
        return ratio_or(part.body, part.range, 0.0);
    };
    each_from(0, value, out);
}

void upper_shadow(const Candles& bars, Output out) {
    const auto value = [&](std::size_t t) {
        const Parts part = parts(bars, t);
        return ratio_or(part.upper, part.range, 0.0);
    };
    each_from(0, value, out);
}

void lower_shadow(const Candles& bars, Output out) {
    const auto value = [&](std::size_t t) {
        const Parts part = parts(bars, t);
        return ratio_or(part.lower, part.range, 0.0);
    };
    each_from(0, value, out);
}

void gap(Input log_opens, Input log_closes, Output out) {
    each_from(
        1, [&](std::size_t t) { return log_opens[t] - log_closes[t - 1]; }, out);
}

void engulfing(const Candles& bars, Output out) {
    const auto value = [&](std::size_t t) {
        const double open = bars.open[t];
        const double close = bars.close[t];
        const double open_before = bars.open[t - 1];
        const double close_before = bars.close[t - 1];
        const bool bullish = is_above(open_before, close_before) && !is_above(open, close_before) &&
                             !is_above(open_before, close);
        const bool bearish = is_above(close_before, open_before) && !is_above(close_before, open) &&
                             !is_above(close, open_before);
        return either(bullish, bearish);
    };
    each_from(1, value, out);
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
    each_from(0, value, out);
}

void range_nesting(const Candles& bars, Output out) {
    const auto value = [&](std::size_t t) {
        const bool outside =
            is_above(bars.high[t], bars.high[t - 1]) && is_above(bars.low[t - 1], bars.low[t]);
        const bool inside =
            is_above(bars.high[t - 1], bars.high[t]) && is_above(bars.low[t], bars.low[t - 1]);
        return either(outside, inside);
    };
    each_from(1, value, out);
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

void doji(const Candles& bars, Output out) {
    const auto value = [&](std::size_t t) {
        const Parts part = parts(bars, t);
        const double body_max = kDojiBodyMax * part.range + kRounding * bars.close[t];
        return part.range > 0.0 && std::abs(part.body) <= body_max ? 1.0 : 0.0;
    };
    each_from(0, value, out);
}

void harami(const Candles& bars, Output out) {
    const auto value = [&](std::size_t t) {
        const double open = bars.open[t];
        const double close = bars.close[t];
        const double open_before = bars.open[t - 1];
        const double close_before = bars.close[t - 1];
        const bool bullish =
            is_above(close, open) && !is_above(close_before, open) && !is_above(close, open_before);
        const bool bearish =
            is_above(open, close) && !is_above(open, close_before) && !is_above(open_before, close);
        return either(bullish, bearish);
    };
    each_from(1, value, out);
}

void three_candles(const Candles& bars, Output out) {
    const auto value = [&](std::size_t t) {
        bool up = true;
        bool down = true;
        for (std::size_t i = t - 2; i <= t; ++i) {
            up = up && is_above(bars.close[i], bars.open[i]);
            down = down && is_above(bars.open[i], bars.close[i]);
        }
        const bool higher = is_above(bars.close[t], bars.close[t - 1]) &&
                            is_above(bars.close[t - 1], bars.close[t - 2]);
        const bool lower = is_above(bars.close[t - 1], bars.close[t]) &&
                           is_above(bars.close[t - 2], bars.close[t - 1]);
        return either(up && higher, down && lower);
    };
    each_from(2, value, out);
}

void pivot_distance(const Candles& bars, Output out) {
    const auto value = [&](std::size_t t) {
        const double pivot = (bars.high[t - 1] + bars.low[t - 1] + bars.close[t - 1]) / 3.0;
        return std::log(bars.close[t] / pivot);
    };
    each_from(1, value, out);
}

void extreme_shift(Input logs, std::size_t window, Extreme extreme, Output out) {
    // The other way round a low is a high.
    const double side = extreme == Extreme::High ? 1.0 : -1.0;
    rolling(
        logs.size(),
        window,
        [&](std::size_t t) { return side * logs[t]; },
        Largest{},
        [&](std::size_t t, double largest) { out[t] = side * largest; });
    // From the end, so that what is read has not been overwritten.
    for (std::size_t t = out.size(); t-- > 2 * window - 1;) {
        out[t] -= out[t - window];
    }
    fill_warm_up(out, 2 * window - 1);
}

void fibonacci_distance(const momentum::Ranges& bars, std::size_t window, Output out) {
    momentum::stochastic_k(bars, window, out);
    for (double& value : out) {
        double nearest = kMissing;
        for (const double level : kRetracements) {
            const double distance = 0.01 * value - level;
            nearest = std::abs(distance) < std::abs(nearest) || level == 0.0 ? distance : nearest;
        }
        value = nearest;
    }
}

}  // namespace features::pattern
