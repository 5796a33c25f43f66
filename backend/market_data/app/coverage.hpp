// Coverage: how many of the stocks that an update is about have the last finished session.
#pragma once

#include <string_view>
#include <vector>

#include "base/units.hpp"
#include "market_data/app/settings.hpp"
#include "market_data/reader/reader.hpp"

namespace market_data::app {

struct Coverage {
    std::size_t fresh;
    std::size_t asked;
    base::TradingDate session;
};

// The members of the index, and those that left so lately that open signals may still be about
// them.
base::Result<std::vector<base::Ticker>> index_tickers(const Reader& stored,
                                                      base::TradingDate last_finished);

base::Result<Coverage> coverage_of(const Reader& stored,
                                   const std::vector<base::Ticker>& tickers,
                                   base::TradingDate last_finished);

// NotEnoughData below the share that the settings ask for; the message ends with `what_next`.
base::Result<void> check_coverage(const Coverage& coverage,
                                  const Settings& settings,
                                  std::string_view what_next);

}  // namespace market_data::app
