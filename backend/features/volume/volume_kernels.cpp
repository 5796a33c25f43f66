#include "features/volume/volume_kernels.hpp"

#include <algorithm>
#include <cmath>

#include "features/kernel/moments.hpp"
#include "features/kernel/smoothing.hpp"

namespace features::volume {

namespace {

constexpr double kBillion = 1e9;
constexpr double kEchoShares = 1e-3;
// A series whose standard deviation is below this share of its mean does not move.
constexpr double kFlatShare = 1e-10;

// A sum that goes with a weight or a count.
struct Pair {
    double first, second;
};
Pair operator+(const Pair& a, const Pair& b) {
    return {a.first + b.first, a.second + b.second};
}

double typical(const momentum::Ranges& bars, std::size_t t) {
    return (bars.high[t] + bars.low[t] + bars.close[t]) / 3.0;
}

// Volume by where in its range the bar closed, from -volume to +volume.
double money_flow(const momentum::Ranges& bars, Input volumes, std::size_t t) {
    const double twice = 2.0 * bars.close[t] - bars.high[t] - bars.low[t];
    return volumes[t] * ratio_or(twice, bars.high[t] - bars.low[t], 0.0);
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
    rolling_sum_from(
        1,
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
        return Pair{money_flow(bars, volumes, t), volumes[t]};
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
    rolling_sum_from(1, volumes.size(), window, value, [&](std::size_t t, const Pair& sum) {
        out[t] = 100.0 * ratio_or(sum.first, sum.second, 0.5);
    });
}

void volume_return_correlation(Input returns_log, Input volumes, std::size_t window, Output out) {
    fill_warm_up(out, window);
    rolling_sum_from(
        1,
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
    rolling_sum_from(1, returns_log.size(), window, value, [&](std::size_t t, const Pair& sum) {
        out[t] = std::log1p(ratio_or(sum.first, sum.second, 0.0));
    });
}

void obv_distance(Input returns_log, Input volumes, std::size_t window, Output out) {
    fill_warm_up(out, window);
    const auto size = static_cast<double>(window);
    double balance = 0.0;
    const auto value = [&](std::size_t t) {
        balance += sign(returns_log[t]) * volumes[t];
        return Pair{balance, volumes[t]};
    };
    rolling_sum_from(1, out.size(), window, value, [&](std::size_t t, const Pair& sum) {
        out[t] = ratio_or(balance - sum.first / size, sum.second, 0.0);
    });
}

void volume_price_trend(Input returns_log, Input volumes, std::size_t window, Output out) {
    fill_warm_up(out, window);
    const auto value = [&](std::size_t t) {
        return Pair{returns_log[t] * volumes[t], volumes[t]};
    };
    rolling_sum_from(1, out.size(), window, value, [&](std::size_t t, const Pair& sum) {
        out[t] = ratio_or(sum.first, sum.second, 0.0);
    });
}

void force_index(Input returns_log, Input volumes, int span, Output out) {
    auto force = Smoothing::exponential(span);
    auto volume = Smoothing::exponential(span);
    fill_warm_up(out, 1);
    for (std::size_t t = 1; t < out.size(); ++t) {
        const double pushed = force.next(returns_log[t] * volumes[t]);
        const double traded = volume.next(volumes[t]);
        // Far below one share: the echo of long-gone volume.
        out[t] = traded <= kEchoShares ? 0.0 : pushed / traded;
    }
}

void return_on_volume(
    Input returns_log, Input volumes, std::size_t window, VolumeChange change, Output out) {
    fill_warm_up(out, window);
    const auto value = [&](std::size_t t) {
        const bool counts = change == VolumeChange::Less ? is_above(volumes[t - 1], volumes[t])
                                                         : is_above(volumes[t], volumes[t - 1]);
        return counts ? returns_log[t] : 0.0;
    };
    rolling_sum_from(
        1, out.size(), window, value, [&](std::size_t t, double sum) { out[t] = sum; });
}

void ease_of_movement(const momentum::Ranges& bars, Input volumes, std::size_t window, Output out) {
    struct Sums {
        double ease, volume, traded;
        Sums operator+(const Sums& b) const {
            return {ease + b.ease, volume + b.volume, traded + b.traded};
        }
    };
    fill_warm_up(out, window);
    const auto size = static_cast<double>(window);
    const auto value = [&](std::size_t t) {
        const double moved =
            0.5 * (bars.high[t] + bars.low[t] - bars.high[t - 1] - bars.low[t - 1]) / bars.close[t];
        const double range = (bars.high[t] - bars.low[t]) / bars.close[t];
        const bool traded = volumes[t] > 0.0;
        return traded ? Sums{moved * range / volumes[t], volumes[t], 1.0} : Sums{0.0, 0.0, 0.0};
    };
    rolling_sum_from(1, out.size(), window, value, [&](std::size_t t, const Sums& sum) {
        const double days = std::max(sum.traded, 1.0);
        out[t] = sum.ease / days * (sum.volume / size);
    });
}

void chaikin_oscillator(const momentum::Ranges& bars,
                        Input volumes,
                        const ChaikinSpans& spans,
                        Output out) {
    auto fast = Smoothing::exponential(spans.fast);
    auto slow = Smoothing::exponential(spans.slow);
    auto volume = Smoothing::exponential(spans.slow);
    double line = 0.0;
    for (std::size_t t = 0; t < out.size(); ++t) {
        line += money_flow(bars, volumes, t);
        const double gap = fast.next(line) - slow.next(line);
        const double traded = volume.next(volumes[t]);
        out[t] = traded <= kEchoShares ? 0.0 * gap : gap / traded;
    }
}

}  // namespace features::volume
