// The catalog: how the families' tables line up as the schema. Own features first, the rest in the
// order in which build() can compute it: each block reads only blocks before it.
#pragma once

#include <cstddef>
#include <span>

#include "features/stock_inputs.hpp"

namespace features {

// The features computed from one stock alone, all families one after the other. They are the first
// columns of the schema.
std::span<const StockFeature> own_features();

// Where the other blocks begin in the schema.
struct Blocks {
    std::size_t market = 0;
    std::size_t calendar = 0;
    std::size_t sector = 0;
    std::size_t beta = 0;
    std::size_t cross_section = 0;
};
const Blocks& blocks();

}  // namespace features
