// What every walk over history needs: its options by their names, and where its models are kept.
#pragma once

#include <CLI/CLI.hpp>

#include "turbomode/app/context.hpp"
#include "turbomode/backtest/walk_forward.hpp"

namespace turbomode::app {

struct WalkNames {
    std::string refit;
    std::string profile;
};

// Adds --refit and --profile. `refit` and `profile` have their defaults.
void add_walk_options(CLI::App& command, WalkNames& names);

// The models of this very walk are kept under `folder`/models until it has ended: any other data,
// settings or program has another folder.
base::Result<backtest::WalkForwardOptions> walk_options(const platform::Config& config,
                                                        const WalkNames& names,
                                                        base::TradingDate from,
                                                        base::TradingDate to,
                                                        const std::filesystem::path& folder,
                                                        const models::ModelOrigin& origin);

}  // namespace turbomode::app
