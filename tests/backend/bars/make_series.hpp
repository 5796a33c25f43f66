// Short series for tests: bars whose four prices are one close.
#pragma once

#include <utility>
#include <vector>

#include "bars/bar_series.hpp"

namespace bars {

inline Bar flat_bar(base::TradingDate date, double close_usd, double volume_shares = 1000.0) {
    return Bar::from({.date = date,
                      .open_usd = close_usd,
                      .high_usd = close_usd,
                      .low_usd = close_usd,
                      .close_usd = close_usd,
                      .volume_shares = volume_shares})
        .value();
}

// One flat bar for each (date, close), then the actions.
inline BarSeries flat_series(const std::vector<std::pair<base::TradingDate, double>>& closes_usd,
                             const std::vector<Action>& actions = {}) {
    BarSeries series;
    for (const auto& [date, close_usd] : closes_usd) {
        series.append(flat_bar(date, close_usd));
    }
    for (const auto& action : actions) {
        series.append(action);
    }
    return series;
}

}  // namespace bars
