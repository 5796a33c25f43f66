#include "features/liquidity/spreads.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "features/kernel/moments.hpp"

namespace features::liquidity {

void volume_variation(Input volumes, std::size_t window, Output out) {
    fill_warm_up(out, window - 1);
    const auto value = [&](std::size_t t) {
        return Moments::of(volumes[t]);
    };
    rolling_sum(volumes.size(), window, value, [&](std::size_t t, const Moments& moments) {
        out[t] = ratio_or(moments.deviation_population(), moments.mean, 0.0);
    });
}

void standing_share(Input returns_log, std::size_t window, Output out) {
    fill_warm_up(out, window);
    const auto size = static_cast<double>(window);
    rolling_sum_from(
        1,
        returns_log.size(),
        window,
        [&](std::size_t t) { return std::abs(returns_log[t]) <= kRounding ? 1.0 : 0.0; },
        [&](std::size_t t, double sum) { out[t] = sum / size; });
}

void roll_spread(Input returns_log, std::size_t window, Output out) {
    fill_warm_up(out, window + 1);
    const auto value = [&](std::size_t t) {
        return Comoments::of(returns_log[t], returns_log[t - 1]);
    };
    rolling_sum_from(
        2, returns_log.size(), window, value, [&](std::size_t t, const Comoments& pair) {
            out[t] = 2.0 * std::sqrt(std::max(-pair.xy / pair.count, 0.0));
        });
}

void corwin_schultz(Input log_highs, Input log_lows, std::size_t window, Output out) {
    constexpr double kShape = 3.0 - 2.0 * std::numbers::sqrt2;
    fill_warm_up(out, window);
    const auto size = static_cast<double>(window);
    const auto spread = [&](std::size_t t) {
        const double today = log_highs[t] - log_lows[t];
        const double before = log_highs[t - 1] - log_lows[t - 1];
        const double beta = today * today + before * before;
        const double both =
            std::max(log_highs[t], log_highs[t - 1]) - std::min(log_lows[t], log_lows[t - 1]);
        // sqrt(2 beta) - sqrt(beta) and sqrt(gamma), each over the shape.
        const double alpha =
            (std::numbers::sqrt2 - 1.0) * std::sqrt(beta) / kShape - both / std::sqrt(kShape);
        return alpha <= 0.0 ? 0.0 : 2.0 * std::tanh(0.5 * alpha);  // 2 (e^a - 1) / (e^a + 1)
    };
    rolling_sum_from(1, log_highs.size(), window, spread, [&](std::size_t t, double sum) {
        out[t] = sum / size;
    });
}

}  // namespace features::liquidity
