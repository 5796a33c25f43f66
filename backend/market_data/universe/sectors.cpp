#include "market_data/universe/sectors.hpp"

#include <algorithm>
#include <array>

namespace market_data::universe {

namespace {

// Source: GICS as of 2018-09-28, when Telecommunication Services became Communication Services.
constexpr std::array<std::string_view, 11> kSectors{"Communication Services",
                                                    "Consumer Discretionary",
                                                    "Consumer Staples",
                                                    "Energy",
                                                    "Financials",
                                                    "Health Care",
                                                    "Industrials",
                                                    "Information Technology",
                                                    "Materials",
                                                    "Real Estate",
                                                    "Utilities"};

}  // namespace

std::span<const std::string_view> gics_sectors() {
    return kSectors;
}

bool is_gics_sector(std::string_view name) {
    return std::ranges::find(kSectors, name) != kSectors.end();
}

}  // namespace market_data::universe
