// GET /turbomode/stats: the track record.
#pragma once

#include <optional>
#include <span>

#include "turbomode/api/json.hpp"
#include "turbomode/store/types.hpp"

namespace turbomode::api {

// Rates and averages are null below signals::kOutcomesMin outcomes.
Json stats_json(const std::optional<base::TradingDate>& as_of,
                std::span<const store::ActiveRow> active,
                std::span<const store::ClosedRow> history);

}  // namespace turbomode::api
