// Aggregates over the members of each session.
//
// For all: `feature` is a column of `own`; `out` gets one value a session, NaN where no member has
// a value. Sums run over the stocks in their order, whatever the number of threads.
#pragma once

#include "features/members.hpp"

namespace features::market {

void mean_of_members(const Matrix& own, const Members& members, std::size_t feature, Output out);

// Of the squares: from standard deviations to the mean variance.
void mean_square_of_members(const Matrix& own,
                            const Members& members,
                            std::size_t feature,
                            Output out);

// Share of the members whose value is above `level`.
void share_above(
    const Matrix& own, const Members& members, std::size_t feature, double level, Output out);

// Population standard deviation across the members; 0 for a single one.
void dispersion(const Matrix& own, const Members& members, std::size_t feature, Output out);

}  // namespace features::market
