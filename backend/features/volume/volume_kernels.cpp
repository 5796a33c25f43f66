#include "features/volume/volume_kernels.hpp"

#include <cmath>

#include "features/kernel/moments.hpp"

namespace features::volume {

namespace {

constexpr double kBillion = 1e9;
// A series whose standard deviation is below this share of its mean does not move.
constexpr double kFlatShare = 1e-10;

// A sum that goes with a weight or a count.
struct Pair {
    double first = 0.0;
    double second = 0.0;
};
Pair operator+(const Pair& a, const Pair& b) {
    return {a.first + b.first, a.second + b.second};
}

double typical(const momentum::Ranges& bars, std::size_t t) {
    return (bars.high[t] + bars.low[t] + bars.close[t]) / 3.0;
}

double sign(double x) {
    return static_cast<double>(x > 0.0) - static_cast<double>(x < 0.0);
}

// Sums of value(t) for t in [1, count), `window` at a time: what belongs to a return has no value
// at the first bar.
template <typename Value, typename Sink>
void rolling_from_second(std::size_t count, std::size_t window, Value value, Sink sink) {
    if (count > 1) {
        rolling_sum(
            count - 1,
            window,
            [&](std::size_t i) { return value(i + 1); },
            [&](std::size_t i, const auto& sum) { sink(i + 1, sum); });
    }
}

}  // namespace

void volume_ratio(Input volumes, std::size_t window, Output out) {
    fill_warm_up(out, window - 1);
    const auto size = static_cast<double>(window);
    rolling_sum(
        volumes.size(),
        window,
        [&](std::size_t t) { return volumes[t]; },
        [&](std::size_t t, double sum) { out[t] = ratio_or(volumes[t] * size, sum, 1.0); });
}

void volume_trend(Input volumes, std::size_t fast, std::size_t slow, Output out) {
    const auto value = [&](std::size_t t) {
        return volumes[t];
    };
    const double scale = static_cast<double>(slow) / static_cast<double>(fast);
    rolling_sum(volumes.size(), fast, value, [&](std::size_t t, double sum) { out[t] = sum; });
    fill_warm_up(out, slow - 1);
    rolling_sum(volumes.size(), slow, value, [&](std::size_t t, double sum) {
        out[t] = ratio_or(scale * out[t], sum, 1.0);
    });
}

void dollar_volume_zscore(Input dollar_volumes, std::size_t window, Output out) {
    fill_warm_up(out, window - 1);
    double now = 0.0;
    const auto value = [&](std::size_t t) {
        now = std::log1p(dollar_volumes[t]);
        return Moments::of(now);
    };
    rolling_sum(dollar_volumes.size(), window, value, [&](std::size_t t, const Moments& moments) {
        out[t] = ratio_or(
            now - moments.mean, moments.deviation_population(), 0.0, kFlatShare * moments.mean);
    });
}

void log_mean_dollar_volume(Input dollar_volumes, std::size_t window, Output out) {
    fill_warm_up(out, window - 1);
    const auto size = static_cast<double>(window);
    rolling_sum(
        dollar_volumes.size(),
        window,
        [&](std::size_t t) { return dollar_volumes[t]; },
        [&](std::size_t t, double sum) { out[t] = std::log1p(sum / size); });
}

void signed_volume(Input returns_log, Input volumes, std::size_t window, Output out) {
    fill_warm_up(out, window);
    rolling_from_second(
        volumes.size(),
        window,
        [&](std::size_t t) {
            return Pair{sign(returns_log[t]) * volumes[t], volumes[t]};
        },
        [&](std::size_t t, const Pair& sum) { out[t] = ratio_or(sum.first, sum.second, 0.0); });
}

void chaikin_money_flow(const momentum::Ranges& bars,
                        Input volumes,
                        std::size_t window,
                        Output out) {
    fill_warm_up(out, window - 1);
    const auto value = [&](std::size_t t) {
        const double twice = 2.0 * bars.close[t] - bars.high[t] - bars.low[t];
        return Pair{volumes[t] * ratio_or(twice, bars.high[t] - bars.low[t], 0.0), volumes[t]};
    };
    rolling_sum(volumes.size(), window, value, [&](std::size_t t, const Pair& sum) {
        out[t] = ratio_or(sum.first, sum.second, 0.0);
    });
}

void money_flow_index(const momentum::Ranges& bars, Input volumes, std::size_t window, Output out) {
    fill_warm_up(out, window);
    double before = volumes.empty() ? 0.0 : typical(bars, 0);
    const auto value = [&](std::size_t t) {
        const double now = typical(bars, t);
        const double flow = now * volumes[t];
        const double rise = now - before;
        const double tie = kRounding * now;
        const Pair rising_and_all{rise > tie ? flow : 0.0, std::abs(rise) > tie ? flow : 0.0};
        before = now;
        return rising_and_all;
    };
    rolling_from_second(volumes.size(), window, value, [&](std::size_t t, const Pair& sum) {
        out[t] = 100.0 * ratio_or(sum.first, sum.second, 0.5);
    });
}

void volume_return_correlation(Input returns_log, Input volumes, std::size_t window, Output out) {
    fill_warm_up(out, window);
    rolling_from_second(
        volumes.size(),
        window,
        [&](std::size_t t) { return Comoments::of(returns_log[t], volumes[t]); },
        [&](std::size_t t, const Comoments& pair) {
            out[t] = pair.correlation(kFlatDeviation, kFlatShare * pair.mean_y);
        });
}

void vwap_distance(const momentum::Ranges& bars, Input volumes, std::size_t window, Output out) {
    struct Sums {
        double weighted, volume, plain;
        Sums operator+(const Sums& b) const {
            return {weighted + b.weighted, volume + b.volume, plain + b.plain};
        }
    };
    fill_warm_up(out, window - 1);
    const auto size = static_cast<double>(window);
    const auto value = [&](std::size_t t) {
        const double price = typical(bars, t);
        return Sums{price * volumes[t], volumes[t], price};
    };
    rolling_sum(volumes.size(), window, value, [&](std::size_t t, const Sums& sums) {
        const double mean = ratio_or(sums.weighted, sums.volume, sums.plain / size);
        out[t] = std::log(bars.close[t] / mean);
    });
}

void amihud(Input returns_log, Input dollar_volumes, std::size_t window, Output out) {
    fill_warm_up(out, window);
    const auto value = [&](std::size_t t) {
        const bool traded = dollar_volumes[t] > 0.0;
        const double dollars = traded ? dollar_volumes[t] : 1.0;
        return traded ? Pair{std::abs(returns_log[t]) * kBillion / dollars, 1.0} : Pair{};
    };
    rolling_from_second(returns_log.size(), window, value, [&](std::size_t t, const Pair& sum) {
        out[t] = std::log1p(ratio_or(sum.first, sum.second, 0.0));
    });
}

}  // namespace features::volume
