// Training: from history to an ensemble, with out-of-fold predictions to calibrate and judge it.
#pragma once

#include <array>
#include <functional>
#include <string>
#include <vector>

#include "bars/panel.hpp"
#include "turbomode/models/ensemble.hpp"
#include "turbomode/models/familiarity.hpp"
#include "turbomode/models/importance.hpp"
#include "turbomode/models/night_losses.hpp"
#include "turbomode/models/nights.hpp"
#include "turbomode/models/outcomes.hpp"
#include "turbomode/models/reliability.hpp"

namespace turbomode::models {

// All that is known, computed once; walk-forward refits read prefixes of it.
struct History {
    std::vector<base::TradingDate> sessions;
    Nights nights;
    Outcomes outcomes;
    ExitRule rule;

    // The outcomes of a panel, and its features on all its sessions as the learners see them.
    // Memory: 4 bytes a stock, session and feature beside those of the matrix.
    static History of(const bars::Panel& panel,
                      const features::Matrix& matrix,
                      const ExitRule& rule,
                      unsigned threads);
};

// Every kStride-th stock of a night, another third each session: neighbouring sessions of a stock
// share nearly all of features and outcome, so little is lost.
inline constexpr std::size_t kStride = 3;

struct TrainingOptions {
    std::uint64_t seed = 1;
    unsigned threads = 2;
    std::size_t sessions_max = 0;  // Learn from the last so many sessions; 0: from all.
    std::size_t stride = kStride;  // Learn from each so many-th stock of a night.
    // Gets the share done, 0..1.
    std::function<void(double)> progress = [](double) {
    };
};

// What the gate and the pages want to know about one side, measured out of fold: nights that no
// learner had seen, calibrated on nights before them.
struct SideMetrics {
    std::size_t nights = 0;
    std::size_t outcomes = 0;
    double win_rate = 0.0;
    double log_loss = 0.0;
    double log_loss_base_rate = 0.0;
    double log_loss_linear = 0.0;  // The linear learner alone, calibrated alike.
    double log_loss_equal = 0.0;   // All learners with equal weights, calibrated alike.
    double auc = 0.0;
    double calibration_error = 0.0;
    double rank_ic = 0.0;  // Mean over nights, confidence against net return.
    double rank_ic_t = 0.0;
    std::vector<ReliabilityBin> reliability;  // The lowest confidences first.
    std::vector<NightLoss> losses;            // The oldest night first.
};

// What ordinary nights looked like out of fold: tonight is compared with them.
struct SideNorms {
    double spread_median = 0.0;   // Standard deviation of a night's confidences.
    double confidence_min = 0.0;  // Over all stocks and nights.
    double confidence_max = 0.0;
};

// What one side's ensemble has to beat, calibrated alike on the same nights.
struct SideRivals {
    WinSlopes linear;                   // Of the linear learner alone.
    std::vector<double> equal_weights;  // By learner.
    WinSlopes equal;                    // Of all learners with equal weights.
};

struct TrainedModel {
    Ensemble ensemble;
    Familiarity familiarity;             // Both sides learn from the same inputs.
    std::array<SideMetrics, 2> metrics;  // BUY, SELL
    std::array<SideNorms, 2> norms;
    std::array<SideRivals, 2> rivals;
    base::TradingDate first_session;  // Of the samples.
    base::TradingDate as_of;
    std::size_t samples = 0;  // Rows the final learners were fitted on, a side.
    // Left empty by train(): what it takes is only worth it for a model that is kept. See
    // importance.hpp.
    std::array<std::vector<FeatureImportance>, 2> importance = {};
};

struct OutOfFold;

// Fits on what was known on the evening of sessions[known - 1]: outcomes whose whole holding time
// had passed by then. Out-of-fold blocks are purged by the holding time and an embargo.
// Errors: NotEnoughData with fewer than kNightsMin nights with outcomes.
//
// In a walk-forward the nights that earlier models predicted are out of fold already: with `kept`,
// weights, slopes and metrics come from it, and only the final learners are fitted. Empty, it gets
// this training's blocks first; see add_block() in out_of_fold.hpp for the rest.
inline constexpr std::size_t kNightsMin = 200;
base::Result<TrainedModel> train(const History& history,
                                 std::size_t known,
                                 const TrainingOptions& options,
                                 OutOfFold* kept = nullptr);

}  // namespace turbomode::models
