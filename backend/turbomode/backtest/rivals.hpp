// Rivals: what the ensemble's predictions of a night are held against.
#pragma once

#include <string_view>
#include <vector>

#include "turbomode/models/training.hpp"

namespace turbomode::backtest {

// How another way would have ranked a night's stocks.
struct Rival {
    std::string_view name;
    std::vector<double> scores;       // A value a stock; the higher, the sooner taken.
    std::vector<double> confidences;  // Likewise; empty when it gives no probability.
};

// In this order: the linear learner alone and all learners with equal weights, calibrated like the
// ensemble; the return of twelve months without the last (N. Jegadeesh and S. Titman, 1993); the
// return of five sessions turned around (B. Lehmann, 1990). The last two follow their return when
// selling.
std::vector<Rival> rivals_of(const models::SideModel& model,
                             const models::SideRivals& rivals,
                             models::Side side,
                             const models::Inputs& night,
                             const models::NightPrediction& prediction);

}  // namespace turbomode::backtest
