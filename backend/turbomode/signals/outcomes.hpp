// Outcomes: what every prediction came to, published or not, by the same exit rule as a signal. A
// night scores hundreds of stocks and publishes a few; confidence is only audited by all of them.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "turbomode/signals/types.hpp"

namespace turbomode::signals {

// A prediction of the evening of `session`, as the trade it speaks of.
struct PredictedTrade {
    base::TradingDate session;
    base::Ticker ticker;
    models::Side side;
    double close_usd;  // Of that session, as traded.
};

struct Outcome {
    base::TradingDate session;
    base::Ticker ticker;
    models::Side side;
    models::ExitReason reason;
    base::TradingDate exit_date;
    std::optional<double> net_return;  // Nothing when it was cancelled.
};

// Those of `trades` that have ended on the evening of `as_of`, in their order.
// REQUIRES: sessions before `as_of`; no series with a bar later than `as_of`
std::vector<Outcome> resolve(std::span<const PredictedTrade> trades,
                             const SeriesOf& series_of,
                             const models::ExitRule& rule,
                             base::TradingDate as_of);

}  // namespace turbomode::signals
