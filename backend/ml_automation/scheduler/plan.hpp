// Plan: which session's cycle is due. A pure function of the schedule, of what was done, and of a
// time. Keyed by the session, not by the clock: a clock that jumps can neither skip nor repeat one.
#pragma once

#include <chrono>
#include <optional>

#include "base/date.hpp"
#include "ml_automation/platform/config.hpp"
#include "ml_automation/platform/new_york.hpp"

namespace ml_automation::scheduler {

struct Schedule {
    std::chrono::minutes cycle_at{18 * 60};  // New York, on each session; after its close.
    std::chrono::minutes retry_after{10};
    int catch_up_sessions_max = 10;  // Missed cycles that are made up for; older ones are not.
};

Schedule schedule_of(const platform::ScheduleSettings& settings);

struct Past {
    std::optional<base::TradingDate> last_done;
    // The last attempt that did not succeed since.
    std::optional<platform::TimePoint> failed_at;
};

struct Plan {
    std::optional<base::TradingDate> session;  // To be run now.
    platform::TimePoint wake_at;               // Else nothing is due before.
};

Plan plan(const Schedule& schedule, const Past& past, platform::TimePoint now);

// The last session whose cycle is due by `now`; nothing before the calendar.
std::optional<base::TradingDate> last_due(const Schedule& schedule, platform::TimePoint now);
// When the next cycle after `now` is due.
platform::TimePoint next_due(const Schedule& schedule, platform::TimePoint now);

}  // namespace ml_automation::scheduler
