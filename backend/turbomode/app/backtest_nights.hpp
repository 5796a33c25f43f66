// Where a backtest's nights come from: a walk, one stored model, or what the nights published.
#pragma once

#include <string>

#include "turbomode/app/context.hpp"
#include "turbomode/backtest/scored_nights.hpp"

namespace turbomode::app {

struct NightsAsked {
    std::string predictions = "walk";  // "walk", "model", "nights"
    std::string model;                 // "model": its id, or "champion".
    std::string refit;                 // "walk": how often a new model takes over.
    std::string profile;               // "walk": "full", "fast", "study"
    base::TradingDate from;
    base::TradingDate to;
};

struct NightsFound {
    backtest::ScoredNights scored;  // Of the stocks of `panel`.
    bars::Panel panel;              // All that there is until the last of the nights.
    std::string data_hash;
    std::string model_id;  // "model" alone.
};

// Scored nights are kept under backtests_dir/scored, the newest few; asked again, they are read.
base::Result<NightsFound> nights_for(const Context& context,
                                     const platform::Config& config,
                                     const NightsAsked& asked);

// How often a model takes over by the schedule of the settings; "never" when that is "manual".
std::string refit_of_schedule(const platform::Config& config);

}  // namespace turbomode::app
