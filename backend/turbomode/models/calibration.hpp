// Calibration: how much of an out-of-fold score to believe, and how good the result is.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "turbomode/models/training.hpp"

namespace turbomode::models {

// One night scored by learners that had not seen it; a value a stock with an outcome.
struct ScoredNight {
    std::size_t session;
    double base_rate;  // Known before the night.
    double base_return;
    double level;                       // Log-odds of the night's average stock, known before it.
    std::vector<double> curve;          // Centred log-odds of the volatility curve.
    std::vector<double> win_scores;     // Centred log-odds of the ensemble.
    std::vector<double> return_scores;  // Centred returns of the ensemble.
    std::vector<double> linear_scores;  // Centred log-odds of the linear learner alone.
    std::vector<double> net_returns;
    std::vector<float> wins;
};

// Never below 0: a score that points the wrong way is not turned around but left out.
struct Slopes {
    WinSlopes win;
    WinSlopes linear;  // For the linear learner alone.
    double gain;       // Of the line through the base return.
};

// Win slopes by maximum likelihood (Platt's method with the level fixed), return slope by least
// squares on returns less their night's mean. REQUIRES: at least one night.
Slopes fit_slopes(const std::vector<ScoredNight>& nights);

// The confidences that `slopes` make of the curve and centred scores.
std::vector<double> confidences_of(const ScoredNight& night,
                                   const std::vector<double>& scores,
                                   const WinSlopes& slopes);

// Collects nights and judges their confidences.
class JudgedNights {
public:
    void add(const ScoredNight& night, const Slopes& slopes);
    // All but the nights one by one. `block_nights`: so many neighbouring nights share outcomes.
    SideMetrics metrics(std::size_t block_nights) const;
    // `sessions`: those that the nights count in.
    std::vector<NightLoss> losses(std::span<const base::TradingDate> sessions) const;

private:
    // A value an outcome.
    std::vector<double> confidences_;
    std::vector<double> linear_confidences_;
    std::vector<double> base_rates_;
    std::vector<float> wins_;
    // A value a night.
    std::vector<std::size_t> sessions_;
    std::vector<std::size_t> sizes_;
    std::vector<double> rank_ics_;
    std::vector<double> return_correlations_;
};

}  // namespace turbomode::models
