// AlertDesk: the alerts of a home, put together from its settings.
#pragma once

#include <memory>
#include <vector>

#include "turbomode/alerts/alert.hpp"
#include "turbomode/alerts/lookout.hpp"
#include "turbomode/app/facts.hpp"

namespace turbomode::app {

// The log, and what [alerts] of the settings asks for beside it.
std::vector<std::unique_ptr<alerts::Channel>> channels_of(const Context& context,
                                                          const platform::Config& config);

// What `at` refers to outlives it.
std::unique_ptr<alerts::Lookout> lookout_of(const Surroundings& at);

// Makes the database before anybody reads it. A failure is logged: the pages do without.
void prepare_alerts(const Context& context, const platform::Config& config);

// Open ones, or all; none when nobody has looked yet.
base::Result<std::vector<alerts::Alert>> alerts_of(const Context& context,
                                                   const platform::Config& config,
                                                   bool with_resolved);

}  // namespace turbomode::app
