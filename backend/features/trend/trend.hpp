// The trend family: how steadily the price goes one way.
#pragma once

#include <span>

#include "features/stock_inputs.hpp"

namespace features::trend {

std::span<const StockFeature> table();

}  // namespace features::trend
