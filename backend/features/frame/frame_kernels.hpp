// The same stock in calendar weeks, months and quarters. The running period counts as the last one,
// up to today's bar; see periods.hpp.
//
// For all: `periods` are those of the bars; a price series is one value a bar, oldest first; out[t]
// depends on inputs [0..t] only. The first value is at warm_up_of(period, n) - 1 for the n periods
// looked at, a bar count that does not depend on the day the series starts.
#pragma once

#include "features/frame/periods.hpp"

namespace features::frame {

// ln(close / last close of the period `back` before the running one).
void return_since(const Periods& periods, Input log_closes, std::size_t back, Output out);

// Relative strength index over `changes` changes of the period's close by plain sums (Cutler), in
// 0..100; 50 when the price stands. Wilder's smoothing would need years of weeks to forget.
void rsi_cutler(const Periods& periods, Input closes, std::size_t changes, Output out);

// ln(close / mean of the last `count` periods' closes, the running one's included).
void distance_from_mean(const Periods& periods, Input closes, std::size_t count, Output out);

// Sample standard deviation of the last `count` period returns x sqrt(52): weeks.
void week_volatility(const Periods& periods, Input log_closes, std::size_t count, Output out);

// (close - lowest low) / (highest high - lowest low) of the last `count` periods, the running one
// included; 0.5 without a range. REQUIRES: count >= 2
void range_position(const Periods& periods, Input closes, std::size_t count, Output out);

// The same against the period before the running one alone: below 0 or above 1 outside its range.
void previous_position(const Periods& periods, Input closes, Output out);

// (mean of the last `fast` - mean of the last `slow` periods' closes, the running one's included) /
// close. REQUIRES: fast <= slow
void mean_gap(const Periods& periods, Input closes, std::size_t fast, std::size_t slow, Output out);

}  // namespace features::frame
