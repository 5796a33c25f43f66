// Sectors: which way the active signals of each sector lean, and how broad the lean is.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "turbomode/signals/types.hpp"

namespace turbomode::signals {

enum class Sentiment { Bullish, Bearish, Neutral };
std::string_view name_of(Sentiment sentiment);  // "BULLISH", "BEARISH", "NEUTRAL"

// BULLISH when buys > ratio x sells, BEARISH when sells > ratio x buys, else NEUTRAL.
// REQUIRES: counts >= 0; ratio >= 1
Sentiment sentiment_of(int buys, int sells, double ratio);

struct SectorStats {
    std::string sector;
    int buys = 0;  // Active signals.
    int sells = 0;
    Sentiment sentiment = Sentiment::Neutral;
    std::optional<double> avg_buy_confidence;  // Calibrated, not decayed; nothing without signals.
    std::optional<double> avg_sell_confidence;
    // Mean over the scored members of P(wins) - base rate, unfamiliar ones left out; nothing when
    // there are none.
    std::optional<double> buy_breadth;
    std::optional<double> sell_breadth;
};

// By name: each sector of the universe (names may repeat), with or without signals, and any other
// that an active signal or a candidate names. `candidates` are all of tonight's, published or not.
std::vector<SectorStats> sector_stats(std::span<const std::string> universe_sectors,
                                      std::span<const ActiveSignal> active,
                                      std::span<const Candidate> candidates,
                                      double ratio);

}  // namespace turbomode::signals
