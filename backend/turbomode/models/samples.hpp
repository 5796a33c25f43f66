// Samples: (stock, session) pairs with their inputs and outcomes, for one side.
#pragma once

#include <cstddef>
#include <vector>

#include "turbomode/models/level.hpp"
#include "turbomode/models/training.hpp"

namespace turbomode::models {

// Positions [first, last) in Nights::nights().
struct NightRange {
    std::size_t first;
    std::size_t last;
};

// The nights from `first_night` on whose outcomes had all come by the evening of
// sessions[known - 1].
NightRange known_nights(const History& history, std::size_t first_night, std::size_t known);

// Those of them that a training on `known` sessions learns from: of the last `sessions_max`
// sessions, or of all when that is 0.
NightRange usable_nights(const History& history, std::size_t known, std::size_t sessions_max);

// What came of one night's trades.
struct NightOutcomes {
    std::vector<std::size_t> rows;  // Of the night: those with an outcome, cancelled ones left out.
    std::vector<Outcome> outcomes;  // One each.
    double wins = 0.0;              // Share.
    double net_return = 0.0;        // Mean.
};
NightOutcomes outcomes_of(const History& history, Side side, const Night& night);

struct Samples {
    std::size_t columns = 0;
    std::vector<float> inputs;   // Row-major.
    std::vector<float> wins;     // 1 or 0 a row.
    std::vector<float> returns;  // Net return less the night's mean, a row.
    std::vector<float> offsets;  // Log-odds a row: of the night's share of wins, and how far the
                                 // volatility curve sees the stock from the night's average.
    std::vector<float> night_levels;  // The first of the two alone.
    std::vector<float> weights;       // Average uniqueness a row, 1 on a night's average.
    Level level;
    double base_return = 0.0;  // Mean over nights of the mean net return.
};

// Whether samples are drawn from the night's row `row`: from every `stride`-th stock, others each
// session.
inline bool is_drawn(const Night& night, std::size_t row, std::size_t stride = kStride) {
    return (night.stocks[row] + night.session) % stride == 0;
}
// The night's means are over all of it.
Samples samples_of(const History& history,
                   Side side,
                   NightRange range,
                   std::size_t stride = kStride);

}  // namespace turbomode::models
