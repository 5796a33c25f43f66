// How good probabilities were, once the outcomes are known.
#pragma once

#include <span>
#include <vector>

#include "base/date.hpp"

namespace ml_automation::learning {

struct Judged {
    base::TradingDate date;
    double probability;
    bool won;
};

// -ln of the probability of what happened.
double log_loss(double probability, bool won);

// The share of pairs of a win and a loss in which the win had the higher probability, ties as half;
// 1/2 when there is no such pair.
//
// Source: J. A. Hanley, B. J. McNeil (1982): the area under the curve is the statistic of Wilcoxon.
double area_under_curve(std::vector<Judged> judged);

// Mean of `values` over blocks of so many calendar days, and its standard error over the blocks:
// samples of one time share their luck. The error is infinite with fewer than five blocks.
// REQUIRES: dates ascending, one a value
struct BlockMean {
    double mean;
    double error;
};
BlockMean block_mean(std::span<const base::TradingDate> dates,
                     std::span<const double> values,
                     int block_days);

}  // namespace ml_automation::learning
