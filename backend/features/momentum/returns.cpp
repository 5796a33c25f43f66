#include "features/momentum/returns.hpp"

#include <algorithm>
#include <cmath>

namespace features::momentum {

void return_between(Input log_closes, std::size_t from, std::size_t until, Output out) {
    fill_warm_up(out, from);
    for (std::size_t t = from; t < log_closes.size(); ++t) {
        out[t] = log_closes[t - until] - log_closes[t - from];
    }
}

void return_acceleration(Input log_closes, std::size_t window, Output out) {
    fill_warm_up(out, 2 * window);
    for (std::size_t t = 2 * window; t < log_closes.size(); ++t) {
        const double middle = log_closes[t - window];
        out[t] = (log_closes[t] - middle) - (middle - log_closes[t - 2 * window]);
    }
}

void overnight_return(Input log_opens, Input log_closes, std::size_t window, Output out) {
    fill_warm_up(out, window);
    if (log_opens.empty()) {
        return;
    }
    rolling_sum(
        log_opens.size() - 1,
        window,
        [&](std::size_t t) { return log_opens[t + 1] - log_closes[t]; },
        [&](std::size_t t, double sum) { out[t + 1] = sum; });
}

void return_agreement(Input log_closes, std::span<const std::size_t> windows, Output out) {
    const auto count = static_cast<double>(windows.size());
    const auto value = [&](std::size_t t) {
        double signs = 0.0;
        for (const std::size_t window : windows) {
            const double change = log_closes[t] - log_closes[t - window];
            signs += std::abs(change) <= kRounding ? 0.0 : sign(change);
        }
        return signs / count;
    };
    each_from(std::ranges::max(windows), value, out);
}

void information_discreteness(Input returns_log, std::size_t window, Output out) {
    struct Path {
        double net, signs;
        Path operator+(const Path& b) const { return {net + b.net, signs + b.signs}; }
    };
    fill_warm_up(out, window);
    const auto size = static_cast<double>(window);
    rolling_sum_from(
        1,
        returns_log.size(),
        window,
        [&](std::size_t t) {
            return Path{returns_log[t], sign(returns_log[t])};
        },
        [&](std::size_t t, const Path& path) {
            const bool stands = std::abs(path.net) <= kRounding;
            out[t] = stands ? 0.0 : -sign(path.net) * path.signs / size;
        });
}

}  // namespace features::momentum
