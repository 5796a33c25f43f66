// Sharpe ratio: what nights earned beside how much that varied.
#pragma once

#include <cstddef>
#include <optional>
#include <span>

namespace turbomode::backtest {

// Everything about one run that a deflated Sharpe ratio asks for (D. Bailey and M. Lopez de Prado,
// The Deflated Sharpe Ratio, Journal of Portfolio Management 40, 2014).
struct Sharpe {
    double ratio;        // Mean over standard deviation of the block means. Not annualised.
    std::size_t blocks;  // So many returns it is of.
    double skewness;
    double kurtosis;  // 3 for a normal distribution.
};

inline constexpr std::size_t kSharpeBlocksMin = 3;

// Source: W. Sharpe, The Sharpe Ratio, Journal of Portfolio Management 21, 1994: of a differential
//         return, whose benchmark the caller has taken off.
// Input:  a return a night, oldest first; nights nearer than `block_nights` share outcomes, so that
//         means of whole blocks of them are the independent returns.
// Output: nothing with fewer than kSharpeBlocksMin blocks or blocks that are all alike.
// REQUIRES: block_nights > 0
std::optional<Sharpe> sharpe_of(std::span<const double> nightly_returns, std::size_t block_nights);

}  // namespace turbomode::backtest
