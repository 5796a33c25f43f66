#include "features/trend/trend_kernels.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "features/kernel/extremes.hpp"
#include "features/kernel/moments.hpp"
#include "features/kernel/smoothing.hpp"

namespace features::trend {

namespace {

// Smoothed movement below this share of the price is the echo of long-gone bars.
constexpr double kStandstill = 1e-8;

// A line through equally spaced points, combined piece by piece. Positions count from the first
// point of the piece, so numbers stay small however long the series.
struct Line {
    Moments y;
    double position_y;  // Sum of (position - mean position) x (y - mean y).

    static Line of(double y) { return {Moments::of(y), 0.0}; }
};

// Sum of squared distances of so many equally spaced positions from their mean.
double positions_squared(double count) {
    return count * (count * count - 1.0) / 12.0;
}

Line operator+(const Line& a, const Line& b) {
    const double count = a.y.count + b.y.count;
    const double gap = 0.5 * count;  // Between the mean positions.
    const double weight = a.y.count * (b.y.count * kReciprocals[a.y.count + b.y.count]);
    return {a.y + b.y, a.position_y + b.position_y + gap * (b.y.mean - a.y.mean) * weight};
}

// (+DI - -DI) / (+DI + -DI): the smoothed true range under both cancels.
double balance_of(double up, double down, double close) {
    const bool stands = up + down <= kStandstill * close;
    return stands ? 0.0 : (up - down) / (up + down);
}

template <typename Sink>
void rolling_line(Input log_closes, std::size_t window, Sink sink) {
    rolling(
        log_closes.size(),
        window,
        [&](std::size_t t) { return Line::of(log_closes[t]); },
        Add{},
        sink);
}

}  // namespace

void distance_from_mean(Input closes, std::size_t window, Output out) {
    fill_warm_up(out, window - 1);
    const auto size = static_cast<double>(window);
    rolling_sum(
        closes.size(),
        window,
        [&](std::size_t t) { return closes[t]; },
        [&](std::size_t t, double sum) { out[t] = std::log(closes[t] * size / sum); });
}

void distance(Input log_closes, Input levels, Output out) {
    for (std::size_t t = 0; t < out.size(); ++t) {
        out[t] = log_closes[t] - std::log(levels[t]);
    }
}

void log_ratio(Input above, Input below, Output out) {
    for (std::size_t t = 0; t < out.size(); ++t) {
        out[t] = std::log(above[t] / below[t]);
    }
}

void distance_from_ema(Input closes, Input log_closes, int span, Output out) {
    auto average = Smoothing::exponential(span);
    for (std::size_t t = 0; t < closes.size(); ++t) {
        const double level = average.next(closes[t]);
        if (t >= out.needed) {
            out[t] = log_closes[t] - std::log(level);
        }
    }
}

void alignment(std::span<const Input> means, Output out) {
    const auto pairs = static_cast<double>(means.size() - 1);
    for (std::size_t t = 0; t < out.size(); ++t) {
        double signs = 0.0;
        for (std::size_t i = 0; i + 1 < means.size(); ++i) {
            const double gap = means[i][t] - means[i + 1][t];
            const double tie = kRounding * means[i][t];
            signs += std::isnan(gap) ? gap : std::abs(gap) <= tie ? 0.0 : sign(gap);
        }
        out[t] = signs / pairs;
    }
}

void directional_movement(const momentum::Ranges& bars, int period, Output up, Output down) {
    auto rises = Smoothing::wilder(period);
    auto falls = Smoothing::wilder(period);
    fill_warm_up(up, 1);
    fill_warm_up(down, 1);
    for (std::size_t t = 1; t < bars.close.size(); ++t) {
        const double rise = bars.high[t] - bars.high[t - 1];
        const double fall = bars.low[t - 1] - bars.low[t];
        const double tie = kRounding * bars.close[t];  // Equal movements cancel, says Wilder.
        up[t] = rises.next(rise > fall + tie ? std::max(rise, 0.0) : 0.0);
        down[t] = falls.next(fall > rise + tie ? std::max(fall, 0.0) : 0.0);
    }
}

void directional_balance(const Movement& movement, Input closes, Output out) {
    for (std::size_t t = out.needed; t < closes.size(); ++t) {
        out[t] = balance_of(movement.up[t], movement.down[t], closes[t]);
    }
}

void adx(const Movement& movement, Input closes, int period, Output out) {
    auto average = Smoothing::wilder(period);
    const auto begin = static_cast<std::size_t>(period);
    fill_warm_up(out, begin);
    for (std::size_t t = begin; t < closes.size(); ++t) {
        const double balance = balance_of(movement.up[t], movement.down[t], closes[t]);
        out[t] = average.next(100.0 * std::abs(balance));
    }
}

void aroon_oscillator(Input highs, Input lows, std::size_t window, Output out) {
    fill_warm_up(out, window);
    rolling(
        lows.size(),
        window + 1,
        [&](std::size_t t) {
            return Placed{lows[t], t};
        },
        LatestLow{},
        [&](std::size_t t, const Placed& low) { out[t] = static_cast<double>(low.at); });
    const double scale = 100.0 / static_cast<double>(window);
    rolling(
        highs.size(),
        window + 1,
        [&](std::size_t t) {
            return Placed{highs[t], t};
        },
        LatestHigh{},
        [&](std::size_t t, const Placed& high) {
            out[t] = scale * (static_cast<double>(high.at) - out[t]);
        });
}

void slope(Input log_closes, std::size_t window, Output out) {
    fill_warm_up(out, window - 1);
    // With plain sums: a log close is a few times its range, so few digits cancel.
    struct Ramp {
        double count, sum, moment;  // Sum of y, and of y x its position from the first.
        Ramp operator+(const Ramp& b) const {
            return {count + b.count, sum + b.sum, moment + b.moment + count * b.sum};
        }
    };
    const auto size = static_cast<double>(window);
    const double middle = 0.5 * (size - 1.0);
    const double scale = 1.0 / positions_squared(size);
    const auto value = [&](std::size_t t) {
        return Ramp{1.0, log_closes[t], 0.0};
    };
    rolling_sum(log_closes.size(), window, value, [&](std::size_t t, const Ramp& ramp) {
        out[t] = scale * (ramp.moment - middle * ramp.sum);
    });
}

void slope_fit(Input log_closes, std::size_t window, Output out) {
    fill_warm_up(out, window - 1);
    const double flat = kFlatDeviation * kFlatDeviation * static_cast<double>(window);
    const double scale = 1.0 / positions_squared(static_cast<double>(window));
    rolling_line(log_closes, window, [&](std::size_t t, const Line& line) {
        out[t] = ratio_or(line.position_y * line.position_y * scale, line.y.squares, 0.0, flat);
    });
}

void directional_index(Input movement, Input true_ranges, Input closes, int period, Output out) {
    auto range = Smoothing::wilder(period);
    fill_warm_up(out, 1);
    for (std::size_t t = 1; t < closes.size(); ++t) {
        const double over = range.next(true_ranges[t]);
        if (t >= out.needed) {
            out[t] = over <= kStandstill * closes[t] ? 0.0 : 100.0 * movement[t] / over;
        }
    }
}

void vortex(const momentum::Ranges& bars, Input true_ranges, std::size_t window, Output out) {
    struct Sums {
        double movement, range;
        Sums operator+(const Sums& b) const { return {movement + b.movement, range + b.range}; }
    };
    fill_warm_up(out, window);
    const auto value = [&](std::size_t t) {
        const double up = std::abs(bars.high[t] - bars.low[t - 1]);
        const double down = std::abs(bars.low[t] - bars.high[t - 1]);
        return Sums{up - down, true_ranges[t]};
    };
    rolling_sum_from(1, out.size(), window, value, [&](std::size_t t, const Sums& sums) {
        out[t] = ratio_or(sums.movement, sums.range, 0.0, kRounding * bars.close[t]);
    });
}

void choppiness(const momentum::Ranges& bars, Input true_ranges, std::size_t window, Output out) {
    struct Path {
        double high, low, length;
        Path operator+(const Path& b) const {
            return {std::max(high, b.high), std::min(low, b.low), length + b.length};
        }
    };
    fill_warm_up(out, window);
    const double scale = 100.0 / std::log(static_cast<double>(window));
    const auto value = [&](std::size_t t) {
        return Path{bars.high[t], bars.low[t], true_ranges[t]};
    };
    rolling_sum_from(1, out.size(), window, value, [&](std::size_t t, const Path& path) {
        const double range = path.high - path.low;
        const bool flat = range <= kRounding * bars.close[t];
        out[t] = flat ? 100.0 : scale * std::log(std::max(path.length / range, 1.0));
    });
}

void parabolic_distance(const momentum::Ranges& bars, const ParabolicSteps& steps, Output out) {
    fill_warm_up(out, 1);
    if (out.size() < 2) {
        return;
    }
    const double tie = kRounding * bars.close[1];
    bool rising = bars.high[1] - bars.high[0] >= bars.low[0] - bars.low[1] - tie;
    double stop = rising ? bars.low[0] : bars.high[0];
    double extreme = rising ? bars.high[1] : bars.low[1];
    double speed = steps.step;
    for (std::size_t t = 1; t < out.size(); ++t) {
        const double high_pair = std::max(bars.high[t - 1], bars.high[t]);
        const double low_pair = std::min(bars.low[t - 1], bars.low[t]);
        const bool reverses = rising ? !is_above(bars.low[t], stop) : !is_above(stop, bars.high[t]);
        if (reverses) {
            rising = !rising;
            stop = rising ? std::min(extreme, low_pair) : std::max(extreme, high_pair);
            extreme = rising ? bars.high[t] : bars.low[t];
            speed = steps.step;
        }
        out[t] = (bars.close[t] - stop) / bars.close[t];
        const bool farther =
            rising ? is_above(bars.high[t], extreme) : is_above(extreme, bars.low[t]);
        if (!reverses && farther) {
            extreme = rising ? bars.high[t] : bars.low[t];
            speed = std::min(speed + steps.step, steps.max);
        }
        // Tomorrow's stop never enters the range of the last two bars.
        stop += speed * (extreme - stop);
        stop = rising ? std::min(stop, low_pair) : std::max(stop, high_pair);
    }
}

}  // namespace features::trend
