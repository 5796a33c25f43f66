// Gates: may a model become champion, and may tonight's predictions be published.
#pragma once

#include <array>
#include <span>
#include <string>
#include <vector>

#include "turbomode/models/comparison.hpp"
#include "turbomode/models/training.hpp"

namespace turbomode::models {

// Why a model may not be promoted; empty: it may. It has to beat the base rate and may not be worse
// than the linear learner alone, out of fold; and it may not look too good to be true.
std::vector<std::string> promotion_objections(const std::array<SideMetrics, 2>& metrics);

// How much more the stocks earned that a model trusts more. A night's correlations of confidence
// and net return, BUY and SELL added up, so that what moves all stocks alike falls out; mean over
// nights out of fold, t by blocks of ten. Ranks would not do: the median outcome of a calm stock
// lies above that of a wild one though both earn the same, so that whoever trusts calm stocks
// ranks well, and gains log-loss, without any edge. Shown, and no reason to refuse: it is so noisy
// that in four markets without edge t was 0.2 to 2.8, with one 2.0 to 3.6, and in real prices of
// 2023 to 2025 -0.2 where it was 3.6 since 2013.
struct Edge {
    std::size_t nights;  // With outcomes on both sides.
    double correlation;
    double t;
};
Edge edge_of(const NightLosses& nights);

// Log-loss differences below this, in nats an outcome, are noise.
inline constexpr double kLogLossTolerance = 2e-4;

// Why a challenger may not take the champion's place; empty: it may, or the two share too few
// nights to tell. On neither side may it gain less than the champion by more than the tolerance
// and one standard error of the difference.
std::vector<std::string> challenge_objections(const Comparison& comparison);

// What tonight looks like, one side.
struct NightLook {
    Side side;
    const NightPrediction& prediction;
    const SideNorms& norms;
};

// Why tonight's predictions may not be published; empty: they may. A constant base learner, almost
// no spread, or confidences beyond all that walk-forward history saw.
std::vector<std::string> sanity_objections(const NightLook& look);

// The same for a whole night, BUY and SELL. Unfamiliar stocks are left out, as one bad bar must not
// hold up the night of all others; unless most are unfamiliar. `likeness`: a value a stock.
std::vector<std::string> night_objections(const std::array<NightPrediction, 2>& predictions,
                                          std::span<const Likeness> likeness,
                                          const std::array<SideNorms, 2>& norms);

}  // namespace turbomode::models
