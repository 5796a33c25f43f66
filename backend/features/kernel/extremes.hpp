// Extremes that remember where they were.
#pragma once

#include <cstddef>

#include "features/kernel/rolling.hpp"

namespace features {

struct Placed {
    double value;
    std::size_t at;
};

// Combine two pieces, the older first: of equal values (prices) the later one counts.
struct LatestHigh {
    Placed operator()(const Placed& older, const Placed& newer) const {
        return is_above(older.value, newer.value) ? older : newer;
    }
};
struct LatestLow {
    Placed operator()(const Placed& older, const Placed& newer) const {
        return is_above(newer.value, older.value) ? older : newer;
    }
};

}  // namespace features
