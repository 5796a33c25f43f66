// The liquidity family: how easily the stock trades.
#pragma once

#include <span>

#include "features/stock_inputs.hpp"

namespace features::liquidity {

std::span<const StockFeature> table();

}  // namespace features::liquidity
