// A job: heavy work done by a child process, and what is remembered of it.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "turbomode/platform/clock.hpp"

namespace turbomode::jobs {

enum class Kind { Update, Scan, Train, Prune, Backup, Promote, Rollback };
inline constexpr std::array kKinds{Kind::Update,
                                   Kind::Scan,
                                   Kind::Train,
                                   Kind::Prune,
                                   Kind::Backup,
                                   Kind::Promote,
                                   Kind::Rollback};
std::string_view name_of(Kind kind);  // "update", ...
base::Result<Kind> parse_kind(std::string_view name);

// Done: exit code 0. Interrupted: whoever ran it died, so its end is not known.
enum class State { Running, Done, Failed, Cancelled, Interrupted };
std::string_view name_of(State state);  // "RUNNING", ...
base::Result<State> parse_state(std::string_view name);

// Who asked for it.
enum class Cause { Schedule, Page, Hand };
std::string_view name_of(Cause cause);  // "schedule", ...
base::Result<Cause> parse_cause(std::string_view name);

// How far a running job says it is.
struct Progress {
    std::string label;
    int percent;
};

struct Job {
    std::string id;  // "scan-20261120T230004Z-17"; also the name of its log, without ".log".
    Kind kind = Kind::Scan;
    // The session or the date it is for, or the model to promote; empty: whatever is latest.
    std::string key;
    Cause cause = Cause::Hand;
    State state = State::Running;
    platform::TimePoint started_at;
    std::optional<platform::TimePoint> finished_at;
    std::optional<int> exit_code;  // Nothing while it runs, or when a signal ended it.
    std::string message;           // Its last line, or why it was ended; empty while it runs.
};

}  // namespace turbomode::jobs
