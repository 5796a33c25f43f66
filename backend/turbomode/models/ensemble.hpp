// Ensemble: the TurboMode Model. Turns one night's inputs into calibrated predictions.
//
// Two questions are kept apart. The level: how often such trades win before anything is asked of
// the stock but how much it moves; see level.hpp. The cross-section: what sets one stock apart
// tonight, the weighed sum of the learners' scores, each centred within the night. Calibrated
// slopes, fitted on nights that no learner had seen, say how much of either to believe:
//     log-odds(confidence) = level's log-odds + slope x centred curve + slope x centred score
//     expected return      = base return      + slope x centred return score
#pragma once

#include <array>
#include <memory>
#include <span>
#include <vector>

#include "turbomode/models/exit_rule.hpp"
#include "turbomode/models/learners/learner.hpp"
#include "turbomode/models/level.hpp"
#include "turbomode/models/nights.hpp"

namespace turbomode::models {

struct SidePrediction {
    double confidence;       // Calibrated probability that the trade wins.
    double base_rate;        // The same for any stock on any night.
    double expected_return;  // Mean net return expected of the trade.
};

// A night's predictions for one side, a value a stock of the night, and what the gate looks at.
struct NightPrediction {
    std::vector<SidePrediction> stocks;
    std::vector<double> learner_spreads;  // Standard deviation of each win learner's scores.
    std::vector<std::vector<double>> learner_scores;  // By win learner: centred, a value a stock.
};

// How far one feature moved a prediction.
struct Contribution {
    std::size_t feature;  // Index in features::schema().
    double rank;          // The stock's rank within the night, -0.5..0.5; market state: its value.
    double log_odds;      // Added to the confidence's.
    double probability;   // The same in probability, about.
};

// Why a confidence is what it is: base rate, level and contributions add up to its log-odds.
struct Explanation {
    double base_log_odds;                     // Of the base rate.
    double level;                             // Log-odds that the night adds for every stock alike.
    std::vector<Contribution> contributions;  // One a feature, the strongest first.
};

// How much to believe of the volatility curve, and of scores beside it.
struct WinSlopes {
    double curve = 0.0;
    double score = 0.0;
};

// The formula above. All log-odds: of the night's average stock; of the curve and the score, both
// centred within the night.
double confidence_of(double level, double curve, double score, const WinSlopes& slopes);

// What one side's predictions are made of.
struct SideModel {
    Level level;
    double base_return = 0.0;
    WinSlopes win_slopes;
    double return_slope = 0.0;
    // How much a unit of each learner's score counts; see stacking.hpp.
    std::vector<double> win_weights;
    std::vector<double> return_weights;
    std::vector<double> win_shares;  // The same for people: how much each is listened to, 0..1.
    bool is_stacked = false;  // Else the win weights are equal: the meta-learner was no better.
    std::vector<std::unique_ptr<Learner>> win_learners;
    std::vector<std::unique_ptr<Learner>> return_learners;
};

// Scores less their mean.
std::vector<double> centered(std::vector<double> scores);

// The weighed sum of several learners' centred scores over the rows of one night.
struct CombinedScore {
    std::vector<double> score;
    std::vector<std::vector<double>> learner_scores;  // Centred.
};
base::Result<CombinedScore> combined_score(const std::vector<std::unique_ptr<Learner>>& learners,
                                           const std::vector<double>& weights,
                                           const Inputs& night);

class Ensemble {
public:
    explicit Ensemble(std::array<SideModel, 2> sides) : sides_(std::move(sides)) {}

    const SideModel& side(Side side) const { return sides_[side == Side::Buy ? 0 : 1]; }

    base::Result<NightPrediction> predict(Side side, const Inputs& night) const;
    // An explanation for each of `rows` of the night. Costs by the row, trees about a millisecond:
    // for what is shown.
    base::Result<std::vector<Explanation>> explain(Side side,
                                                   const Inputs& night,
                                                   std::span<const std::size_t> rows) const;

private:
    std::array<SideModel, 2> sides_;
};

}  // namespace turbomode::models
