#include "features/frame/frame_kernels.hpp"

#include <algorithm>
#include <cmath>

#include "features/kernel/moments.hpp"

namespace features::frame {

namespace {

constexpr double kWeeksPerYear = 52.0;

// The first bar to work out of a feature over so many periods.
std::size_t first_of(const Periods& periods, std::size_t count) {
    return std::max(warm_up_of(periods.period, count) - 1, periods.first_needed);
}

// out[t] = value(t) for a feature over `count` periods. What the finished ones give is the same for
// every bar of the running one: prepare(t) is called before the first of them.
template <typename Prepare, typename Value>
void each_bar(const Periods& periods, std::size_t count, Prepare prepare, Value value, Output out) {
    const std::size_t first = first_of(periods, count);
    fill_warm_up(out, first);
    for (std::size_t t = first; t < out.size(); ++t) {
        if (t == first || periods.running[t] != periods.running[t - 1]) {
            prepare(t);
        }
        out[t] = value(t);
    }
}

}  // namespace

void return_since(const Periods& periods, Input log_closes, std::size_t back, Output out) {
    const auto value = [&](std::size_t t) {
        return log_closes[t] - log_closes[periods.bar_back(t, back)];
    };
    each_from(first_of(periods, back + 1), value, out);
}

void rsi_cutler(const Periods& periods, Input closes, std::size_t changes, Output out) {
    double gains = 0.0;
    double losses = 0.0;
    double last = 0.0;  // Close of the last finished period.
    const auto prepare = [&](std::size_t t) {
        gains = losses = 0.0;
        last = closes[periods.bar_back(t, 1)];
        double later = last;
        for (std::size_t back = 2; back <= changes; ++back) {
            const double earlier = closes[periods.bar_back(t, back)];
            gains += std::max(later - earlier, 0.0);
            losses += std::max(earlier - later, 0.0);
            later = earlier;
        }
    };
    const auto value = [&](std::size_t t) {
        const double up = gains + std::max(closes[t] - last, 0.0);
        const double down = losses + std::max(last - closes[t], 0.0);
        return 100.0 * ratio_or(up, up + down, 0.5, kRounding * closes[t]);
    };
    each_bar(periods, changes + 1, prepare, value, out);
}

void distance_from_mean(const Periods& periods, Input closes, std::size_t count, Output out) {
    double sum = 0.0;
    const auto prepare = [&](std::size_t t) {
        sum = 0.0;
        for (std::size_t back = 1; back < count; ++back) {
            sum += closes[periods.bar_back(t, back)];
        }
    };
    const auto value = [&](std::size_t t) {
        return std::log(closes[t] * static_cast<double>(count) / (sum + closes[t]));
    };
    each_bar(periods, count, prepare, value, out);
}

void week_volatility(const Periods& periods, Input log_closes, std::size_t count, Output out) {
    ReturnSums finished{};
    double last = 0.0;
    const auto prepare = [&](std::size_t t) {
        finished = {0.0, 0.0};
        last = log_closes[periods.bar_back(t, 1)];
        for (std::size_t back = 1; back < count; ++back) {
            finished = finished + ReturnSums::of(log_closes[periods.bar_back(t, back)] -
                                                 log_closes[periods.bar_back(t, back + 1)]);
        }
    };
    const double scale = std::sqrt(kWeeksPerYear);
    const auto value = [&](std::size_t t) {
        const auto sums = finished + ReturnSums::of(log_closes[t] - last);
        return scale * sums.deviation_sample(static_cast<double>(count));
    };
    each_bar(periods, count + 1, prepare, value, out);
}

void range_position(const Periods& periods, Input closes, std::size_t count, Output out) {
    double highest = 0.0;
    double lowest = 0.0;
    const auto prepare = [&](std::size_t t) {
        highest = periods.high[periods.running[t] - 1];
        lowest = periods.low[periods.running[t] - 1];
        for (std::size_t back = 2; back < count; ++back) {
            highest = std::max(highest, periods.high[periods.running[t] - back]);
            lowest = std::min(lowest, periods.low[periods.running[t] - back]);
        }
    };
    const auto value = [&](std::size_t t) {
        const double high = std::max(highest, periods.high_so_far[t]);
        const double low = std::min(lowest, periods.low_so_far[t]);
        return ratio_or(closes[t] - low, high - low, 0.5, kRounding * high);
    };
    each_bar(periods, count, prepare, value, out);
}

void previous_position(const Periods& periods, Input closes, Output out) {
    const auto value = [&](std::size_t t) {
        const double high = periods.high[periods.running[t] - 1];
        const double low = periods.low[periods.running[t] - 1];
        return ratio_or(closes[t] - low, high - low, 0.5, kRounding * high);
    };
    each_from(first_of(periods, 2), value, out);
}

void mean_gap(
    const Periods& periods, Input closes, std::size_t fast, std::size_t slow, Output out) {
    double sum = 0.0;
    double fast_sum = 0.0;
    const auto prepare = [&](std::size_t t) {
        sum = fast_sum = 0.0;
        for (std::size_t back = 1; back < slow; ++back) {
            sum += closes[periods.bar_back(t, back)];
            fast_sum = back < fast ? sum : fast_sum;
        }
    };
    const auto value = [&](std::size_t t) {
        const double fast_mean = (fast_sum + closes[t]) / static_cast<double>(fast);
        return (fast_mean - (sum + closes[t]) / static_cast<double>(slow)) / closes[t];
    };
    each_bar(periods, slow, prepare, value, out);
}

}  // namespace features::frame
