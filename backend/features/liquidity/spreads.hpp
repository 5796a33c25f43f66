// What trading costs, as far as daily bars tell.
//
// For all: one value a bar, oldest first; out[t] depends on inputs [0..t] only, NaN before.
#pragma once

#include "features/kernel/rolling.hpp"

namespace features::liquidity {

// Population standard deviation of `window` volumes / their mean; 0 without any. First value at
// window - 1.
void volume_variation(Input volumes, std::size_t window, Output out);

// Share of `window` bars without a return. First value at `window`.
// Source: D. Lesmond, J. Ogden and C. Trzcinka, A New Estimate of Transaction Costs (1999).
void standing_share(Input returns_log, std::size_t window, Output out);

// Effective spread as a fraction of the price from the covariance of a return with the one before,
// `window` pairs; 0 when it is positive. First value at window + 1.
// Source: R. Roll, Journal of Finance 39 (1984).
void roll_spread(Input returns_log, std::size_t window, Output out);

// Effective spread as a fraction of the price: a day's range holds its volatility and the spread,
// that of two days the volatility of two days and the same spread. Mean of `window` pairs of days,
// negative ones taken as 0. Their correction for overnight gaps is left out. First value at
// `window`. Source: S. Corwin and P. Schultz, Journal of Finance 67 (2012).
void corwin_schultz(Input log_highs, Input log_lows, std::size_t window, Output out);

}  // namespace features::liquidity
