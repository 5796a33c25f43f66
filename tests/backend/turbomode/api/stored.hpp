// Prices and a model on disk, as the calls about them read them.
#pragma once

#include <filesystem>
#include <string>

#include "base/units.hpp"

namespace turbomode::api {

// Bars of the stock, "The Company" of sector Energy, on four sessions until kTonight and one after
// it, closing at 100, 110, 60, 65 and 70: two for one on the third with a dividend of 0.25. The
// second was 109 before; a bar on the day before the first is kept out.
void store_prices(const std::filesystem::path& database, const base::Ticker& ticker);

// A small model that learned until kTonight; returns its id.
std::string store_model(const std::filesystem::path& folder, std::uint64_t seed = 1);

// A backtest of random walks with what it measured of them, but no page of it.
void store_backtest(const std::filesystem::path& folder);

}  // namespace turbomode::api
