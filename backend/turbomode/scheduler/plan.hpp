// Plan: what the scheduler does next. A pure function of the schedule, of what has happened, and of
// a time.
//
// Nothing is keyed by the clock: a night is keyed by its session, a training by the day it is due.
// So a clock that jumps, stops or goes back can neither skip nor repeat one.
//
// A night is an update of the prices and, once that has ended, a scan for each session that is due,
// the oldest first. The scan judges the prices itself, so it follows a failed update too. When the
// latest session could not be published, the night begins again after a pause that doubles.
//
// A training that was refused is settled when its model is there: the gate has judged it. Without
// one something else refused, a lock most likely, and it is tried again for about a day.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/date.hpp"
#include "base/result.hpp"
#include "turbomode/jobs/job.hpp"
#include "turbomode/platform/clock.hpp"

namespace turbomode::scheduler {

// How often the model is trained anew. Biweekly: in the weeks of even number since 1970; monthly,
// quarterly, yearly: on the first such weekday of the month, of January, April, July and October,
// of January.
enum class Training { Manual, Weekly, Biweekly, Monthly, Quarterly, Yearly };
inline constexpr std::array kTrainings{Training::Manual,
                                       Training::Weekly,
                                       Training::Biweekly,
                                       Training::Monthly,
                                       Training::Quarterly,
                                       Training::Yearly};
std::string_view name_of(Training training);  // "manual", ...
base::Result<Training> parse_training(std::string_view name);

// Times are minutes after midnight in New York.
struct Schedule {
    std::chrono::minutes night_at{23 * 60};  // On each session; after its close.
    Training training = Training::Weekly;
    std::chrono::weekday training_day = std::chrono::Sunday;
    std::chrono::minutes training_at{2 * 60};
    int attempts_max = 8;            // Of a night.
    int catch_up_sessions_max = 10;  // Missed nights that are made up for; older ones are not.
};

// What has happened.
struct Past {
    // The last session that was published, or had no edge: all before it are settled too.
    std::optional<base::TradingDate> last_night;
    // Until when the newest model learned, whether the gate promoted it or not.
    std::optional<base::TradingDate> newest_model;
    platform::TimePoint on_since;  // No training that was due before it is made up for.
    std::vector<jobs::Job> jobs;   // Of the last weeks, newest first; each key complete.
};

struct Step {
    jobs::Kind kind;
    std::string key;

    bool operator==(const Step&) const = default;
};

struct Plan {
    std::optional<Step> step;     // To be started now.
    platform::TimePoint wake_at;  // Else nothing is due before.
    std::string waits_for;        // Why it waits, in words; empty while there is a step.
};

Plan plan(const Schedule& schedule,
          const Past& past,
          platform::TimePoint now,
          const platform::TimeZone& new_york);

// When the night of a session is due.
platform::TimePoint night_time(const Schedule& schedule,
                               base::TradingDate session,
                               const platform::TimeZone& new_york);
// The first session whose night is due after `now`; nothing at the end of the calendar.
std::optional<base::TradingDate> next_night(const Schedule& schedule,
                                            platform::TimePoint now,
                                            const platform::TimeZone& new_york);
// The last session whose night is due by `now`; nothing before the calendar.
std::optional<base::TradingDate> last_due_night(const Schedule& schedule,
                                                platform::TimePoint now,
                                                const platform::TimeZone& new_york);
// The day of the first training due after `now`, and of the last one due by then; nothing when
// training is by hand.
std::optional<base::TradingDate> next_training(const Schedule& schedule,
                                               platform::TimePoint now,
                                               const platform::TimeZone& new_york);
std::optional<base::TradingDate> last_training(const Schedule& schedule,
                                               platform::TimePoint now,
                                               const platform::TimeZone& new_york);

// The pause after so many failed attempts: 5 min, 10, 20, 40, then 60.
std::chrono::minutes pause_after(int attempts);

}  // namespace turbomode::scheduler
