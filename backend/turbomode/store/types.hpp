// The records of the store. Prices in shares of the day named; probabilities 0..1.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/date.hpp"
#include "base/result.hpp"
#include "turbomode/signals/outcomes.hpp"
#include "turbomode/signals/publishing.hpp"
#include "turbomode/signals/types.hpp"

namespace turbomode::store {

// How a night ended.
enum class RunState { Published, NoEdge, DataIncomplete, Suspect, MarketClosed, Failed };
std::string_view name_of(RunState state);  // "PUBLISHED", ...
base::Result<RunState> parse_run_state(std::string_view name);
// Published and NoEdge: what the pages show is from that night.
bool shows_signals(RunState state);
// Whether it was published when the open that its trades fill at had passed. False when it never
// was published.
bool was_late(base::TradingDate session, const std::string& published_at);

// How far the night as a whole was from those that the model learned from; see models/drift.hpp.
struct Drift {
    double statistic;
    double threshold;
    std::string features;  // Their names, the furthest first, with ", " between.
};

// The record of one session's run.
struct Run {
    base::TradingDate session;
    RunState state = RunState::Failed;
    std::string message;  // One plain sentence; why, when there are no signals.
    std::string model_id;
    std::string schema_hash;
    std::string data_hash;
    std::string data_source;
    std::string config_hash;
    std::string started_at;    // RFC 3339, UTC.
    std::string published_at;  // Empty when nothing was published.
    int universe_count = 0;    // Members of the index that session.
    int fresh_count = 0;       // Of them with a bar of the session.
    int scored_count = 0;      // Of those with every feature.
    int signals_opened = 0;
    int signals_closed = 0;
    int signals_active = 0;
    int candidates = 0;
    std::string tier_rule;  // JSON: the rule in force and its cuts.
    std::optional<Drift> drift;

    double coverage() const {
        return universe_count > 0 ? static_cast<double>(fresh_count) / universe_count : 0.0;
    }
};

// Why a signal was given: the strongest inputs.
struct Reason {
    std::string feature;
    std::string text;
    double contribution;  // Probability added to the confidence, about.
};

// One stock and side as it was scored on a night.
struct Prediction {
    signals::Candidate candidate;
    std::string name;
    signals::Verdict verdict;
};

// A signal on the night it was opened.
struct OpenedSignal {
    signals::Signal signal;
    std::string name;
    std::vector<Reason> reasons;
};

// All that one night publishes.
struct Night {
    Run run;
    std::vector<Prediction> predictions;
    std::vector<OpenedSignal> opened;
    std::vector<signals::ActiveSignal> active;  // Opened ones included.
    std::vector<signals::Closed> closed;
    // Signals that were replaced on an earlier night, whose paper trade ended tonight.
    std::vector<signals::Closed> paper_ended;
    // Of predictions of earlier nights that became known tonight.
    std::vector<signals::Outcome> outcomes;
};

// A signal as the pages show it on some night.
struct ActiveRow {
    signals::ActiveSignal active;
    std::string name;
    std::vector<Reason> reasons;
    std::optional<double> net_return;  // If left at the close; nothing before the fill.
};

struct ClosedRow {
    signals::Closed closed;
    std::string name;
    bool was_late = false;  // Its night was published when its fill's open had passed.
};

}  // namespace turbomode::store
