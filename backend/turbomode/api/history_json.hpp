// GET /turbomode/history: the signals that left the list, and how their paper trades ended.
#pragma once

#include <optional>
#include <vector>

#include "turbomode/api/json.hpp"
#include "turbomode/store/types.hpp"

namespace turbomode::api {

// A replaced signal has the price and profit of its paper trade, once that has ended; one that
// was never filled has neither.
Json closed_json(const store::ClosedRow& row);

// Latest exit first, then by symbol.
Json history_json(const std::optional<base::TradingDate>& as_of,
                  std::vector<store::ClosedRow> rows,
                  const Filters& filters);

}  // namespace turbomode::api
