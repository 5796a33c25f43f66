// GET /turbomode/sectors: which way each sector leans.
#pragma once

#include <optional>
#include <span>

#include "turbomode/api/json.hpp"
#include "turbomode/store/types.hpp"

namespace turbomode::api {

// `predictions`: all of the night, both sides; they say which sectors there are. Each of the three
// lists by number of signals, most first, then by name. `ratio`: see signals::sentiment_of.
Json sectors_json(const std::optional<base::TradingDate>& as_of,
                  std::span<const store::ActiveRow> active,
                  std::span<const store::Prediction> predictions,
                  double ratio);

}  // namespace turbomode::api
