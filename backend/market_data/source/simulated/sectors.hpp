// The eleven GICS sectors and what tells their stocks apart.
#pragma once

#include <array>
#include <cstddef>
#include <span>
#include <string_view>

namespace market_data::source::simulated {

struct SectorTraits {
    std::string_view name;
    double stocks_share;             // Of all stocks.
    double beta_mean;                // Against the market.
    double sector_volatility;        // Annual, of the return its stocks have in common.
    double stock_volatility_median;  // Annual, of the return that is a stock's own.
    double payers_share;             // Stocks that pay a dividend.
    double dividend_yield_median;    // Annual, of those.
    std::array<std::string_view, 4> company_words;  // "Corvane" + one of these.
};

inline constexpr std::size_t kSectorCount = 11;

std::span<const SectorTraits, kSectorCount> sectors();

}  // namespace market_data::source::simulated
