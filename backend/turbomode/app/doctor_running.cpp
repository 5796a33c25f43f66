// The doctor's checks of what goes on in a home: port, locks, jobs.
#include <algorithm>

#include <fmt/format.h>

#include "turbomode/app/doctor.hpp"
#include "turbomode/app/home_look.hpp"
#include "turbomode/jobs/job_store.hpp"
#include "turbomode/platform/http/server.hpp"

namespace turbomode::app {

namespace {

namespace http = platform::http;
using base::ErrorCode;
using enum Health;
using Findings = std::vector<Finding>;

constexpr std::size_t kJobsLookedAt = 50;

Findings port_findings(const Patient& patient) {
    const auto& serve = patient.config.serve;
    if (const auto server = server_of(patient.context, patient.config)) {
        return {{.health = Ok, .what = fmt::format("this home is served: {}", *server)}};
    }
    // As serve would; nobody is answered, and the port is free again at once.
    const auto taken =
        http::Server::listen({.bind = serve.bind, .port = static_cast<std::uint16_t>(serve.port)},
                             [](const http::Request&) { return http::Response{}; });
    if (!taken.ok()) {
        return {{.health = Fault,
                 .what = taken.error().message,
                 .remedy = "end whoever has it (ss -ltnp), or serve on another: serve.port, "
                           "--port"}};
    }
    return {{.health = Ok, .what = fmt::format("{}:{} is free", serve.bind, serve.port)}};
}

Findings lock_findings(const Patient& patient) {
    Findings found;
    for (const auto& [what, holder] : held_locks(patient.context, patient.config)) {
        found.push_back({.health = Ok, .what = fmt::format("{}: held by {}", what, holder)});
    }
    if (found.empty()) {
        found.push_back({.health = Ok, .what = "nobody holds one"});
    }
    return found;
}

Findings job_findings(const Patient& patient) {
    const auto store =
        jobs::JobStore::open_read_only(patient.context.at(patient.config.paths.jobs_db));
    const auto latest = store.ok() ? store.value().latest(kJobsLookedAt)
                                   : base::Result<std::vector<jobs::Job>>{store.error()};
    if (!latest.ok()) {
        const bool is_none = latest.error().code == ErrorCode::NotFound;
        return {{.health = is_none ? Ok : Fault,
                 .what = is_none ? "none has run yet" : latest.error().message,
                 .remedy = is_none ? "" : "see the finding about that database"}};
    }
    const auto locks = held_locks(patient.context, patient.config);
    const bool is_run =
        std::ranges::any_of(locks, [](const HeldLock& lock) { return lock.what == "job"; });
    Findings found;
    for (const auto& job : latest.value()) {
        const bool is_orphan = job.state == jobs::State::Running && !is_run;
        // What came after an interrupted one of its kind has made up for it.
        const bool is_newest =
            &job == &*std::ranges::find(latest.value(), job.kind, &jobs::Job::kind);
        if (is_orphan || (is_newest && job.state == jobs::State::Interrupted)) {
            found.push_back(
                {.health = Warning,
                 .what = fmt::format("{}: was interrupted with whoever ran it", job.id),
                 .remedy = "turbomode serve repeats what the schedule needs; by hand: turbomode "
                           "jobs run " +
                           std::string{jobs::name_of(job.kind)}});
        } else if (is_newest && job.state == jobs::State::Failed) {
            found.push_back({.health = Warning,
                             .what = fmt::format("{}: failed: {}", job.id, job.message),
                             .remedy = fmt::format("turbomode jobs log {}", job.id)});
        }
    }
    if (found.empty()) {
        found.push_back(
            {.health = Ok,
             .what = fmt::format("{} looked at, none was left undone", latest.value().size())});
    }
    return found;
}

}  // namespace

std::vector<Check> running_checks() {
    return {{"port", port_findings}, {"lock", lock_findings}, {"job", job_findings}};
}

}  // namespace turbomode::app
