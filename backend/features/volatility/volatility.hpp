// The volatility family: how much the price moves.
#pragma once

#include <span>

#include "features/stock_inputs.hpp"

namespace features::volatility {

std::span<const StockFeature> table();

}  // namespace features::volatility
