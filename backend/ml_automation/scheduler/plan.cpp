#include "ml_automation/scheduler/plan.hpp"

#include <algorithm>

#include "bars/calendar.hpp"

namespace ml_automation::scheduler {

using base::TradingDate;
using platform::TimePoint;

namespace {

// Nothing to do is looked at again after so long: what was done may change by hand.
constexpr std::chrono::hours kLook{1};

}  // namespace

Schedule schedule_of(const platform::ScheduleSettings& settings) {
    return {.cycle_at = platform::time_of_day(settings.cycle_at),
            .retry_after = std::chrono::minutes{settings.retry_minutes},
            .catch_up_sessions_max = settings.catch_up_sessions_max};
}

std::optional<TradingDate> last_due(const Schedule& schedule, TimePoint now) {
    const auto session = bars::session_at_or_before(bars::new_york_date(now));
    if (session && platform::new_york_time(*session, schedule.cycle_at) > now) {
        return bars::previous_session(*session);
    }
    return session;
}

TimePoint next_due(const Schedule& schedule, TimePoint now) {
    const auto today = bars::new_york_date(now);
    const auto session = bars::is_session(today) ? std::optional{today} : bars::next_session(today);
    if (!session) {
        return TimePoint::max();
    }
    const auto due = platform::new_york_time(*session, schedule.cycle_at);
    if (due > now) {
        return due;
    }
    const auto after = bars::next_session(*session);
    return after ? platform::new_york_time(*after, schedule.cycle_at) : TimePoint::max();
}

Plan plan(const Schedule& schedule, const Past& past, TimePoint now) {
    const Plan idle{.session = {}, .wake_at = std::min(next_due(schedule, now), now + kLook)};
    const auto latest = last_due(schedule, now);
    if (!latest || (past.last_done && *past.last_done >= *latest)) {
        return idle;
    }
    if (past.failed_at && now < *past.failed_at + schedule.retry_after) {
        return {.session = {}, .wake_at = *past.failed_at + schedule.retry_after};
    }
    if (!past.last_done) {
        return {.session = latest, .wake_at = now};  // Nothing was missed before the beginning.
    }
    auto session = *bars::next_session(*past.last_done);
    while (bars::sessions_in(session, *latest) >= schedule.catch_up_sessions_max) {
        session = *bars::next_session(session);
    }
    return {.session = session, .wake_at = now};
}

}  // namespace ml_automation::scheduler
