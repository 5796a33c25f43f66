// Oscillators: how far recent closes lean to one side.
//
// For all: inputs are one value a bar, oldest first, prices comparable along the series; `out` is
// as long as they are; out[t] depends on inputs [0..t] only and is NaN before the first value.
#pragma once

#include "features/kernel/rolling.hpp"

namespace features::momentum {

// The high, low and close of each bar.
struct Ranges {
    Input high, low, close;
};

// Relative Strength Index with Wilder smoothing, in 0..100; 50 when the price does not move.
// Source: J. W. Wilder, New Concepts in Technical Trading Systems (1978).
// First value at `period`. REQUIRES: 2 <= period <= 25
void rsi(Input closes, int period, Output out);

// Where the close lies in the range of `window` bars, 0..100; 50 when there is no range.
// Source: G. Lane's %K, unsmoothed. First value at window - 1.
void stochastic_k(const Ranges& bars, std::size_t window, Output out);

// Commodity Channel Index: distance of the typical price (high + low + close) / 3 from its mean, in
// 0.015 mean absolute deviations; 0 when it does not move.
// Source: D. Lambert, Commodities (1980). First value at window - 1.
void cci(const Ranges& bars, std::size_t window, Output out);

// The spans of Appel's Moving Average Convergence Divergence.
struct MacdSpans {
    int fast = 12;
    int slow = 26;
    int signal = 9;
};
// (fast EMA - slow EMA) / close. First value at slow - 1. REQUIRES: fast <= slow
// Source: G. Appel (1979), here per unit of price.
void macd_line(Input closes, const MacdSpans& spans, Output out);
// (MACD - EMA of MACD) / close. First value at slow + signal - 2.
void macd_histogram(Input closes, const MacdSpans& spans, Output out);

}  // namespace features::momentum
