// Walk-forward: models refitted as they would have been at the time, and what they predicted for
// the sessions after.
#pragma once

#include <array>
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

// A model of the walk: all that predicting, judging a night and holding against others takes.
struct WalkModel {
    models::Ensemble ensemble;
    models::Familiarity familiarity;
    std::array<models::SideNorms, 2> norms;
    std::array<models::SideRivals, 2> rivals;
};

WalkModel walk_model_of(models::StoredModel stored);

// One night as it was predicted; values a stock of the night.
struct PredictedNight {
    std::size_t session;         // In History::sessions.
    const models::Night& night;  // Which stocks.
    models::Side side;
    const models::NightPrediction& prediction;
    std::vector<Rival> rivals = {};
    models::Inputs inputs = {};        // Of the night.
    const WalkModel* model = nullptr;  // That said so.
};

using EachNight = std::function<void(const PredictedNight&)>;

// Calls `each` for every night, oldest first, BUY and then SELL; the same, whatever was kept.
// Errors: NotEnoughData when there is no night between the dates, or too little history before the
// first.
base::Result<void> walk_forward(const models::History& history,
                                const WalkForwardOptions& options,
                                const EachNight& each);

// The same with one model for all nights, which the caller knows to be older than each.
base::Result<void> walk_with(const WalkModel& model,
                             const models::History& history,
                             base::TradingDate from,
                             base::TradingDate to,
                             const EachNight& each);

}  // namespace turbomode::backtest
