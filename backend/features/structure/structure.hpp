// The structure family: where the price lies between its highs and lows.
#pragma once

#include <span>

#include "features/stock_inputs.hpp"

namespace features::structure {

std::span<const StockFeature> table();

}  // namespace features::structure
