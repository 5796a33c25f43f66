// The shapes of the last candles.
//
// For all: one value a bar, oldest first; out[t] depends on inputs [0..t] only, NaN before.
#pragma once

#include "features/momentum/oscillators.hpp"
#include "features/volatility/volatility_kernels.hpp"

namespace features::pattern {

using volatility::Candles;

// Parts of the range high - low; 0 when there is none. First value at 0.
void body(const Candles& bars, Output out);          // (close - open), in -1..1.
void upper_shadow(const Candles& bars, Output out);  // Above open and close, in 0..1.
void lower_shadow(const Candles& bars, Output out);  // Below open and close, in 0..1.

// log open - log close before. First value at 1.
void gap(Input log_opens, Input log_closes, Output out);

// +1: a rising body that covers the falling one before; -1: the reverse; else 0. First value at 1.
// Source: S. Nison, Japanese Candlestick Charting Techniques (1991).
void engulfing(const Candles& bars, Output out);

// +1 hammer: lower shadow at least twice the body, upper at most a tenth of the range; -1: the same
// upside down (shooting star); else 0. The trend before is not asked. First value at 0.
// Source: S. Nison (1991).
void hammer(const Candles& bars, Output out);

// +1 outside day: higher high and lower low than the bar before; -1 inside day: lower high and
// higher low; else 0. First value at 1.
void range_nesting(const Candles& bars, Output out);

// How many closes in a row have risen (positive) or fallen (negative), at most `limit`; 0 after an
// unchanged one. First value at `limit`, when no longer run can hide before the first bar.
void close_streak(Input returns_log, int limit, Output out);

// 1: a body of at most a tenth of the range; else 0. First value at 0.
void doji(const Candles& bars, Output out);
// +1: a rising body within the falling one before; -1: the reverse; else 0. First value at 1.
void harami(const Candles& bars, Output out);
// +1: three rising bodies, each closing higher; -1: three falling ones, each closing lower. First
// value at 2.
void three_candles(const Candles& bars, Output out);
// ln(close / mean of high, low and close of the bar before). First value at 1.
void pivot_distance(const Candles& bars, Output out);
// The extreme of `window` log highs (or lows) less that of the `window` before. First value at 2 x
// window - 1.
enum class Extreme { High, Low };
void extreme_shift(Input logs, std::size_t window, Extreme extreme, Output out);
// Where the close lies in the range of `window` bars, less the nearest retracement level; 0 without
// a range. First value at window - 1.
void fibonacci_distance(const momentum::Ranges& bars, std::size_t window, Output out);

}  // namespace features::pattern
