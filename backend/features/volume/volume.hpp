// The volume family: who trades, and on which side; liquidity.
#pragma once

#include <span>

#include "features/stock_inputs.hpp"

namespace features::volume {

std::span<const StockFeature> table();

// What is ranked in the cross-section only, because it says nothing by itself that could be
// compared across dates: no columns of the schema.
std::span<const StockFeature> unpublished();

}  // namespace features::volume
