// Placebo: the same nights, sides, tiers and exits, with stocks that were drawn instead of chosen.
#pragma once

#include <nlohmann/json.hpp>

#include "turbomode/backtest/replay.hpp"
#include "turbomode/models/outcomes.hpp"

namespace turbomode::backtest {

inline constexpr std::size_t kPlaceboDraws = 1000;

// For each filled trade of the replay, followed to its end, a stock of the same night and tier is
// drawn whose trade on that side was filled; `draws` times, always the same. An object a side:
// what the trades made, 5th, 50th and 95th percentile of what the draws made, and the share of the
// draws that made less. `outcomes`: of the panel with these sessions and the replay's stocks.
nlohmann::ordered_json placebo_json(const ScoredNights& scored,
                                    const Replay& replay,
                                    std::span<const base::TradingDate> sessions,
                                    const models::Outcomes& outcomes,
                                    std::size_t draws = kPlaceboDraws);

}  // namespace turbomode::backtest
