// Renames: one stock under another ticker from a day on. Companies that merged into another stock
// are none. Only index members since about 2010 are here.
#pragma once

#include <span>
#include <string_view>

#include "base/date.hpp"
#include "base/units.hpp"

namespace market_data::universe {

struct Rename {
    base::TradingDate first;  // The first session under the new ticker.
    std::string_view from;
    std::string_view to;
};

// Oldest first. A ticker may be given up and taken by another stock later ("Q", "AGN").
std::span<const Rename> renames();

// Today's ticker of the stock that traded as `ticker` on `on`: FB on 2020-01-02 is META. A ticker
// that no later rename speaks of stays as it is.
base::Ticker current_ticker(const base::Ticker& ticker, base::TradingDate on);

// How the stock whose ticker today is `current` was called on `date`: META on 2020-01-02 was FB.
// Says nothing about whether the stock traded then.
base::Ticker ticker_on(const base::Ticker& current, base::TradingDate date);

}  // namespace market_data::universe
