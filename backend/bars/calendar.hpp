// The NYSE trading calendar 1990-2030: which days are sessions, when they close, and why a weekday
// is not one. Computed by rule (closings.hpp); each special closing carries its reason. The
// questions about order and distance take one or two array accesses.
#pragma once

#include <chrono>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "base/date.hpp"
#include "base/result.hpp"

namespace bars {

inline constexpr base::TradingDate kCalendarFirst{1990, 1, 1};
inline constexpr base::TradingDate kCalendarLast{2030, 12, 31};

// The functions below REQUIRE kCalendarFirst <= date <= kCalendarLast unless they say otherwise.

bool in_calendar(base::TradingDate date);  // Any date.
bool is_session(base::TradingDate date);
// "Good Friday", "Hurricane Sandy", "Saturday"; empty on a session.
std::string_view closure_reason(base::TradingDate date);

// Closing time as minutes after midnight in New York: 16:00, or earlier on a half day.
std::chrono::minutes closing_time(base::TradingDate session);  // REQUIRES: is_session(session)

// The session after/before `date`, itself excluded; nothing beyond the calendar's ends.
std::optional<base::TradingDate> next_session(base::TradingDate date);
std::optional<base::TradingDate> previous_session(base::TradingDate date);
// The last session with a date <= `date`; nothing on 1990-01-01, a holiday.
std::optional<base::TradingDate> session_at_or_before(base::TradingDate date);

// All sessions with first <= date <= last, oldest first; none when `last` is before `first`.
std::vector<base::TradingDate> sessions_between(base::TradingDate first, base::TradingDate last);
// How many sessions lie in (after, until]; 0 when `until` is not later.
int sessions_in(base::TradingDate after, base::TradingDate until);

// When trading begins: at 9:30 in New York. REQUIRES: is_session(session)
std::chrono::system_clock::time_point opening_moment(base::TradingDate session);

// New York's date at `now`.
base::TradingDate new_york_date(std::chrono::system_clock::time_point now);

// The last session whose close has passed at `now`, in New York time: at 13:00 on a half day, at
// 16:00 else. REQUIRES: New York's date at `now` in the calendar and after its first session.
base::TradingDate last_finished_session(std::chrono::system_clock::time_point now);

}  // namespace bars
