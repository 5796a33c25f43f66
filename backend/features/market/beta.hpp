// The market family, part 3: the stock against the equal-weight market, by least squares.
//
// For all kernels: one value a bar of the stock, oldest first: its log return since the bar before
// and the market's over the same days (NaN where the market has none; what is at the first bar is
// not read). out[t] depends on inputs [0..t] only, NaN before. A flat market has beta 0.
#pragma once

#include <span>

#include "features/kernel/moments.hpp"
#include "features/market/market.hpp"

namespace features::market {

struct ReturnPairs {
    Input stock, market;
};

// The moments of `window` pairs, market as x and stock as y; missing before bar `window`.
void fit(const ReturnPairs& pairs, std::size_t window, std::span<Comoments> out);

// Beta of each window; and of fits that were made before.
void beta(const ReturnPairs& pairs, std::size_t window, Output out);
void beta(std::span<const Comoments> fits, Output out);
void correlation(std::span<const Comoments> fits, Output out);
// Standard error of the regression, sqrt(252 x residual squares / (pairs - 2)).
void residual_volatility(std::span<const Comoments> fits, Output out);

// The slope over the days of the window on which the market fell. Source: A. Ang, J. Chen and
// Y. Xing (2006).
void downside_beta(const ReturnPairs& pairs, std::size_t window, Output out);
// Sum of `window` returns less beta x that of the market's; NaN where there is no beta yet.
void residual_return(const ReturnPairs& pairs, Input betas, std::size_t window, Output out);

// What the kernels of a stock's row read.
struct BetaInputs {
    ReturnPairs pairs;
    std::span<const Comoments> fits_120;
    Input beta_120;
};

struct BetaFeature {
    Feature feature;
    void (*kernel)(const BetaInputs& in, Output out);
};
std::span<const BetaFeature> beta_table();

// Fills the columns of beta_table() in `matrix`.
void compute_betas(const MarketSeries& series,
                   std::span<const Track> tracks,
                   std::size_t first_session,
                   unsigned threads,
                   Matrix& matrix);

}  // namespace features::market
