// Measures of probabilities and rankings against what came out.
#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <span>
#include <vector>

namespace turbomode::models {

double logit(double probability);  // Clipped to [1e-6, 1 - 1e-6].
double sigmoid(double log_odds);

// Mean negative log-likelihood, in nats. REQUIRES: same sizes, at least one.
double log_loss(std::span<const double> probabilities, std::span<const float> wins);
// Mean squared error (G. Brier, 1950).
double brier_score(std::span<const double> probabilities, std::span<const float> wins);

// Chance that a win got a higher probability than a loss, ties half (Mann-Whitney U). Nothing when
// all came out alike.
std::optional<double> area_under_curve(std::span<const double> probabilities,
                                       std::span<const float> wins);

// Expected calibration error: mean absolute gap between predicted and seen win rate over `bins`
// bins of equal numbers, weighted by their numbers (M. Naeini et al., 2015, with equal-mass bins).
// Equal probabilities share what came out of them, so that their order does not matter.
double calibration_error(std::span<const double> probabilities,
                         std::span<const float> wins,
                         std::size_t bins = 10);

// 0 for no values at all.
double root_mean_square(std::span<const float> values);

// Pearson's correlation; 0 when either side is constant. REQUIRES: same sizes.
double correlation(std::span<const double> x, std::span<const double> y);
// Spearman's rank correlation; 0 when either side is constant. REQUIRES: same sizes.
double rank_correlation(std::span<const double> x, std::span<const double> y);

// Means of blocks of `block` consecutive values; the last values, too few for one, are left out.
// REQUIRES: block > 0
std::vector<double> block_means(std::span<const double> values, std::size_t block);
// The standard error of their mean, when blocks are independent. 0 with fewer than 3 blocks.
double block_error(std::span<const double> values, std::size_t block);

// Mean of `values` and its t statistic when neighbours move together: means of blocks of `block`
// consecutive values are taken as independent.
struct BlockMean {
    double mean;
    double t;  // 0 with fewer than 3 blocks.
};
BlockMean block_mean(std::span<const double> values, std::size_t block);

// The interval that the mean of `values` keeps within in 95 of 100 worlds like this one, when
// neighbours move together: by drawing blocks of `block` consecutive values, with the end followed
// by the beginning (D. Politis and J. Romano, 1992), a thousand times, always the same.
struct Interval {
    double low;
    double high;
};
// REQUIRES: at least one value.
Interval block_bootstrap(std::span<const double> values, std::size_t block);

// A night's part of a share: how much of how much.
struct Tally {
    double part = 0.0;
    double whole = 0.0;
};
// The same for the sum of parts over the sum of wholes, a tally a night.
// REQUIRES: at least one tally, some whole > 0, block > 0
Interval share_bootstrap(std::span<const Tally> nights, std::size_t block);

// A number made of sums over nights; nothing where they leave it undefined.
using SumStatistic = std::function<std::optional<double>(std::span<const double> sums)>;
// The same for any such number. A draw takes whole blocks, so that its sums are over up to
// block - 1 nights more than there are: a column of ones counts them.
// Input:  a row of `columns` numbers a night, row after row.
// Output: of the draws that leave the number defined; nothing when none does.
// REQUIRES: whole rows, at least one; columns > 0, block > 0
std::optional<Interval> sums_bootstrap(std::span<const double> nights,
                                       std::size_t columns,
                                       std::size_t block,
                                       const SumStatistic& statistic);

}  // namespace turbomode::models
