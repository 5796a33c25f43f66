// Level: how often trades of one side win before anything is asked of the stock but how much it
// moves. The first of the two questions kept apart; the learners answer the second.
#pragma once

#include <cstddef>
#include <vector>

#include "turbomode/models/learners/learner.hpp"
#include "turbomode/models/volatility_curve.hpp"

namespace turbomode::models {

struct Level {
    double base_rate = 0.0;  // Mean over nights of the share of wins.
    VolatilityCurve curve;
    double curve_usual = 0.0;   // Mean over nights of the curve's log-odds, averaged over stocks.
    double regime_share = 0.0;  // How much of a night's distance from it is believed.
};

// What the level says of one night.
struct NightLevel {
    double log_odds;            // Of the average stock.
    std::vector<double> curve;  // By row: log-odds of the curve less their mean over the night.
};

// The curve's log-odds, averaged over the rows. REQUIRES: at least one.
double mean_log_odds(const VolatilityCurve& curve, const Inputs& night);

// The base rate, moved by how far the curve sees the whole night from the usual, of which only a
// share is believed: markets that move alike do not win alike. REQUIRES: at least one row.
NightLevel level_of(const Level& level, const Inputs& night);

// Half, chosen on the years until 2012 among 0, 1/4, 1/2, 3/4 and 1: the best for BUY in a
// walk-forward, all alike for SELL. Those were 1,500 nights; fewer have seen fewer markets, and say
// less in proportion.
double regime_share_of(std::size_t nights);

}  // namespace turbomode::models
