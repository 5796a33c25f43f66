#include "features/frame/frame_kernels.hpp"

#include <algorithm>
#include <cmath>

#include "features/kernel/moments.hpp"

namespace features::frame {

namespace {

constexpr double kWeeksPerYear = 52.0;

template <typename Value>
void each(std::size_t warm_up, Value value, Output out) {
    fill_warm_up(out, warm_up - 1);
    for (std::size_t t = warm_up - 1; t < out.size(); ++t) {
        out[t] = value(t);
    }
}

}  // namespace

void return_since(const Periods& periods, Input log_closes, std::size_t back, Output out) {
    const auto value = [&](std::size_t t) {
        return log_closes[t] - log_closes[periods.bar_back(t, back)];
    };
    each(warm_up_of(periods.period, back + 1), value, out);
}

void rsi_cutler(const Periods& periods, Input closes, std::size_t changes, Output out) {
    const auto value = [&](std::size_t t) {
        double gains = 0.0;
        double losses = 0.0;
        double later = closes[t];
        for (std::size_t back = 1; back <= changes; ++back) {
            const double earlier = closes[periods.bar_back(t, back)];
            gains += std::max(later - earlier, 0.0);
            losses += std::max(earlier - later, 0.0);
            later = earlier;
        }
        return 100.0 * ratio_or(gains, gains + losses, 0.5);
    };
    each(warm_up_of(periods.period, changes + 1), value, out);
}

void distance_from_mean(const Periods& periods, Input closes, std::size_t count, Output out) {
    const auto value = [&](std::size_t t) {
        double sum = 0.0;
        for (std::size_t back = 0; back < count; ++back) {
            sum += closes[periods.bar_back(t, back)];
        }
        return std::log(closes[t] * static_cast<double>(count) / sum);
    };
    each(warm_up_of(periods.period, count), value, out);
}

void week_volatility(const Periods& periods, Input log_closes, std::size_t count, Output out) {
    const auto size = static_cast<double>(count);
    const auto value = [&](std::size_t t) {
        const double mean = (log_closes[t] - log_closes[periods.bar_back(t, count)]) / size;
        double squares = 0.0;
        for (std::size_t back = 0; back < count; ++back) {
            const double change =
                log_closes[periods.bar_back(t, back)] - log_closes[periods.bar_back(t, back + 1)];
            squares += (change - mean) * (change - mean);
        }
        return std::sqrt(kWeeksPerYear * squares / (size - 1.0));
    };
    each(warm_up_of(periods.period, count + 1), value, out);
}

void range_position(const Periods& periods, Input closes, std::size_t count, Output out) {
    const auto value = [&](std::size_t t) {
        double high = periods.high_so_far[t];
        double low = periods.low_so_far[t];
        for (std::size_t back = 1; back < count; ++back) {
            high = std::max(high, periods.high[periods.running[t] - back]);
            low = std::min(low, periods.low[periods.running[t] - back]);
        }
        return ratio_or(closes[t] - low, high - low, 0.5);
    };
    each(warm_up_of(periods.period, count), value, out);
}

void previous_position(const Periods& periods, Input closes, Output out) {
    const auto value = [&](std::size_t t) {
        const double high = periods.high[periods.running[t] - 1];
        const double low = periods.low[periods.running[t] - 1];
        return ratio_or(closes[t] - low, high - low, 0.5);
    };
    each(warm_up_of(periods.period, 2), value, out);
}

}  // namespace features::frame
