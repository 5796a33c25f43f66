// The ledger of trials, as commands add to it and show it.
#pragma once

#include <filesystem>
#include <string>

#include "turbomode/app/context.hpp"

namespace turbomode::app {

// Where they are kept.
std::filesystem::path trials_path(const Context& context, const platform::Config& config);

// Adds what a finished evaluation of some kind found. `report`: as backtest::trial_of() reads it.
base::Result<void> record_trial(const Context& context,
                                const platform::Config& config,
                                const std::string& kind,
                                const nlohmann::ordered_json& report);

// turbomode models trials
base::Result<base::ExitCode> list_trials(const Context& context);

}  // namespace turbomode::app
