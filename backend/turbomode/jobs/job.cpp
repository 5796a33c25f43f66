#include "turbomode/jobs/job.hpp"

#include <fmt/format.h>

#include "base/check.hpp"

namespace turbomode::jobs {

namespace {

constexpr std::array kStates{
    State::Running, State::Done, State::Failed, State::Cancelled, State::Interrupted};
constexpr std::array kCauses{Cause::Schedule, Cause::Page, Cause::Hand};

// The value of that name among all.
template <typename Values>
base::Result<typename Values::value_type> parse(const Values& values,
                                                std::string_view name,
                                                std::string_view what) {
    for (const auto value : values) {
        if (name_of(value) == name) {
            return value;
        }
    }
    return base::Error{base::ErrorCode::InvalidInput, fmt::format("'{}' is no {}", name, what)};
}

}  // namespace

std::string_view name_of(Kind kind) {
    switch (kind) {
        case Kind::Update:
            return "update";
        case Kind::Scan:
            return "scan";
        case Kind::Train:
            return "train";
        case Kind::Prune:
            return "prune";
        case Kind::Backup:
            return "backup";
        case Kind::Promote:
            return "promote";
        case Kind::Rollback:
            return "rollback";
    }
    CHECK(false);
}

std::string_view name_of(State state) {
    switch (state) {
        case State::Running:
            return "RUNNING";
        case State::Done:
            return "DONE";
        case State::Failed:
            return "FAILED";
        case State::Cancelled:
            return "CANCELLED";
        case State::Interrupted:
            return "INTERRUPTED";
    }
    CHECK(false);
}

std::string_view name_of(Cause cause) {
    switch (cause) {
        case Cause::Schedule:
            return "schedule";
        case Cause::Page:
            return "page";
        case Cause::Hand:
            return "hand";
    }
    CHECK(false);
}

base::Result<Kind> parse_kind(std::string_view name) {
    return parse(kKinds, name, "kind of job");
}

base::Result<State> parse_state(std::string_view name) {
    return parse(kStates, name, "state of a job");
}

base::Result<Cause> parse_cause(std::string_view name) {
    return parse(kCauses, name, "cause of a job");
}

}  // namespace turbomode::jobs
