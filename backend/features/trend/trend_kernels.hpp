// Averages, directional movement and straight lines through the price.
//
// For all: one value a bar, oldest first; out[t] depends on inputs [0..t] only, NaN before.
#pragma once

#include "features/momentum/oscillators.hpp"

namespace features::trend {

// ln(close / mean of the last `window` closes). First value at window - 1.
void distance_from_mean(Input closes, std::size_t window, Output out);
// log_closes - ln(levels), NaN where the level is.
void distance(Input log_closes, Input levels, Output out);
// ln(above / below), NaN where either is.
void log_ratio(Input above, Input below, Output out);
// ln(close / exponential moving average). First value at span - 1.
void distance_from_ema(Input closes, Input log_closes, int span, Output out);
// Mean of the signs of each of `means` less the next, in -1..1; NaN where one of them is.
void alignment(std::span<const Input> means, Output out);

// Wilder's directional movement system: +DI and -DI are the smoothed upward and downward movement
// over the smoothed true range. REQUIRES: one period for all.
// Source: J. W. Wilder, New Concepts in Technical Trading Systems (1978).
//
// The smoothed movements, in the price's unit, 0 or more. First value at `period`.
void directional_movement(const momentum::Ranges& bars, int period, Output up, Output down);
struct Movement {
    Input up, down;
};
// (+DI - -DI) / (+DI + -DI), in -1..1; 0 when the price stands.
void directional_balance(const Movement& movement, Input closes, Output out);
// +DI or -DI: 100 x smoothed movement / smoothed true range, in 0..100; 0 when the price stands.
void directional_index(Input movement, Input true_ranges, Input closes, int period, Output out);
// Average Directional Index: Wilder's mean of 100 |balance|, in 0..100. First at 2 x period - 1.
void adx(const Movement& movement, Input closes, int period, Output out);

// Aroon up - Aroon down, in -100..100: which of the highest high and the lowest low of the last
// `window` + 1 bars is the younger. Of equal ones the latest counts. First value at `window`.
// Source: T. Chande (1995).
void aroon_oscillator(Input highs, Input lows, std::size_t window, Output out);

// The least-squares line through `window` log closes. First value at window - 1.
void slope(Input log_closes, std::size_t window, Output out);      // Log return per session.
void slope_fit(Input log_closes, std::size_t window, Output out);  // R squared; 0 when flat.

// (VI+ - VI-): upward less downward vortex movement of `window` bars over their true range;
// 0 when the price stands. First value at `window`.
// Source: E. Botes and D. Siepman (2010).
void vortex(const momentum::Ranges& bars, Input true_ranges, std::size_t window, Output out);

// Choppiness index: 100 log(sum of true range / range of `window` bars) / log(window): 0 in a
// straight move; 100 without a range. First value at `window`. Source: E. Dreiss.
void choppiness(const momentum::Ranges& bars, Input true_ranges, std::size_t window, Output out);

// (close - Wilder's parabolic stop) / close: above 0 while it trails below. First value at 1; the
// first direction is that of the second bar's larger movement, up when they are equal.
// Source: J. W. Wilder, New Concepts in Technical Trading Systems (1978).
struct ParabolicSteps {
    double step = 0.02;
    double max = 0.2;
};
void parabolic_distance(const momentum::Ranges& bars, const ParabolicSteps& steps, Output out);

}  // namespace features::trend
