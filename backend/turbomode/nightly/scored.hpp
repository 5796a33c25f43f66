// Scored: one session's stocks with their features and predictions, before anything is decided.
#pragma once

#include <array>
#include <map>
#include <string>
#include <vector>

#include "bars/panel.hpp"
#include "features/schema.hpp"
#include "market_data/reader/reader.hpp"
#include "turbomode/models/artefact.hpp"
#include "turbomode/models/nights.hpp"
#include "turbomode/signals/tier.hpp"

namespace turbomode::nightly {

// Enough for the longest look-back, and for the recursive features to have forgotten their start.
inline constexpr std::size_t kScanWindowSessions = 400;

struct ScoredSession {
    base::TradingDate session;
    bars::Panel panel;
    std::vector<market_data::Profile> members;  // Of the index on the session.
    std::size_t fresh_count = 0;                // Members with a bar of the session.
    models::Nights nights;                      // One night, or none when nothing could be scored.
    std::vector<float> values;                  // Features as they are, a row a stock of the night.
    std::array<models::NightPrediction, 2> predictions;  // BUY, SELL; a value a stock of the night.
    std::vector<models::Likeness> likeness;              // A value a stock of the night.

    bool any() const { return !nights.nights().empty(); }
    const models::Night& night() const { return nights.nights().front(); }
    models::Inputs inputs() const {
        return {.values = nights.rows_of(night()), .columns = nights.columns()};
    }
    const bars::PanelStock& stock(std::size_t row) const {
        return panel.stocks[night().stocks[row]];
    }
    std::size_t unfamiliar_count() const;
    // REQUIRES: the stock was scored.
    std::size_t row_of(const base::Ticker& ticker) const;
    double value(std::size_t row, std::size_t feature) const {
        return static_cast<double>(values[row * features::schema().size() + feature]);
    }
};

struct ScoreOptions {
    std::vector<base::Ticker> also;  // Stocks to read beside the members.
    int model_days_max;              // A model older than this on the session does not score.
    unsigned threads;
};

// Reads the window of `session` and scores its members. The same for scanning and predicting.
// Nothing scored is no error here. Errors: Refused for a model that is too old, or that learned
// from data later than the session.
base::Result<ScoredSession> score(const market_data::Reader& prices,
                                  const models::StoredModel& model,
                                  base::TradingDate session,
                                  const ScoreOptions& options);

// Both sides of every scored stock as candidates, in the order of the night's stocks, BUY first.
std::vector<signals::Candidate> candidates_of(const ScoredSession& scored,
                                              const signals::Tiering& tiers);

// The sizes by which the scored session's members are sorted into tiers.
base::Result<std::vector<signals::StockSize>> sizes_of(const market_data::Reader& prices,
                                                       const ScoredSession& scored);

}  // namespace turbomode::nightly
