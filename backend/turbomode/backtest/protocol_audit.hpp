// Protocol audit: how good the same learners look when they are judged the predecessor's way, and
// how good they are.
//
// The predecessor's way: rows of neighbouring days, which share nearly all of their inputs and
// outcome, are shuffled; a fifth of them is held out; the stacker learns from predictions of rows
// that its learners were fitted on; what counts is the share of rows on the right side of one half.
#pragma once

#include <functional>
#include <string_view>
#include <vector>

#include "turbomode/models/training.hpp"

namespace turbomode::backtest {

struct LearnerAccuracy {
    std::string_view learner;
    double fitted;    // On the rows it was fitted on.
    double shuffled;  // On the held-out rows.
};

// Shares of rows, 0..1.
struct ProtocolAudit {
    models::Side side;
    // Shuffled split, stacker in sample.
    std::size_t rows = 0;
    double majority_shuffled = 0.0;
    double accuracy_fitted = 0.0;
    double accuracy_shuffled = 0.0;
    std::vector<LearnerAccuracy> learners;
    // Split by date, purged; as `train` fits and calibrates.
    std::size_t rows_by_date = 0;
    double majority_by_date = 0.0;
    double accuracy_by_date = 0.0;
    base::TradingDate first_judged;
};

// Both sides, on the history's last `sessions` sessions. Errors: NotEnoughData when those are too
// few to train on four fifths of them.
base::Result<std::vector<ProtocolAudit>> audit_protocol(const models::History& history,
                                                        std::size_t sessions,
                                                        const models::TrainingOptions& options);

}  // namespace turbomode::backtest
