// GET /turbomode/runs and /turbomode/runs/latest: what each night came to, and what is shown.
#pragma once

#include <optional>
#include <span>
#include <string>

#include "base/result.hpp"
#include "turbomode/api/json.hpp"
#include "turbomode/store/types.hpp"

namespace turbomode::api {

Json run_json(const store::Run& run);

Json runs_json(const std::optional<base::TradingDate>& as_of,
               std::span<const store::Run> runs,
               const Page& page);

// `newest`: of any state. `shown`: the one whose signals are on the pages; the tiers are its.
// `server_time`: RFC 3339. Corruption when the stored tier rule cannot be read.
base::Result<Json> latest_run_json(const std::optional<store::Run>& newest,
                                   const std::optional<store::Run>& shown,
                                   const std::string& server_time);

}  // namespace turbomode::api
