// What a source says about one stock: bars and actions as they were traded, and what it would not
// vouch for.
#pragma once

#include <string>
#include <vector>

#include "bars/bar_series.hpp"
#include "base/units.hpp"

namespace market_data::source {

struct QuarantinedBar {
    base::TradingDate date;
    std::string reason;
    std::string origin;  // "prices.csv.xz:17", "yahoo"
};

struct StockPrices {
    base::Ticker ticker;
    std::vector<bars::Bar> bars;        // Oldest first; raw.
    std::vector<bars::Action> actions;  // Oldest first; as traded on the ex-date.
    std::vector<QuarantinedBar> quarantined;
};

}  // namespace market_data::source
