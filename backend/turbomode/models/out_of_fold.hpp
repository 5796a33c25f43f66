// Out of fold: nights scored by learners that had not seen them. What weights, slopes and the gate
// learn from.
#pragma once

#include <array>
#include <cstddef>
#include <span>
#include <vector>

#include "turbomode/models/samples.hpp"
#include "turbomode/models/stacking.hpp"

namespace turbomode::models {

// One side's nights, the oldest first; each block of them was scored by the same learners.
struct ScoredBlocks {
    std::vector<LearnerNight> nights;
    std::vector<std::size_t> starts;  // Of each block, in `nights`.

    bool empty() const { return nights.empty(); }
    void add(std::vector<LearnerNight> block);
    // Those before `session`.
    std::span<const LearnerNight> before(std::size_t session) const;
};

// Of both sides.
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
