#include "turbomode/models/exit_rule.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "bars/adjustment.hpp"
#include "bars/calendar.hpp"
#include "base/check.hpp"
#include "base/hash.hpp"

namespace turbomode::models {

namespace {

// The prices that a split re-bases, and what walks along with them.
struct Walk {
    const ExitRule& rule;
    Side side;
    TradeState state;
};

// +1 where a rising price is good for the trade, -1 where a falling one is.
double direction(Side side) {
    return side == Side::Buy ? 1.0 : -1.0;
}

// Prices are decimal and levels are computed in binary: 100.00 x (1 + 0.10) lies a hair above
// 110.00, which still touches it. A price within this fraction of a level has reached it.
constexpr double kTouchTolerance = 1e-9;

bool at_or_above(double price, double level) {
    return price >= level * (1.0 - kTouchTolerance);
}
bool at_or_below(double price, double level) {
    return price <= level * (1.0 + kTouchTolerance);
}

// Whether `price` is at or past `level` on the winning side.
bool reaches_target(Side side, double price, double level) {
    return side == Side::Buy ? at_or_above(price, level) : at_or_below(price, level);
}

bool reaches_stop(Side side, double price, double level) {
    return side == Side::Buy ? at_or_below(price, level) : at_or_above(price, level);
}

void apply(const bars::Action& action, Walk& walk) {
    TradeState& state = walk.state;
    if (action.split_ratio != 1.0) {
        state.split_ratio *= action.split_ratio;
        for (double* price : {&state.entry_usd,
                              &state.target_usd,
                              &state.stop_usd,
                              &state.dividends_usd,
                              &state.close_usd}) {
            *price /= action.split_ratio;
        }
        if (state.fill) {
            state.fill->price_usd /= action.split_ratio;
        }
    }
    if (state.fill) {  // Filled on an earlier day: held overnight into the ex-date.
        state.dividends_usd += action.dividend_usd;
    }
}

void leave(Walk& walk, ExitReason reason, base::TradingDate date, double price_usd) {
    const bool filled = walk.state.fill.has_value();
    walk.state.exit = Exit{
        .reason = reason,
        .date = date,
        .price_usd = price_usd,
        .net_return = filled ? net_return_at(walk.rule, walk.side, walk.state, price_usd) : 0.0};
}

// Fills at the open of `bar`, or cancels. True when filled.
bool fill_at_open(Walk& walk, const bars::BarFields& bar) {
    const TradeState& state = walk.state;
    if (reaches_target(walk.side, bar.open_usd, state.target_usd) ||
        reaches_stop(walk.side, bar.open_usd, state.stop_usd)) {
        leave(walk, ExitReason::Cancelled, bar.date, bar.open_usd);
        return false;
    }
    walk.state.fill = Fill{.date = bar.date, .price_usd = bar.open_usd};
    return true;
}

// Steps in the order of the rule: the open, then the stop, then the target.
void try_levels(Walk& walk, const bars::BarFields& bar) {
    const TradeState& state = walk.state;
    const double worst = walk.side == Side::Buy ? bar.low_usd : bar.high_usd;
    const double best = walk.side == Side::Buy ? bar.high_usd : bar.low_usd;
    if (reaches_stop(walk.side, bar.open_usd, state.stop_usd)) {
        leave(walk, ExitReason::StopHit, bar.date, bar.open_usd);
    } else if (reaches_target(walk.side, bar.open_usd, state.target_usd)) {
        leave(walk, ExitReason::TargetHit, bar.date, bar.open_usd);
    } else if (reaches_stop(walk.side, worst, state.stop_usd)) {
        leave(walk, ExitReason::StopHit, bar.date, state.stop_usd);
    } else if (reaches_target(walk.side, best, state.target_usd)) {
        leave(walk, ExitReason::TargetHit, bar.date, state.target_usd);
    }
}

// The last session within the holding time of a signal of `signal_date`.
base::TradingDate last_holding_session(const ExitRule& rule, base::TradingDate signal_date) {
    const auto last = bars::session_at_or_before(signal_date.plus_days(rule.holding_days_max));
    CHECK(last.has_value());
    return *last;
}

// Applies what ends a trade without a bar: the deadline, or a listing that stopped.
void close_without_bar(Walk& walk,
                       base::TradingDate last_bar,
                       base::TradingDate deadline,
                       base::TradingDate as_of) {
    const base::TradingDate seen = std::min(deadline, as_of);
    const bool is_delisted = bars::sessions_in(last_bar, seen) >= walk.rule.delisted_after_sessions;
    if (is_delisted) {
        leave(walk,
              walk.state.fill ? ExitReason::Delisted : ExitReason::Cancelled,
              last_bar,
              walk.state.close_usd);
    } else if (as_of >= deadline) {
        leave(walk,
              walk.state.fill ? ExitReason::Expired : ExitReason::Cancelled,
              last_bar,
              walk.state.close_usd);
    }
}

TradeState unfilled(const ExitRule& rule, const Trade& trade) {
    const Levels& levels = trade.side == Side::Buy ? rule.buy : rule.sell;
    const double sign = direction(trade.side);
    return {.entry_usd = trade.entry_usd,
            .target_usd = trade.entry_usd * (1.0 + sign * levels.target),
            .stop_usd = trade.entry_usd * (1.0 - sign * levels.stop),
            .fill = {},
            .exit = {},
            .close_usd = trade.entry_usd};
}

// One session of the trade, as the rule has it; `bar` is later than the signal's.
void take_bar(Walk& walk, const bars::BarFields& bar, base::TradingDate deadline) {
    if (!walk.state.fill && !fill_at_open(walk, bar)) {
        return;
    }
    walk.state.close_usd = bar.close_usd;
    try_levels(walk, bar);
    if (!walk.state.exit && bar.date == deadline) {
        leave(walk, ExitReason::Expired, bar.date, bar.close_usd);
    }
}

// Follows the trade from the bar at `first`, the first one after the signal's session.
TradeState follow_bars(const ExitRule& rule,
                       const Trade& trade,
                       const bars::BarSeries& series,
                       std::size_t first,
                       base::TradingDate as_of) {
    CHECK(as_of >= trade.signal_date);
    Walk walk{.rule = rule, .side = trade.side, .state = unfilled(rule, trade)};
    const base::TradingDate deadline = last_holding_session(rule, trade.signal_date);
    const base::TradingDate until = std::min(deadline, as_of);
    const auto dates = series.dates();
    const auto actions = series.actions();
    auto action = std::upper_bound(
        actions.begin(),
        actions.end(),
        trade.signal_date,
        [](base::TradingDate date, const bars::Action& item) { return date < item.ex_date; });
    const auto apply_until = [&](base::TradingDate date) {
        for (; action != actions.end() && action->ex_date <= date; ++action) {
            apply(*action, walk);
        }
    };

    base::TradingDate last_bar = trade.signal_date;
    for (std::size_t i = first; i < dates.size() && dates[i] <= until; ++i) {
        if (bars::sessions_in(last_bar, dates[i]) > rule.delisted_after_sessions) {
            break;  // The listing had ended before this bar.
        }
        apply_until(dates[i]);
        take_bar(walk, series.fields(i), deadline);
        if (walk.state.exit) {
            return walk.state;
        }
        last_bar = dates[i];
    }
    close_without_bar(walk, last_bar, deadline, as_of);
    if (!walk.state.exit) {
        apply_until(as_of);  // No bar tonight, but a split all the same: shares of `as_of`.
    }
    return walk.state;
}

}  // namespace

std::string_view name_of(Side side) {
    return side == Side::Buy ? "BUY" : "SELL";
}

std::string_view name_of(ExitReason reason) {
    switch (reason) {
        case ExitReason::TargetHit:
            return "TARGET_HIT";
        case ExitReason::StopHit:
            return "STOP_HIT";
        case ExitReason::Expired:
            return "EXPIRED";
        case ExitReason::Cancelled:
            return "CANCELLED";
        case ExitReason::Delisted:
            return "DELISTED";
    }
    return "";
}

std::string exit_rule_hash(const ExitRule& rule) {
    return base::sha256_hex(
        fmt::format("exit rule 1: buy {} {} sell {} {} days {} cost {} delisted {}",
                    rule.buy.target,
                    rule.buy.stop,
                    rule.sell.target,
                    rule.sell.stop,
                    rule.holding_days_max,
                    rule.cost_per_side,
                    rule.delisted_after_sessions));
}

double net_return_at(const ExitRule& rule, Side side, const TradeState& state, double price_usd) {
    CHECK(state.fill.has_value());
    const double fill_usd = state.fill->price_usd;
    const double gain_usd = direction(side) * (price_usd + state.dividends_usd - fill_usd);
    return gain_usd / fill_usd - 2.0 * rule.cost_per_side;
}

TradeState follow(const ExitRule& rule,
                  const Trade& trade,
                  const bars::BarSeries& series,
                  base::TradingDate as_of) {
    return follow_bars(rule, trade, series, series.count_until(trade.signal_date), as_of);
}

TradeState follow_from(const ExitRule& rule,
                       const Trade& trade,
                       const bars::BarSeries& series,
                       std::size_t signal_index,
                       base::TradingDate as_of) {
    return follow_bars(rule, trade, series, signal_index + 1, as_of);
}

}  // namespace turbomode::models
