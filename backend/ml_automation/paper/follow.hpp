// How a paper trade goes, bar by bar. The one exit rule of ML Automation: its portfolio and the
// labels of its samples both call `follow`.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "bars/bar_series.hpp"
#include "base/date.hpp"
#include "base/result.hpp"

namespace ml_automation::paper {

// Long trades only. Distances are fractions of the fill price.
struct Rule {
    double target = 0.10;
    double stop = 0.05;
    int holding_days_max = 14;        // Calendar days after the fill.
    double cost_per_side = 0.0005;    // Fraction of the price, paid in and out.
    int delisted_after_sessions = 5;  // So many sessions without a bar end a listing.
};

// Every number of the rule in one line: what a model's labels are good for.
std::string text_of(const Rule& rule);

enum class State { Pending, Open, Closed, Cancelled };
std::string_view name_of(State state);  // "PENDING", ...
base::Result<State> parse_state(std::string_view name);

enum class ExitReason { TargetHit, StopHit, Expired, Delisted };
std::string_view name_of(ExitReason reason);  // "TARGET_HIT", ...
base::Result<ExitReason> parse_exit_reason(std::string_view name);

struct Fill {
    base::TradingDate date;
    double price_usd;
};

struct Exit {
    ExitReason reason;
    base::TradingDate date;
    double price_usd;
    base::TradingDate known_on;  // The evening on which it was known; later only if delisted.
};

// Where a trade stands on some evening. Prices are in shares of the last bar seen, the exit's once
// there is one: a split inside the trade re-bases them.
struct Standing {
    State state = State::Pending;
    std::optional<Fill> fill = {};
    double target_usd = 0.0;  // 0 without a fill, as the next three.
    double stop_usd = 0.0;
    double close_usd = 0.0;   // The last close seen.
    double net_return = 0.0;  // If left at that close, or at the exit; dividends and costs in it.
    std::optional<Exit> exit = {};
};

// Follows a trade decided on the evening of `decided_on` until the evening of `as_of`; looks at
// nothing later. REQUIRES: as_of >= decided_on
//
// It is filled at the open of the first bar after, whatever that is; without a bar for
// `delisted_after_sessions` sessions it is cancelled. From the fill's own bar on: an open at or
// beyond a level leaves at the open; else a touched stop at the stop; else a touched target at the
// target; both in one bar count as the stop. At the end of the holding time it leaves at the close
// of the first bar of that session or later. `delisted_after_sessions` sessions without a bar leave
// at the last close. A price within a billionth of a level touches it.
Standing follow(const Rule& rule,
                base::TradingDate decided_on,
                const bars::BarSeries& series,
                base::TradingDate as_of);

}  // namespace ml_automation::paper
