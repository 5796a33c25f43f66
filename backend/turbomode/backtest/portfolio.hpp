// Portfolio: what an account would have done with the signals of a replay.
//
// Trades and account are kept apart. A trade is judged by itself, at the exit rule's flat costs; an
// account has only so much money, pays what trading costs, and can act on what an evening says at
// the next open at the earliest: a signal that was replaced or flipped is sold then.
#pragma once

#include <array>
#include <cstddef>
#include <string_view>
#include <vector>

#include "turbomode/backtest/replay.hpp"
#include "turbomode/backtest/session_bars.hpp"

namespace turbomode::backtest {

enum class Sizing {
    EqualSlots,        // leverage / slots of the equity each.
    FixedFraction,     // `fraction` of the equity each.
    VolatilityScaled,  // So much that an ordinary day moves the equity by `risk_per_day`.
};

std::string_view name_of(Sizing sizing);  // "equal_slots", ...

// Basis points of what is traded, on each side of a trade.
struct TradingCosts {
    double commission_bp = 0.0;
    double slippage_bp = 0.0;
    // Half the spread: spread_bp_min + spread_bp_at_1m / sqrt(dollar volume / 1 million), with the
    // median dollar volume of 60 sessions. Spreads fall about with the root of what is traded (T.
    // Chordia, R. Roll, A. Subrahmanyam, Market Liquidity and Trading Activity, 2001).
    double spread_bp_at_1m = 0.0;
    double spread_bp_min = 0.0;
};

struct PortfolioRules {
    double capital_usd = 100'000.0;
    Sizing sizing = Sizing::EqualSlots;
    int slots = 120;
    double fraction = 0.01;
    double risk_per_day = 0.0005;
    double position_share_max = 0.10;  // Of the equity; for every sizing.
    bool buys = true;
    bool sells = true;
    double leverage = 1.0;          // Long and short together, at most so many times the equity.
    double sector_share_max = 1.0;  // Of what leverage allows.
    int new_per_day_max = 120;
    // A year, on calendar days over 365.
    double cash_rate = 0.0;    // Earned on cash that is not the proceeds of a short sale.
    double margin_rate = 0.0;  // Paid on cash that was borrowed.
    double borrow_rate = 0.0;  // Paid on the value sold short.
    TradingCosts costs;
};

// Why a filled signal was not taken.
enum class Skip { SideIsOff, EnoughToday, NoRoom, SectorIsFull, NoVolatility };
inline constexpr std::array kSkips{
    Skip::SideIsOff, Skip::EnoughToday, Skip::NoRoom, Skip::SectorIsFull, Skip::NoVolatility};
std::string_view name_of(Skip skip);  // In words.

// The account on an evening. Shares are of the equity.
struct AccountDay {
    base::TradingDate session;
    double equity_usd;
    double long_share;
    double short_share;
    double traded_share;  // Bought and sold that day, of the evening before's equity.
    int positions;
};

struct Account {
    std::vector<AccountDay> days;  // One a session of the replay.
    std::array<std::size_t, kSkips.size()> skipped{};
    std::size_t taken = 0;
    double costs_usd = 0.0;  // Commission, spread and slippage.
    double borrow_usd = 0.0;
    double interest_usd = 0.0;  // Earned less paid.

    // A value a day; that of the first is measured from the capital.
    std::vector<double> daily_returns(double capital_usd) const;
};

// Input: raw prices of the replay's stocks; `sessions` of the same panel and the replay's nights.
Account simulate(const Replay& replay,
                 const bars::Panel& prices,
                 const SessionBars& sessions,
                 const PortfolioRules& rules);

}  // namespace turbomode::backtest
