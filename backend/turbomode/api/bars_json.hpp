// GET /turbomode/bars/{symbol}: what a chart of one stock is drawn from.
#pragma once

#include <optional>

#include "base/result.hpp"
#include "market_data/reader/reader.hpp"
#include "turbomode/api/json.hpp"

namespace turbomode::api {

// Adjusted for splits as of the evening of `as_of`, up to it; without one, up to the last bar.
// `page`: counted from the newest bar backwards. NotFound for a stock without any bar.
base::Result<Json> bars_json(const std::optional<base::TradingDate>& as_of,
                             const market_data::Reader& prices,
                             const base::Ticker& ticker,
                             const Page& page);

}  // namespace turbomode::api
