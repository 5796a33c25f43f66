// Where the price lies between its highs and lows.
//
// For all: one value a bar, oldest first; out[t] depends on inputs [0..t] only, NaN before.
#pragma once

#include "features/momentum/oscillators.hpp"

namespace features::structure {

// Log close less the highest of `window` log highs, <= 0. First value at window - 1.
void distance_from_high(Input log_closes, Input log_highs, std::size_t window, Output out);
// Log close less the lowest of `window` log lows, >= 0. First value at window - 1.
void distance_from_low(Input log_closes, Input log_lows, std::size_t window, Output out);
// Log close less the highest of the `window` log highs before today: > 0 is a breakout. First at
// `window`.
void breakout(Input log_closes, Input log_highs, std::size_t window, Output out);

// Root mean square, in percent, of the last `window` closes' drawdowns, each from the highest close
// of the `window` up to it. First value at 2 x window - 2.
// Source: P. Martin and B. McCann, The Investor's Guide to Fidelity Funds (1989), windowed.
void ulcer_index(Input closes, std::size_t window, Output out);

// Sessions since the highest of `window` highs, as a share of window - 1: 0 today, 1 at the far
// end. Of equal ones the latest counts. First value at window - 1.
void since_high(Input highs, std::size_t window, Output out);

// The same to the lowest low: < 0 is a breakdown. First value at `window`.
void breakdown(Input log_closes, Input log_lows, std::size_t window, Output out);
// The same since the lowest of `window` lows. First value at window - 1.
void since_low(Input lows, std::size_t window, Output out);
// Highest log high less lowest log low of `window` bars, >= 0. First value at window - 1.
void range_width(Input log_highs, Input log_lows, std::size_t window, Output out);

}  // namespace features::structure
