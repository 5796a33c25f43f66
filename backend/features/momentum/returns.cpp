#include "features/momentum/returns.hpp"

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

void overnight_return(Input opens, Input closes, std::size_t window, Output out) {
    fill_warm_up(out, window);
    if (opens.empty()) {
        return;
    }
    rolling_sum(
        opens.size() - 1,
        window,
        [&](std::size_t t) { return std::log(opens[t + 1] / closes[t]); },
        [&](std::size_t t, double sum) { out[t + 1] = sum; });
}

}  // namespace features::momentum
