// How much the price moves. "Annualised" is x sqrt(252).
//
// For all: one value a bar, oldest first; out[t] depends on inputs [0..t] only, NaN before.
#pragma once

#include "features/kernel/rolling.hpp"

namespace features::volatility {

// Opens, highs, lows and closes.
struct Candles {
    Input open, high, low, close;
};

// Their logarithms.
struct LogCandles {
    Input open, high, low, close;
};

// Annualised sample standard deviation of `window` log returns; the one at the first bar, which has
// none before, is not read. First value at `window`.
void volatility(Input returns_log, std::size_t window, Output out);
// That of `fast` sessions over that of `slow`; 1 when the price stands. First value at `slow`.
void volatility_ratio(Input returns_log, std::size_t fast, std::size_t slow, Output out);
// Annualised root mean square of the negative log returns, the others taken as 0 (target
// semideviation). First value at `window`.
void downside_volatility(Input returns_log, std::size_t window, Output out);

// Wilder's Average True Range / close. First value at period - 1.
// Source: J. W. Wilder, New Concepts in Technical Trading Systems (1978).
void atr_ratio(Input true_ranges, Input closes, int period, Output out);
// True range / average true range; 1 when both vanish. First value at period - 1.
void range_expansion(Input true_ranges, Input closes, int period, Output out);

// Annualised volatility from highs and lows. First value at window - 1.
// Source: M. Parkinson, Journal of Business 53 (1980).
void parkinson(const LogCandles& bars, std::size_t window, Output out);
// Annualised volatility from opens, highs, lows and closes. First value at window - 1.
// Source: M. Garman and M. Klass, Journal of Business 53 (1980), their practical estimator.
void garman_klass(const LogCandles& bars, std::size_t window, Output out);

// Population standard deviation of `window` closes. First value at window - 1.
void deviation(Input closes, std::size_t window, Output out);
// Bollinger bands: mean of so many closes +- 2 population standard deviations.
// Source: J. Bollinger, Bollinger on Bollinger Bands (2001).
struct Bands {
    Input mean, deviation;
};
void bollinger_width(const Bands& bands, Output out);                   // (upper - lower) / mean
void bollinger_position(Input closes, const Bands& bands, Output out);  // %b; 0.5 when flat.

// (close - EMA of `period`) / (2 Wilder average true ranges of `period`); 0 when the price stands.
// First value at period - 1. Source: C. Keltner (1960), as L. Raschke draws it.
void keltner_position(Input true_ranges, Input closes, int period, Output out);
// Width of the Bollinger bands (2 population deviations) over that of the Keltner channel (1.5
// average true ranges), both of `period` bars: below 1 the price is coiled; 1 when it stands. First
// value at period - 1. Source: J. Carter, Mastering the Trade (2005).
void squeeze(Input true_ranges, Input closes, Input deviations, int period, Output out);

// Annualised volatility that a drift does not disturb. First value at window - 1.
// Source: L. Rogers and S. Satchell, Annals of Applied Probability 1 (1991).
void rogers_satchell(const LogCandles& bars, std::size_t window, Output out);
// Annualised volatility of overnight and day together. First value at `window`.
// Source: D. Yang and Q. Zhang, Journal of Business 73 (2000).
void yang_zhang(const LogCandles& bars, std::size_t window, Output out);

// (squares of positive less those of negative returns) / all squares, in -1..1; 0 when flat. First
// value at `window`. Source: A. Patton and K. Sheppard, Good Volatility, Bad Volatility (2015).
void semivariance_balance(Input returns_log, std::size_t window, Output out);

}  // namespace features::volatility
