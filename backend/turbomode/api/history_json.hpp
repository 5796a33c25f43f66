// GET /turbomode/history: the signals that left the list, and how their paper trades ended.
#pragma once

#include <optional>
#include <vector>

#include "turbomode/api/json.hpp"
#include "turbomode/store/types.hpp"

namespace turbomode::api {

// A signal that was replaced or flipped is marked to the close of the session it left on; the
// paper_ fields tell how the trade of a replaced one went on to end. One that was never filled has
// no profit or loss. The command line prints the same row.
Json closed_json(const store::ClosedRow& row);

// Latest exit first, then by symbol.
Json history_json(const std::optional<base::TradingDate>& as_of,
                  std::vector<store::ClosedRow> rows,
                  const Filters& filters);

}  // namespace turbomode::api
