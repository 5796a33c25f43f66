// The simulated market: an index of fictitious stocks with bars, actions and membership, made from
// a seed. The embedded default where there is no network, and a market whose true edge is known.
// A pure function: no database, no clock, no files. docs/simulated_market.md states the model.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "bars/bar_series.hpp"
#include "base/date.hpp"
#include "base/result.hpp"
#include "base/units.hpp"

namespace market_data::source::simulated {

inline constexpr std::size_t kSymbolsMax = 5000;

struct MarketSpec {
    std::size_t symbols = 500;  // Members of the index on every session; 1..kSymbolsMax.
    base::TradingDate first_session;
    base::TradingDate last_session;
    std::uint64_t seed = 1;
    // How much of the future the past tells, 0..1. 0: nothing, every stock has the same expected
    // return each session. 0.3: as faint as in real prices. 1: strong.
    double edge = 0.3;
};

// Sessions in the index without a break. No `last`: still a member on the last session.
struct Spell {
    base::TradingDate first;
    std::optional<base::TradingDate> last;  // Its last session as a member.
};

struct SimulatedStock {
    base::Ticker ticker;
    std::string name;
    std::string sector;      // GICS.
    bars::BarSeries series;  // As traded; at least one bar. Late listings start, delistings end.
    double market_cap_usd;   // At its last close.
    std::vector<Spell> member_spells;  // Oldest first; empty for one that never was a member.
};

// All stocks that traded, by ticker: more of them than `spec.symbols`, as members come and go.
//
// Output: a bar on each NYSE session in [first_session, last_session] on which the stock is listed;
//         prices in whole cents; split and dividend on the session before whose open they happen.
// Prefix stable: with another last_session alone, what lies before both is the same to the bit
//         (the spell that a later session closes is still open in the shorter market).
// Errors: Usage, naming the value, for a number out of range, dates outside the trading calendar
//         or in the wrong order, and fewer than two sessions.
base::Result<std::vector<SimulatedStock>> simulate(const MarketSpec& spec);

}  // namespace market_data::source::simulated
