// The momentum family: which way, and how far, the price has gone.
#pragma once

#include <span>

#include "features/stock_inputs.hpp"

namespace features::momentum {

std::span<const StockFeature> table();

}  // namespace features::momentum
