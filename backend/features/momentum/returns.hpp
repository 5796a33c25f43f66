// Returns over whole windows.
#pragma once

#include <cstddef>
#include <span>

#include "features/kernel/rolling.hpp"

namespace features::momentum {

// ln(close[t - until] / close[t - from]). First value at `from`. REQUIRES: until <= from
void return_between(Input log_closes, std::size_t from, std::size_t until, Output out);

// The return of the last `window` bars less that of the `window` before. First at 2 x window.
void return_acceleration(Input log_closes, std::size_t window, Output out);

// Sum of log open[t] - log close[t - 1] over `window` bars. First value at `window`.
void overnight_return(Input log_opens, Input log_closes, std::size_t window, Output out);

// Mean of the signs of the returns over each of `windows` bars, in -1..1. First at the longest.
void return_agreement(Input log_closes, std::span<const std::size_t> windows, Output out);

// sign(return of `window` bars) x (share of falling - share of rising bars): near -1 when it came
// in many small steps, above 0 when in few large ones. First value at `window`.
// Source: Z. Da, U. Gurun and M. Warachka, Frog in the Pan (2014).
void information_discreteness(Input returns_log, std::size_t window, Output out);

}  // namespace features::momentum
