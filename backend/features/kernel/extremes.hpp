// Extremes that remember where they were.
#pragma once

#include <cstddef>

namespace features {

struct Placed {
    double value = 0.0;
    std::size_t at = 0;
};

// Combine two pieces, the older first: of equal values the later one counts.
struct LatestHigh {
    Placed operator()(const Placed& older, const Placed& newer) const {
        return older.value > newer.value ? older : newer;
    }
};
struct LatestLow {
    Placed operator()(const Placed& older, const Placed& newer) const {
        return older.value < newer.value ? older : newer;
    }
};

}  // namespace features
