#include "market_data/source/simulated/sectors.hpp"

namespace market_data::source::simulated {

namespace {

// Shares as in the S&P 500 of 2024; the rest is round numbers near what such stocks have shown.
// clang-format off
constexpr std::array<SectorTraits, kSectorCount> kSectors{{
    {"Communication Services", 0.044, 1.00, 0.09, 0.24, 0.50, 0.020,
     {"Media", "Communications", "Networks", "Entertainment"}},
    {"Consumer Discretionary", 0.103, 1.20, 0.09, 0.25, 0.50, 0.018,
     {"Retail", "Motors", "Hotels", "Apparel"}},
    {"Consumer Staples", 0.076, 0.65, 0.07, 0.16, 0.80, 0.028,
     {"Foods", "Beverages", "Household", "Brands"}},
    {"Energy", 0.044, 1.05, 0.17, 0.23, 0.70, 0.032,
     {"Energy", "Petroleum", "Resources", "Drilling"}},
    {"Financials", 0.143, 1.05, 0.09, 0.18, 0.70, 0.024,
     {"Bancorp", "Capital", "Insurance Group", "Financial"}},
    {"Health Care", 0.123, 0.85, 0.08, 0.22, 0.40, 0.017,
     {"Therapeutics", "Health", "Medical", "Biosciences"}},
    {"Industrials", 0.155, 1.05, 0.07, 0.20, 0.65, 0.017,
     {"Industries", "Aerospace", "Logistics", "Engineering"}},
    {"Information Technology", 0.133, 1.25, 0.10, 0.25, 0.35, 0.012,
     {"Systems", "Software", "Semiconductor", "Technologies"}},
    {"Materials", 0.056, 1.05, 0.09, 0.21, 0.70, 0.021,
     {"Chemicals", "Mining", "Steel", "Packaging"}},
    {"Real Estate", 0.062, 0.90, 0.10, 0.17, 0.80, 0.036,
     {"Properties", "Realty Trust", "Towers", "Residential"}},
    {"Utilities", 0.061, 0.55, 0.11, 0.14, 0.90, 0.035,
     {"Power", "Electric", "Water", "Gas"}},
}};
// clang-format on

}  // namespace

std::span<const SectorTraits, kSectorCount> sectors() {
    return kSectors;
}

}  // namespace market_data::source::simulated
