// The steps of a cycle. Each reads the prices up to its session and writes what it did; each may be
// run again for the same session and does the same.
#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <string>

#include "base/date.hpp"
#include "base/result.hpp"
#include "market_data/reader/reader.hpp"
#include "ml_automation/learning/model.hpp"
#include "ml_automation/paper/choice.hpp"
#include "ml_automation/paper/follow.hpp"
#include "ml_automation/platform/new_york.hpp"
#include "ml_automation/store/store.hpp"

namespace ml_automation::cycle {

// The settings in the terms of the layers below.
struct Rules {
    double model_weight = 0.5;
    paper::Rule paper;
    paper::ChoiceRules choice;
    learning::TrainingOptions training;
    double history_years = 3.0;
    int sample_every_sessions = 5;
    int due_after_trades = 25;
    int due_after_days = 7;
    std::size_t models_kept = 10;
    int promise_trades_min = 30;
    int sessions_behind_max = 1;
    std::string config_hash;
    std::string build;  // The program's version.
    unsigned threads = 2;
};

// What the steps work with. All outlive them.
struct Workplace {
    const market_data::Reader& prices;
    store::Store& store;
    std::filesystem::path models_dir;
    Rules rules;
    std::function<platform::TimePoint()> now;
};

// Scores every member of the index on that session. NotEnoughData when the prices end before it, or
// fewer than nine in ten members have a bar of it; Refused when the current model has learned from
// later days, or cannot be used.
base::Result<store::Scan> scan(const Workplace& work, base::TradingDate session);

// Follows the held paper trades until that session and buys anew from its scan. NotEnoughData when
// it was not scanned.
base::Result<store::Learned> learn(const Workplace& work, base::TradingDate session);

// Why a training is due on the evening of `session`; nothing when it is not. A count of trades that
// was passed stays passed: no exact multiple is waited for.
base::Result<std::optional<std::string>> training_due(const Workplace& work,
                                                      base::TradingDate session);

// Fits a model on samples of the prices and on our own closed trades, all known by that evening,
// and makes it the current one, with an edge or without: without, scans do not ask it.
base::Result<store::Training> train(const Workplace& work,
                                    base::TradingDate session,
                                    const std::string& why);

// Holds what the forecasts promised against what came of the last closed trades, and raises or
// resolves the alert "promise".
base::Result<void> watch_promise(const Workplace& work);

// All of them for one session, training only if due; the record of it, failed or done, is written.
base::Result<store::Cycle> run(const Workplace& work, base::TradingDate session);

}  // namespace ml_automation::cycle
