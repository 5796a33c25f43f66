// The frame family: the same stock in calendar weeks, months and quarters.
#pragma once

#include <span>

#include "features/stock_inputs.hpp"

namespace features::frame {

std::span<const StockFeature> table();

}  // namespace features::frame
