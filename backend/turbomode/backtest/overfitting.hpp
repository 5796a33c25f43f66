// How often the best of several variants in one half of history is no better than the rest in the
// other: the probability of backtest overfitting.
#pragma once

#include <cstddef>
#include <optional>
#include <span>

namespace turbomode::backtest {

inline constexpr std::size_t kOverfittingBlocks = 16;     // 12,870 splits.
inline constexpr std::size_t kOverfittingBlocksMin = 4;   // 6 splits.
inline constexpr std::size_t kOverfittingBlocksMax = 20;  // 184,756 splits.
inline constexpr std::size_t kOverfittingBlockSessionsMin = 4;

struct Overfitting {
    double probability;  // In [0, 1]; 0.5 when choosing does not help, 1 when it harms.
    double
        logit_median;  // Of the chosen one's relative rank; > 0 when it is among the better half.
    std::size_t splits;
    std::size_t blocks;  // So many were used.
};

// Combinatorially symmetric cross-validation. History is cut into blocks; for every choice of half
// of them the variant with the best Sharpe ratio there is ranked among all by the Sharpe ratio of
// the other half.
//
// Source: D. Bailey, J. Borwein, M. Lopez de Prado and Q. Zhu, The Probability of Backtest
//         Overfitting, 2015 (Journal of Computational Finance 20, 2017).
// Input:  a row of `variants` returns a session, row after row, oldest first. Blocks differ by one
//         session where their number does not divide that of the sessions.
// Output: nothing with fewer than two variants or fewer than kOverfittingBlocksMin blocks of
//         kOverfittingBlockSessionsMin sessions; of fewer blocks than asked for when these would be
//         shorter than that.
// Ties:   variants that are best together each count a part; those that rank together share the
//         mean of their ranks; a rank exactly in the middle counts half, where others count it
//         whole and so call one variant given twice overfitted. One whose returns do not vary in a
//         half has a Sharpe ratio of 0 there.
// Cost:   splits times variants.
// REQUIRES: whole rows; `blocks` even, from kOverfittingBlocksMin to kOverfittingBlocksMax; finite
//           returns
std::optional<Overfitting> backtest_overfitting(std::span<const double> returns,
                                                std::size_t variants,
                                                std::size_t blocks = kOverfittingBlocks);

}  // namespace turbomode::backtest
