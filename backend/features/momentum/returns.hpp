// Returns over whole windows.
#pragma once

#include "features/kernel/rolling.hpp"

namespace features::momentum {

// ln(close[t - until] / close[t - from]). First value at `from`. REQUIRES: until <= from
void return_between(Input log_closes, std::size_t from, std::size_t until, Output out);

// The return of the last `window` bars less that of the `window` before. First at 2 x window.
void return_acceleration(Input log_closes, std::size_t window, Output out);

// Sum of ln(open[t] / close[t - 1]) over `window` bars. First value at `window`.
void overnight_return(Input opens, Input closes, std::size_t window, Output out);

}  // namespace features::momentum
