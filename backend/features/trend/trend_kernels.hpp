// Averages, directional movement and straight lines through the price.
//
// For all: one value a bar, oldest first; out[t] depends on inputs [0..t] only, NaN before.
#pragma once

#include "features/momentum/oscillators.hpp"

namespace features::trend {

// ln(close / mean of the last `window` closes). First value at window - 1.
void distance_from_mean(Input closes, std::size_t window, Output out);
// ln(close / exponential moving average). First value at span - 1.
void distance_from_ema(Input closes, int span, Output out);

// Wilder's directional movement system: +DI and -DI are the smoothed upward and downward movement
// over the smoothed true range.
// Source: J. W. Wilder, New Concepts in Technical Trading Systems (1978).
//
// (+DI - -DI) / (+DI + -DI), in -1..1; 0 when the price stands. First value at `period`.
void directional_balance(const momentum::Ranges& bars, int period, Output out);
// Average Directional Index: Wilder's mean of 100 |balance|, in 0..100. First at 2 x period - 1.
void adx(const momentum::Ranges& bars, int period, Output out);

// Aroon up - Aroon down, in -100..100: which of the highest high and the lowest low of the last
// `window` + 1 bars is the younger. Of equal ones the latest counts. First value at `window`.
// Source: T. Chande (1995).
void aroon_oscillator(Input highs, Input lows, std::size_t window, Output out);

// The least-squares line through `window` log closes. First value at window - 1.
void slope(Input log_closes, std::size_t window, Output out);      // Log return per session.
void slope_fit(Input log_closes, std::size_t window, Output out);  // R squared; 0 when flat.

}  // namespace features::trend
