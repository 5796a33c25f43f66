// What holds of every outcome of a parser, whatever it was fed. A broken rule ends the process,
// which the fuzzer reports with the input.
#pragma once

#include <string_view>

#include "base/date.hpp"
#include "base/result.hpp"
#include "market_data/source/stock_prices.hpp"

namespace fuzz {

// Not empty, not endless, printable ASCII: it goes to a terminal and into a database.
void expect_plain(std::string_view message);
void expect_plain(const base::Error& error);

// Bars and actions in order and sound (BarSeries checks the rest), bars on sessions up to `last`,
// no day both sound and in quarantine, plain reasons.
void expect_sound(const market_data::source::StockPrices& stock, base::TradingDate last);

}  // namespace fuzz
