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

// EMA of the MACD / close, the signal line. First value at slow + signal - 2.
void macd_signal(Input closes, const MacdSpans& spans, Output out);

// Lane's %D: the mean of the last `smooth` %K of `window`. First value at window + smooth - 2.
void stochastic_d(const Ranges& bars, std::size_t window, std::size_t smooth, Output out);

// Where RSI lies in the range of its last `window` values, 0..1; 0.5 without a range. First value
// at period + window - 1. Source: T. Chande and S. Kroll, The New Technical Trader (1994).
void stochastic_rsi(Input closes, int period, std::size_t window, Output out);

// Buying pressure (close - true low) over true range, of `fast`, `medium` and `slow` bars, weighed
// 4 : 2 : 1, in 0..100; a window without a range counts half. First value at `slow`.
// REQUIRES: each window twice as long as the one before, slow <= 32
// Source: L. Williams, Technical Analysis of Stocks and Commodities (1985).
struct UltimateWindows {
    std::size_t fast = 7;
    std::size_t medium = 14;
    std::size_t slow = 28;
};
void ultimate_oscillator(const Ranges& bars, const UltimateWindows& windows, Output out);

// Change since the bar before of the log close smoothed three times by an EMA of `span`. First at
// 3 x span - 2. Source: J. Hutson, TRIX (1983).
void trix(Input log_closes, int span, Output out);

// Correlation of RSI and log close over `window` bars: low where they diverge; 0 when either
// stands. First value at period + window - 1.
void rsi_price_correlation(
    Input closes, Input log_closes, int period, std::size_t window, Output out);

}  // namespace features::momentum
