// New York's wall clock: when a time of day there comes, and moments as text.
#pragma once

#include <chrono>
#include <string>

#include "base/date.hpp"

namespace ml_automation::platform {

using TimePoint = std::chrono::system_clock::time_point;

// When the clock in New York shows `since_midnight` on `date`, daylight saving or not; a time that
// comes twice is the first of the two. REQUIRES: 0 <= since_midnight < 24 h
TimePoint new_york_time(base::TradingDate date, std::chrono::minutes since_midnight);

// "2026-11-21T04:00:00Z"; fractions of a second are cut off.
std::string utc_text(TimePoint time);

// "2026-11-20T18:00:00-05:00".
std::string new_york_text(TimePoint time);

}  // namespace ml_automation::platform
