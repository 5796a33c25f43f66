// Reasons: why a stock was picked, in words.
#pragma once

#include <vector>

#include "turbomode/models/ensemble.hpp"
#include "turbomode/store/types.hpp"

namespace turbomode::nightly {

// The strongest inputs that speak for the trade, at most `count`: "return log 20: higher than 93 %
// of stocks tonight". The market's state is the same for all stocks and is left out.
std::vector<store::Reason> reasons_for(const std::vector<models::Contribution>& contributions,
                                       std::size_t count);

}  // namespace turbomode::nightly
