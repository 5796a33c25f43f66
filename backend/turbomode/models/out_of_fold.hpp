// Out of fold: nights scored by learners that had not seen them. What weights, slopes and the gate
// learn from.
#pragma once

#include <array>
#include <vector>

#include "turbomode/models/samples.hpp"
#include "turbomode/models/stacking.hpp"

namespace turbomode::models {

using ScoredBlocks = std::vector<std::vector<LearnerNight>>;

// Of both sides, block after block, the oldest first.
struct OutOfFold {
    std::array<ScoredBlocks, 2> sides;

    bool empty() const { return sides[0].empty(); }
};

// One side of the range's nights on which an outcome came. REQUIRES: the model's learners have seen
// none of them.
base::Result<std::vector<LearnerNight>> score_nights(const History& history,
                                                     const SideModel& model,
                                                     Side side,
                                                     NightRange range);

// Adds a block of the range's nights. REQUIRES: as above; later than all before.
base::Result<void> add_block(OutOfFold& nights,
                             const History& history,
                             const Ensemble& ensemble,
                             NightRange range);

}  // namespace turbomode::models
