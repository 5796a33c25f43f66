// Stacking: how much each learner counts in the ensemble, from nights that none of them had seen.
//
// Scores of different learners are in different units, so that a learner's weight is one part for
// bringing its score to unit spread and one for how much to listen to it. With equal weights all
// are listened to alike; the meta-learner finds weights of 0 or more by maximum likelihood, pulled
// towards equal ones (L. Breiman, Stacked Regressions, Machine Learning 24, 1996).
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "turbomode/models/calibration.hpp"

namespace turbomode::models {

// One night scored by learners that had not seen it; scores by learner and stock, centred; a stock
// for each outcome.
struct LearnerNight {
    std::size_t session;
    double base_rate;  // Known before the night.
    double base_return;
    double level;               // As in a ScoredNight.
    std::vector<double> curve;  // Likewise.
    std::vector<std::vector<double>> win_scores;
    std::vector<std::vector<double>> return_scores;
    std::vector<double> net_returns;
    std::vector<float> wins;
};

// By learner.
struct LearnerWeights {
    std::vector<double> win;
    std::vector<double> gain;
};

// REQUIRES: at least one night; all of as many learners. A learner that says nothing gets 0.
LearnerWeights equal_weights(std::span<const LearnerNight> nights);
// The meta-learner's for wins; equal ones for returns, which are too noisy to tell learners apart.
LearnerWeights stacked_weights(std::span<const LearnerNight> nights);

// How much each learner is listened to for wins, whatever the unit of its score: its part of all,
// 0..1. `equal`: equal_weights() of the same nights.
std::vector<double> win_shares(const LearnerWeights& weights, const LearnerWeights& equal);

// `linear`: which of the learners is the plain one.
ScoredNight weighed(const LearnerNight& night, const LearnerWeights& weights, std::size_t linear);

}  // namespace turbomode::models
