// Tiingo's list of daily prices, decoded and not yet judged.
#pragma once

#include <string>
#include <string_view>

#include "base/result.hpp"
#include "base/units.hpp"
#include "market_data/source/vendor_bars.hpp"

namespace market_data::source::tiingo {

// The raw columns and, of each row, its dividend and split. `origin` is "tiingo".
// Errors: InvalidInput for what is no JSON of that shape, an entry that is no number, a dividend
// below zero, a split of zero or less, and two different actions on one day. The message says what,
// not of which stock.
base::Result<VendorPrices> read_prices(const base::Ticker& ticker, std::string_view body);

// What a JSON object without prices says in "detail", else nothing.
std::string read_detail(std::string_view body);

}  // namespace market_data::source::tiingo
