// Trades as CSV: one format for the history of the nights and for a backtest, so that the two can
// be held against each other byte by byte.
#pragma once

#include <span>
#include <string>

#include "turbomode/signals/types.hpp"

namespace turbomode::signals {

// A header line, then a line each, by the signal's session, symbol and side. Prices in shares of
// the exit date, returns as fractions, both as short as gives them back exactly; confidences to six
// decimals, which is as far as features of a window and of all history agree. What never was filled
// has neither fill nor return.
std::string trades_csv(std::span<const Closed> trades);

}  // namespace turbomode::signals
