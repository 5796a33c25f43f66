// Baselines: what could have been had without any model, to hold a portfolio against.
#pragma once

#include <string_view>
#include <vector>

#include "turbomode/backtest/scored_nights.hpp"
#include "turbomode/backtest/session_bars.hpp"

namespace turbomode::backtest {

// One day of something held. Dividends are reinvested.
struct HeldDay {
    double total_return;  // Since the evening before, before costs.
    double traded_share;  // Bought and sold that day, of what was held.
};

// Every member of the day, each with the same weight, set right again every evening. The first
// session only buys. A value a session of `bars`, which are those of the panel from `first` on.
std::vector<HeldDay> equal_weight(const bars::Panel& panel,
                                  const SessionBars& bars,
                                  std::size_t first,
                                  std::size_t sessions);
// One series, bought on the evening of the first session and kept.
std::vector<HeldDay> bought_and_kept(const bars::BarSeries& series,
                                     std::span<const base::TradingDate> sessions);

// What is left of the returns when so much is paid for trading.
std::vector<double> net_of_costs(std::span<const HeldDay> days, double cost_bp);

// The nights as a rival of the model would have scored them. One with probabilities keeps them, and
// expects of a stock what they are above its base rate. Another ranks: its confidence is the part
// of the night's stocks that it ranks lower, and it expects something of the upper half.
ScoredNights scored_by(const ScoredNights& scored, std::size_t rival);

}  // namespace turbomode::backtest
