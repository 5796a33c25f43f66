// Company: what stays the same about a simulated stock.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/units.hpp"

namespace market_data::source::simulated {

inline constexpr int kSessionsPerYear = 252;
inline constexpr int kSessionsPerQuarter = kSessionsPerYear / 4;

// From some session on a company trades under another ticker and another name.
struct Rename {
    base::Ticker ticker;
    std::string name;
    int session;  // The first under the new ticker, counted from the first session; > 0.
};

struct Company {
    base::Ticker ticker;
    std::string name;
    std::size_t sector;      // Position in sectors().
    double beta;             // Against the market.
    double own_volatility;   // Daily, of the return that is the stock's own.
    double market_cap_usd;   // Before the first session.
    double price_usd;        // Before the first session.
    double dividend_yield;   // Annual; 0 for one that pays none.
    int dividend_phase;      // Session of the quarter on which it goes ex.
    int earnings_phase;      // Session of the quarter on which it reports.
    double earnings_jump;    // Standard deviation of the log return of that night.
    double turnover;         // Shares traded on a usual session, of those outstanding.
    double split_above_usd;  // It begins to think of a split above this price.
    int listed_session;      // Counted from the first session; 0: it was there before.
    std::optional<Rename> rename;
};

// How many companies a market of so many index members has, listed ones and later listings.
std::size_t pool_size(std::size_t symbols);

// The companies of the market with that seed.
std::vector<Company> found_companies(std::size_t symbols, std::uint64_t seed);

}  // namespace market_data::source::simulated
