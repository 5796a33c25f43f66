// GET /turbomode/alerts: what is wrong, and what was.
#pragma once

#include <optional>
#include <span>

#include "turbomode/alerts/alert.hpp"
#include "turbomode/api/json.hpp"

namespace turbomode::api {

Json alert_json(const alerts::Alert& alert);

// In the order in which they are given.
Json alerts_json(const std::optional<base::TradingDate>& as_of,
                 std::span<const alerts::Alert> alerts,
                 const Page& page);

}  // namespace turbomode::api
