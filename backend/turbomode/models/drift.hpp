// Drift: whether a night as a whole is unlike those that the model learned from.
//
// Of each feature the night's median over all stocks, unranked, is held against the range of the
// medians that were learned from: how far outside it lies, in widths of the range. The statistic of
// a night is the largest over all features, so that their number and how they move together are
// part of what is usual. What is usual comes from the nights themselves: the last fifth of them, as
// somebody saw it who knew the first four fifths.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "turbomode/models/nights.hpp"

namespace turbomode::models {

// How far outside [low, high], in widths of it; 0 inside, infinite outside of a single value.
double excess(double value, double low, double high);

// By column of input_columns(); the market's features have their one value for a median.
struct DriftReference {
    std::vector<double> lows;  // Of the medians.
    std::vector<double> highs;
    double threshold = 0.0;  // Above it a night has drifted.
};

// Never below this: a little outside of what was is nothing.
inline constexpr double kDriftMin = 0.25;

// Of the nights [first, last). REQUIRES: at least one
DriftReference fit_drift(const Nights& nights, std::size_t first, std::size_t last);

struct Drift {
    double statistic = 0.0;
    double threshold = 0.0;
    std::vector<std::size_t> features;  // Beyond the threshold, the furthest first; in the schema.

    bool is_drift() const { return statistic > threshold; }
};

// REQUIRES: a reference of the same columns
Drift drift_of(const DriftReference& reference, std::span<const Extremes> night);

}  // namespace turbomode::models
