// Track record: what became of all signals that have left the list, against what was promised.
#pragma once

#include <optional>
#include <span>

#include "turbomode/models/metrics.hpp"
#include "turbomode/signals/types.hpp"

namespace turbomode::signals {

// A rate over fewer outcomes than this is not shown.
inline constexpr int kOutcomesMin = 30;

using models::Interval;

// The 95 % score interval of a proportion.
//
// Source: E. B. Wilson, Probable Inference, the Law of Succession, and Statistical Inference,
// JASA 22 (1927), without continuity correction.
// REQUIRES: 0 <= wins <= outcomes; outcomes > 0
Interval wilson_interval(int wins, int outcomes);

// A replaced signal counts by the outcome of its paper trade, from the day there is one; a
// cancelled one has no outcome. An outcome is a win when its net return is > 0.
struct TrackRecord {
    int closed_signals = 0;  // All; the sum of the seven counts below.
    int targets_hit = 0;     // These five by what the trade came to, paper trades included.
    int stops_hit = 0;
    int expired = 0;
    int cancelled = 0;
    int delisted = 0;
    int flipped = 0;
    int replaced_running = 0;  // Replaced, and their paper trade still runs.
    int replaced = 0;          // All replaced ones, wherever they count above.

    int outcomes = 0;
    int wins = 0;
    std::optional<double> win_rate;  // Nothing below kOutcomesMin outcomes, nor its interval.
    std::optional<Interval> win_rate_interval;
    std::optional<double> base_rate;     // Mean of what was published beside these outcomes.
    std::optional<double> confidence;    // Mean of what was promised for them.
    std::optional<double> avg_win_pct;   // Mean net return of the wins, in percent.
    std::optional<double> avg_loss_pct;  // Of the others; <= 0.
};

TrackRecord summarize(std::span<const Closed> history);

}  // namespace turbomode::signals
