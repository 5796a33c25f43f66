// Comparison: a challenger beside the champion, on the nights that both predicted out of fold.
//
// Nights after the champion's last one would be no fair ground: the challenger has learned from
// them.
#pragma once

#include <array>
#include <cstddef>
#include <span>

#include "turbomode/models/night_losses.hpp"

namespace turbomode::models {

// One side. Gains in nats an outcome: log-loss of the base rate less the model's, mean over the
// nights. Both models are held against the champion's base rate, so that a poor base rate of its
// own flatters neither.
struct SideComparison {
    std::size_t nights = 0;  // That both have.
    double champion_gain = 0.0;
    double challenger_gain = 0.0;
    double error = 0.0;  // Standard error of their difference, by blocks of ten nights.
};

// Fewer shared nights say nothing.
inline constexpr std::size_t kSharedNightsMin = 60;

using Comparison = std::array<SideComparison, 2>;  // BUY, SELL
Comparison compare(const NightLosses& champion, const NightLosses& challenger);
// Whether both sides share enough nights.
bool can_tell(const Comparison& comparison);

}  // namespace turbomode::models
