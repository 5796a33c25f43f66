// The statistics family: how the returns are distributed.
#pragma once

#include <span>

#include "features/stock_inputs.hpp"

namespace features::statistics {

std::span<const StockFeature> table();

}  // namespace features::statistics
