// GET /turbomode/signals: the active list of one night.
#pragma once

#include <optional>
#include <vector>

#include "turbomode/api/json.hpp"
#include "turbomode/store/types.hpp"

namespace turbomode::api {

// An entry within this fraction of the signal's own still fits it: the levels, 5 and 10 % away,
// keep most of their distance.
inline constexpr double kEntryRange = 0.02;

// `holding_days_max`: calendar days after which a signal expires.
Json signal_json(const store::ActiveRow& row, int holding_days_max);

// Best effective confidence first, then by symbol.
Json signals_json(const std::optional<base::TradingDate>& as_of,
                  std::vector<store::ActiveRow> rows,
                  const Filters& filters,
                  int holding_days_max);

}  // namespace turbomode::api
