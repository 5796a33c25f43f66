// The eleven sectors of the Global Industry Classification Standard.
#pragma once

#include <span>
#include <string_view>

namespace market_data::universe {

// In alphabetical order.
std::span<const std::string_view> gics_sectors();
bool is_gics_sector(std::string_view name);  // Spelled exactly so.

}  // namespace market_data::universe
