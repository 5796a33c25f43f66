// How others spell our tickers. Ours has share classes with a dash: BRK-B (base::Ticker).
#pragma once

#include <string>
#include <string_view>

#include "base/result.hpp"
#include "base/units.hpp"

namespace market_data::universe {

enum class Spelling {
    Dash,       // "BRK-B": ours, and Yahoo's.
    LowerDash,  // "brk-b": Tiingo's.
    Dot,        // "BRK.B": Wikipedia's, Nasdaq's and S&P's own.
    Slash,      // "BRK/B": some terminals'.
};

std::string spelled(const base::Ticker& ticker, Spelling spelling);

// Back from any of them. InvalidInput for what cannot be an index member's symbol: anything but
// letters and digits with at most one separator inside ("-", an empty cell, "^GSPC").
base::Result<base::Ticker> member_ticker(std::string_view symbol);

}  // namespace market_data::universe
