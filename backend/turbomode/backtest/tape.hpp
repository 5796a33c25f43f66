// Tape: the prices of many stocks as they came, a session at a time. What has not been wound to
// cannot be read.
#pragma once

#include <vector>

#include "bars/panel.hpp"

namespace turbomode::backtest {

class Tape {
public:
    // Bars and actions from `first` on. `prices` outlives this.
    Tape(const bars::Panel& prices, base::TradingDate first);

    // REQUIRES: not earlier than before
    void wind_to(base::TradingDate as_of);
    // Until where it was wound to; null for a stock that `prices` does not have.
    const bars::BarSeries* series_of(const base::Ticker& ticker) const;
    const bars::BarSeries& series(std::size_t stock) const { return series_[stock]; }

private:
    const bars::Panel& prices_;
    base::TradingDate as_of_;
    std::vector<bars::BarSeries> series_;  // By stock of the panel, likewise the next two.
    std::vector<std::size_t> next_bar_;
    std::vector<std::size_t> next_action_;
};

}  // namespace turbomode::backtest
