// What the database holds.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/date.hpp"
#include "base/units.hpp"
#include "ml_automation/analysis/analyser.hpp"
#include "ml_automation/analysis/inputs.hpp"
#include "ml_automation/analysis/score.hpp"
#include "ml_automation/paper/follow.hpp"

namespace ml_automation::store {

// One stock as a scan found it.
struct ScannedStock {
    base::Ticker ticker;
    std::string name;
    std::string sector;
    double close_usd;  // As traded on the session.
    analysis::Opinions opinions;
    double agreement;   // 0 to 1; see analysis::agreement. No probability.
    double rule_score;  // 0 to 1, of the analysers alone.
    double score;       // 0 to 100, the model's part in it.
    analysis::Direction direction;
    std::optional<analysis::Forecast> forecast;  // Where a model with an edge scored.
    analysis::Inputs inputs;
};

// The scan of one session.
struct Scan {
    base::TradingDate session;
    std::string made_at;      // RFC 3339, UTC.
    std::string data_source;  // "SIMULATED", or the files.
    std::string model_id;     // Empty: the analysers alone.
    std::string inputs_hash;
    int members;                       // Of the index on that day.
    std::vector<ScannedStock> stocks;  // By ticker: members with a bar and all inputs.
};

// A paper trade, with what was known when it was decided on.
struct PaperTrade {
    base::Ticker ticker;
    std::string name;
    std::string sector;
    base::TradingDate decided_on;
    double score;
    double agreement;
    std::optional<analysis::Forecast> forecast;
    std::string model_id;
    std::string inputs_hash;
    analysis::Inputs inputs;
    paper::Standing standing;
};

// What a learning step did.
struct Learned {
    base::TradingDate session;
    std::string ended_at;
    int opened;
    int closed;
};

struct Training {
    base::TradingDate as_of;
    std::string ended_at;
    std::string why;       // "no model yet", "25 closed trades since the last", ...
    std::string model_id;  // Empty when it failed.
    std::string message;   // Why it failed; empty when it did not.
    int samples;           // Of history.
    int paper_trades;      // Of our own closed trades, beside those.
    bool has_edge;
    double base_rate;
    double log_loss;  // Of the test, and of always saying the base rate.
    double log_loss_base;
    double auc;
};

// How a whole cycle ended.
enum class CycleState { Done, Failed };
constexpr std::string_view name_of(CycleState state) {
    return state == CycleState::Done ? "DONE" : "FAILED";
}
struct Cycle {
    base::TradingDate session;
    CycleState state;
    std::string started_at;
    std::string ended_at;
    std::string message;  // What was done, or why it failed.
};

struct Alert {
    std::string rule;  // "promise", "behind", "failed"
    std::string message;
    std::string raised_at;
    std::string resolved_at;  // Empty while it is open.
};

}  // namespace ml_automation::store
