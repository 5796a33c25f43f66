// Trade statistics: how the trades of a replay came out, each by itself, at the exit rule's costs.
#pragma once

#include <nlohmann/json.hpp>

#include "turbomode/backtest/replay.hpp"

namespace turbomode::backtest {

// With fewer outcomes nothing is said of how they came out.
inline constexpr std::size_t kTradesMin = 30;

// "all"; "groups" by side, year, month, tier, sector, age at the exit, confidence and exit reason;
// "at_costs"; "reliability"; "scatter" of at most kScatterMax trades. Returns are fractions, net;
// intervals of 95 % by a bootstrap of blocks of ten nights.
inline constexpr std::size_t kScatterMax = 2000;
nlohmann::ordered_json trades_json(const Replay& replay, const models::ExitRule& rule);

// What a reader of many replays wants to know of one. Nothing below kTradesMin outcomes.
struct TradeSummary {
    std::size_t count = 0;
    std::optional<double> win_rate;
    std::optional<double> mean_net_return;
};
TradeSummary summary_of(const Replay& replay);

}  // namespace turbomode::backtest
