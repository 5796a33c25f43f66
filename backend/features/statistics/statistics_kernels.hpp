// How the returns of a window are distributed.
//
// For all: `returns_log` holds one value a bar, oldest first, the first of which (no bar before) is
// not read; out[t] depends on inputs [0..t] only, NaN before the first value.
#pragma once

#include "features/kernel/rolling.hpp"

namespace features::statistics {

// Population skewness and excess kurtosis of `window` returns; 0 when flat. First at `window`.
void skewness(Input returns_log, std::size_t window, Output out);
void kurtosis(Input returns_log, std::size_t window, Output out);

// Pearson's correlation of a return with the one before, `window` pairs; 0 when flat. First value
// at window + 1.
void autocorrelation(Input returns_log, std::size_t window, Output out);

// |sum of `window` returns| / sum of their absolute values, 0..1; 0 when flat. First at `window`.
// Source: P. Kaufman's efficiency ratio, Smarter Trading (1995), on log prices.
void efficiency(Input returns_log, std::size_t window, Output out);

// Variance of overlapping `horizon`-session returns / (horizon x that of single ones), each over
// `window` returns; above 1 when moves continue; 1 when flat. First at window + horizon - 1.
// Source: A. Lo and A. MacKinlay (1988), with population variances.
void variance_ratio(Input log_closes, std::size_t horizon, std::size_t window, Output out);

// Share of `window` sessions that closed higher. First value at `window`.
void up_share(Input returns_log, std::size_t window, Output out);

// Today's return in standard deviations (sample) from the mean of the `window` returns before it;
// 0 when those are flat. First value at window + 1.
void return_zscore(Input returns_log, std::size_t window, Output out);

// The largest of `window` returns. First value at `window`.
void return_max(Input returns_log, std::size_t window, Output out);

// The smallest of `window` returns. First value at `window`.
void return_min(Input returns_log, std::size_t window, Output out);

// Annualised mean / sample standard deviation of `window` returns; 0 when flat. First at `window`.
// Source: W. Sharpe (1966), without a risk-free rate.
void sharpe(Input returns_log, std::size_t window, Output out);

// Log close in population standard deviations from its mean of `window` bars; 0 when flat. First
// value at window - 1.
void close_zscore(Input log_closes, std::size_t window, Output out);

}  // namespace features::statistics
