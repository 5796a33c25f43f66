// The bars of a vendor's reply, one verdict a day: sound, quarantined with the reason, or not a bar
// at all. The same for every vendor.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "bars/bar_series.hpp"
#include "base/date.hpp"
#include "base/units.hpp"
#include "market_data/source/stock_prices.hpp"

namespace market_data::source {

// What a vendor says about one session, as traded that day, before anyone has looked at it.
struct VendorBar {
    base::TradingDate date;
    std::optional<double> open_usd;
    std::optional<double> high_usd;
    std::optional<double> low_usd;
    std::optional<double> close_usd;
    std::optional<double> volume_shares;
};

struct VendorPrices {
    base::Ticker ticker;
    std::string origin;                 // "yahoo": said of every quarantined bar.
    std::vector<VendorBar> bars;        // In the order of the reply.
    std::vector<bars::Action> actions;  // Oldest first; as traded on the ex-date.
};

// Quarantined: a bar after `last_finished` (the running session's, or from the future), one on a
// day that is no session, one with a field missing, one whose numbers do not hold together, one out
// of order, and a day that stands twice with different prices. A day that stands twice with the
// same prices is one bar with the greater volume: a live row repeats its session, and volume only
// grows. Left out: what is older than the trading calendar, days without any number that are no
// session or that have another row, and actions after `last_finished`, which have not happened yet.
StockPrices judge(const VendorPrices& prices, base::TradingDate last_finished);

}  // namespace market_data::source
