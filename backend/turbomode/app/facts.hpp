// Facts: what the alerts are judged by and the metrics tell, gathered from the whole home.
#pragma once

#include <optional>
#include <string>

#include "turbomode/alerts/rules.hpp"
#include "turbomode/api/performance_json.hpp"
#include "turbomode/app/context.hpp"
#include "turbomode/jobs/job_runner.hpp"

namespace turbomode::app {

// Where to look. All by reference outlive whoever holds it; any thread may use it.
struct Surroundings {
    const Context& context;
    const platform::Config& config;
    const jobs::JobRunner& runner;
    api::PerformanceMemo& performance;
    const platform::Clock& clock;
    const platform::TimeZone& new_york;
    // Since when a server runs that could have run a night; nothing: whoever asks does not know.
    std::optional<platform::TimePoint> served_since;
};

// Takes a few milliseconds, and a good part of a second after each night. What cannot be read is
// named in Facts::unreadable.
alerts::Facts facts_of(const Surroundings& at);

}  // namespace turbomode::app
