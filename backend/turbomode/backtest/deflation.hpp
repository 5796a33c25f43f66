// How likely a Sharpe ratio is more than luck, and more than the luck of the best of many trials.
//
// All ratios here are of the same returns as the Sharpe ratio they are beside, not annualised.
#pragma once

#include <cstddef>
#include <optional>

#include "turbomode/backtest/sharpe.hpp"

namespace turbomode::backtest {

// The chance that the true Sharpe ratio is above `ratio_benchmark`, given that returns need not be
// normal.
//
// Source: D. Bailey and M. Lopez de Prado, The Sharpe Ratio Efficient Frontier, Journal of Risk
//         15, 2012.
// Output: in [0, 1]; nothing with fewer than two returns or with moments that no returns have.
std::optional<double> probabilistic_sharpe(const Sharpe& sharpe, double ratio_benchmark);

// What the best of `trials` independent Sharpe ratios is expected to be when all true ones are 0.
//
// Source: D. Bailey and M. Lopez de Prado, The Deflated Sharpe Ratio, Journal of Portfolio
//         Management 40, 2014. An approximation, 8 % low for two trials, better for more.
// Input:  the variance of the trials' ratios; see sharpe_variance in trials.hpp.
// Output: >= 0; 0 for a single trial, of which none was chosen.
// REQUIRES: trials > 0, variance >= 0
double expected_max_sharpe(std::size_t trials, double ratio_variance);

// The chance that the true Sharpe ratio of the best of `trials` is above 0: the probabilistic
// Sharpe ratio beside the expected maximum. Source, input and errors: as above. Trials that are
// alike are fewer independent ones than they are; counting all of them makes it lower.
std::optional<double> deflated_sharpe(const Sharpe& sharpe,
                                      std::size_t trials,
                                      double ratio_variance);

}  // namespace turbomode::backtest
