// Walk-forward: models refitted as they would have been at the time, and what they predicted for
// the sessions after.
#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <vector>

#include "turbomode/backtest/rivals.hpp"
#include "turbomode/models/artefact.hpp"
#include "turbomode/models/training.hpp"

namespace turbomode::backtest {

// When a new model takes over: on the first session of a period, fitted on all before it.
enum class Refit { Never, Yearly, Quarterly, Monthly, Fortnightly, Weekly };

// Where the model of each refit is kept, so that a walk that was interrupted goes on.
struct KeptModels {
    // One a walk: whatever is in it was made from the same data by the same program and settings.
    std::filesystem::path folder;
    models::ModelOrigin origin;
};

struct WalkForwardOptions {
    base::TradingDate from;  // First session predicted.
    base::TradingDate to;    // Last one.
    Refit refit = Refit::Yearly;
    // Weights and slopes from the nights that the walk's earlier models predicted, instead of
    // fitting each refit out of fold anew: one fit a refit instead of five. The first refit fits
    // out of fold.
    bool is_fast = false;
    models::TrainingOptions training;
    std::optional<KeptModels> kept = std::nullopt;
};

// One night as it was predicted; values a stock of the night.
struct PredictedNight {
    std::size_t session;         // In History::sessions.
    const models::Night& night;  // Which stocks.
    models::Side side;
    const models::NightPrediction& prediction;
    std::vector<Rival> rivals = {};
};

// Calls `each` for every night and side, oldest first; the same, whatever was kept. Errors:
// NotEnoughData when there is no night between the dates, or too little history before the first.
base::Result<void> walk_forward(const models::History& history,
                                const WalkForwardOptions& options,
                                const std::function<void(const PredictedNight&)>& each);

}  // namespace turbomode::backtest
