// GET /turbomode/predictions and /turbomode/predictions/{symbol}: what the model said of every
// stock and side, signal or not.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "turbomode/api/json.hpp"
#include "turbomode/store/types.hpp"

namespace turbomode::api {

enum class PredictionStatus { Signal, Candidate, None };
std::string_view name_of(PredictionStatus status);  // "SIGNAL", "CANDIDATE", "NONE"

// SIGNAL: that stock and side is on the active list that night. CANDIDATE: it is not, but it was
// sure enough and found no place, or its confidence is above the base rate and its expected return
// above 0. NONE: the rest, the lesser of two publishable sides of one stock, and a stock unlike
// anything the model learned from.
PredictionStatus status_of(const store::Prediction& prediction, bool is_active);

// The night that all predictions of a list were made on.
struct PredictionNight {
    base::TradingDate session;
    std::string model_id;
};

// Highest confidence first, then by symbol, then BUY before SELL. `night` is nothing before the
// first run; there are no rows then.
Json predictions_json(const std::optional<PredictionNight>& night,
                      std::vector<store::Prediction> rows,
                      std::span<const store::ActiveRow> active,
                      const Filters& filters);

// All that is known of one stock.
struct SymbolRecord {
    base::Ticker ticker;
    std::vector<std::pair<base::TradingDate, store::Prediction>> predictions;
    std::vector<store::ActiveRow> active;  // Of the night shown; other stocks are ignored.
    std::vector<store::ClosedRow> history;
    std::map<base::TradingDate, std::string> model_ids;  // By session.
};

// Latest session first, BUY before SELL.
Json symbol_predictions_json(const std::optional<base::TradingDate>& as_of,
                             const SymbolRecord& record,
                             const Filters& filters);

}  // namespace turbomode::api
