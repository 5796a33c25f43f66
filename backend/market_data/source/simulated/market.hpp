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
#include "market_data/source/simulated/faults.hpp"

namespace market_data::source::simulated {

inline constexpr std::size_t kSymbolsMax = 5000;

// Raised by every change after which the same spec makes another market, so that nobody grows the
// market of one generator with another one.
inline constexpr int kModelVersion = 2;

struct MarketSpec {
    std::size_t symbols = 500;  // Members of the index on every session; 1..kSymbolsMax.
    base::TradingDate first_session;
    base::TradingDate last_session;
    std::uint64_t seed = 1;
    // How much of the future the past tells, 0..1. 0: nothing, every stock has the same expected
    // return each session. 0.3: as faint as in real prices. 1: strong.
    double edge = 0.3;
    // Shares of all bars that never arrive, and that arrive wrong; 0..kFaultShareMax each.
    double missing = 0.0;
    double bad = 0.0;
};

// Sessions in the index without a break. No `last`: still a member on the last session.
struct Spell {
    base::TradingDate first;
    std::optional<base::TradingDate> last;  // Its last session as a member.
};

// The company goes on under another ticker.
struct Successor {
    base::Ticker ticker;
    base::TradingDate first_session;
};

// One ticker. A company that changed its ticker is two stocks: the old one's bars and membership
// end; the new one's membership begins that day, and it has all bars of the old one too, as a
// vendor serves them. Each fault is named by the ticker it was first seen under.
struct SimulatedStock {
    base::Ticker ticker;
    std::string name;
    std::string sector;      // GICS.
    bars::BarSeries series;  // As traded; at least one bar. Late listings start, delistings end.
    double market_cap_usd;   // At its last close.
    std::vector<Spell> member_spells;  // Oldest first; empty for one that never was a member.
    std::optional<Successor> successor;
    std::vector<Fault> faults;  // Oldest first. Those that are bars all the same are in `series`.
};

// All stocks that traded, by ticker: more of them than `spec.symbols`, as members come and go.
//
// Output: a bar on each NYSE session in [first_session, last_session] on which the stock is listed,
//         but for `missing` and `bad`, which spare the first bar of each;
//         prices in whole cents; split and dividend on the session before whose open they happen.
// The same on every machine, to the bit: see portable_math.hpp.
// Prefix stable: with another last_session alone, what lies before both is the same to the bit
//         (the spell that a later session closes is still open in the shorter market, and a later
//         successor unknown).
// Errors: Usage, naming the value, for a number out of range, dates outside the trading calendar
//         or in the wrong order, and fewer than two sessions.
base::Result<std::vector<SimulatedStock>> simulate(const MarketSpec& spec);

}  // namespace market_data::source::simulated
