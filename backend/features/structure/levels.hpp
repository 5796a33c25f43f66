// Where the price lies between its highs and lows.
//
// For all: one value a bar, oldest first; out[t] depends on inputs [0..t] only, NaN before.
#pragma once

#include "features/momentum/oscillators.hpp"

namespace features::structure {

// ln(close / highest of `window` highs), <= 0. First value at window - 1.
void distance_from_high(Input closes, Input highs, std::size_t window, Output out);
// ln(close / lowest of `window` lows), >= 0. First value at window - 1.
void distance_from_low(Input closes, Input lows, std::size_t window, Output out);
// ln(close / highest of the `window` highs before today): > 0 is a breakout. First at `window`.
void breakout(Input closes, Input highs, std::size_t window, Output out);

// Root mean square, in percent, of the last `window` closes' drawdowns, each from the highest close
// of the `window` up to it. First value at 2 x window - 2.
// Source: P. Martin and B. McCann, The Investor's Guide to Fidelity Funds (1989), windowed.
void ulcer_index(Input closes, std::size_t window, Output out);

// Sessions since the highest of `window` highs, as a share of window - 1: 0 today, 1 at the far
// end. Of equal ones the latest counts. First value at window - 1.
void since_high(Input highs, std::size_t window, Output out);

}  // namespace features::structure
