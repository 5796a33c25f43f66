// The pattern family: the shape of the last candles.
#pragma once

#include <span>

#include "features/stock_inputs.hpp"

namespace features::pattern {

std::span<const StockFeature> table();

}  // namespace features::pattern
