// The exit rule: the one definition of how a trade is entered, left and paid. Labels, the nightly
// closing of signals and the backtester all call `follow`.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "bars/bar_series.hpp"
#include "base/date.hpp"

namespace turbomode::models {

enum class Side { Buy, Sell };
std::string_view name_of(Side side);  // "BUY", "SELL"

// Distances of the levels from the entry price, as fractions of it.
struct Levels {
    double target;
    double stop;
};

struct ExitRule {
    Levels buy{.target = 0.10, .stop = 0.05};   // Target above, stop below.
    Levels sell{.target = 0.10, .stop = 0.05};  // Target below, stop above.
    int holding_days_max = 14;                  // Calendar days from the signal's session.
    double cost_per_side = 0.0005;              // Fraction of the fill price, paid in and out.
    int delisted_after_sessions = 5;            // So many sessions without a bar end a listing.
};

// SHA-256 over every number of the rule: a model's labels are only good for this rule.
std::string exit_rule_hash(const ExitRule& rule);

enum class ExitReason { TargetHit, StopHit, Expired, Cancelled, Delisted };
std::string_view name_of(ExitReason reason);  // "TARGET_HIT", ...

// A decision to trade: taken after the close of `signal_date`, filled at the next open.
struct Trade {
    Side side;
    base::TradingDate signal_date;
    double entry_usd;  // Close of the signal's session, as traded that day.
};

struct Fill {
    base::TradingDate date;
    double price_usd;  // In shares of the day it is reported for, see TradeState.
};

struct Exit {
    ExitReason reason;
    base::TradingDate date;
    double price_usd;   // The level, the open or the close it left at; for CANCELLED the open.
    double net_return;  // Of the fill price, dividends and both costs included; CANCELLED: 0.
};

// Where a trade stands on some evening. All prices are in shares of `as_of`, or of the exit date
// once there is an exit: a split inside the trade re-bases them.
struct TradeState {
    double split_ratio = 1.0;  // New shares for one share of the signal's session.
    double entry_usd;
    double target_usd;
    double stop_usd;
    double dividends_usd = 0.0;  // Received (BUY) or paid (SELL) since the fill, per share.
    std::optional<Fill> fill;    // Nothing yet, or cancelled.
    std::optional<Exit> exit;
    double close_usd;  // The last close seen.

    bool cancelled() const { return exit && exit->reason == ExitReason::Cancelled; }
};

// Follows `trade` along `series` until the evening of `as_of`; looks at nothing later.
//
// The fill is the open of the first bar after the signal's session; at or through the target or
// stop it cancels the trade. From the fill's own bar on, bar by bar: an open at or beyond a level
// exits at the open; else a touched stop at the stop; else a touched target at the target; both
// in one bar count as the stop. The close of the last session within holding_days_max exits as
// EXPIRED (the last close before, where that session has no bar); a trade unfilled by then is
// CANCELLED. `delisted_after_sessions` sessions without a bar exit at the last close.
// Dividends with an ex-date after the fill date count, to the exit date included. A price within
// a billionth of a level touches it: levels carry rounding that quoted prices do not.
//
// The signal's own bar is not looked at and may be gone since (quarantined later).
// REQUIRES: as_of >= trade.signal_date.
TradeState follow(const ExitRule& rule,
                  const Trade& trade,
                  const bars::BarSeries& series,
                  base::TradingDate as_of);

// The same, for callers that know the position of the signal's bar and walk many trades.
// REQUIRES: series.dates()[signal_index] == trade.signal_date
TradeState follow_from(const ExitRule& rule,
                       const Trade& trade,
                       const bars::BarSeries& series,
                       std::size_t signal_index,
                       base::TradingDate as_of);

// Net return if the trade were left at `price_usd` now; costs of both sides included.
// REQUIRES: state.fill
double net_return_at(const ExitRule& rule, Side side, const TradeState& state, double price_usd);

}  // namespace turbomode::models
