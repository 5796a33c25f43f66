// Logistic regression whose coefficients are 0 or more, beside log-odds that are given: for weights
// and slopes, where a score that points the wrong way is left out and not turned around.
#pragma once

#include <cstddef>
#include <vector>

namespace turbomode::models {

// A row an outcome.
struct LogisticRows {
    std::size_t columns = 0;
    std::vector<double> x;         // Row-major.
    std::vector<double> log_odds;  // Known without x.
    std::vector<float> wins;       // 1 or 0.
};

// More outcomes than this say hardly more of a few coefficients: each n-th is enough.
inline constexpr std::size_t kLogisticRowsMax = 300'000;
inline std::size_t logistic_step(std::size_t outcomes) {
    return outcomes / kLogisticRowsMax + 1;
}

struct LogisticLimits {
    double coefficient_max;  // None gets larger.
    // How firmly coefficients are held at their mean: as if so large a share of the evidence, as it
    // is at 0, said so.
    double pull_share = 0.0;
};

// By maximum likelihood. A column that is 0 everywhere gets 0 (with a pull: their mean). REQUIRES:
// at least one column.
std::vector<double> fit_nonnegative(const LogisticRows& rows, const LogisticLimits& limits);

}  // namespace turbomode::models
