// Reasons: why a stock was picked, in words.
#pragma once

#include <vector>

#include "turbomode/models/ensemble.hpp"
#include "turbomode/nightly/scored.hpp"
#include "turbomode/store/types.hpp"

namespace turbomode::nightly {

// The features that speak most for the trade, at most `count`, and where the stock stands among
// all: "closed 8.0 % above its 50-day average (more than 93 % of stocks)". One a family: three
// measures of how much a stock moves are one reason. The market's state is the same for all stocks
// and is left out. `row`: the explained stock's, of the night.
std::vector<store::Reason> reasons_for(const models::Explanation& explanation,
                                       const ScoredSession& scored,
                                       std::size_t row,
                                       std::size_t count);

}  // namespace turbomode::nightly
