// What a source says about one stock: bars and actions as they were traded, and what it would not
// vouch for.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "bars/bar_series.hpp"
#include "base/units.hpp"

namespace market_data::source {

struct QuarantinedBar {
    base::TradingDate date;
    std::string reason;
    std::string origin;                       // "prices.csv.xz:17", "yahoo"
    std::string rule = "unsound_bar";         // Which rule held it back.
    std::optional<bars::BarFields> fields{};  // Its numbers, where it has all five.
};

struct StockPrices {
    base::Ticker ticker;
    std::vector<bars::Bar> bars;        // Oldest first; raw.
    std::vector<bars::Action> actions;  // Oldest first; as traded on the ex-date.
    std::vector<QuarantinedBar> quarantined;
};

}  // namespace market_data::source
