#include "ml_automation/paper/follow.hpp"

#include <array>
#include <span>
#include <utility>

#include <fmt/format.h>

#include "bars/calendar.hpp"
#include "base/check.hpp"

namespace ml_automation::paper {

namespace {

using base::TradingDate;

constexpr double kTouch = 1e-9;  // Levels carry rounding that quoted prices do not.

constexpr std::array<std::pair<State, std::string_view>, 4> kStates{
    {{State::Pending, "PENDING"},
     {State::Open, "OPEN"},
     {State::Closed, "CLOSED"},
     {State::Cancelled, "CANCELLED"}}};
constexpr std::array<std::pair<ExitReason, std::string_view>, 4> kReasons{
    {{ExitReason::TargetHit, "TARGET_HIT"},
     {ExitReason::StopHit, "STOP_HIT"},
     {ExitReason::Expired, "EXPIRED"},
     {ExitReason::Delisted, "DELISTED"}}};

template <typename Value>
std::string_view name_in(std::span<const std::pair<Value, std::string_view>> names, Value value) {
    for (const auto& [known, name] : names) {
        if (known == value) {
            return name;
        }
    }
    CHECK(false);
    return {};
}

template <typename Value>
base::Result<Value> parse_in(std::span<const std::pair<Value, std::string_view>> names,
                             std::string_view text,
                             std::string_view what) {
    for (const auto& [value, name] : names) {
        if (name == text) {
            return value;
        }
    }
    return base::Error{base::ErrorCode::Corruption, fmt::format("'{}' is no {}", text, what)};
}

// Walks one trade along its bars. What one share bought at the fill has become is `shares_` shares
// of today and `dividends_` dollars.
class Walk {
public:
    Walk(const Rule& rule, const bars::BarSeries& series, std::size_t first)
        : rule_(rule),
          series_(series),
          fill_usd_(series.open_usd()[first]),
          fill_date_(series.dates()[first]),
          last_session_(bars::session_at_or_before(fill_date_.plus_days(rule.holding_days_max))
                            .value_or(fill_date_)) {
        for (; next_action_ < series.actions().size(); ++next_action_) {
            if (series.actions()[next_action_].ex_date > fill_date_) {
                break;
            }
        }
    }

    // Splits and dividends with an ex-date until `date`.
    void take_actions(TradingDate date) {
        const auto actions = series_.actions();
        for (; next_action_ < actions.size() && actions[next_action_].ex_date <= date;
             ++next_action_) {
            shares_ *= actions[next_action_].split_ratio;
            dividends_ += actions[next_action_].dividend_usd * shares_;
        }
    }

    // The exit within bar `at`, whose actions have been taken.
    std::optional<Exit> exit_in(std::size_t at) const {
        const auto date = series_.dates()[at];
        const auto leave = [&](ExitReason reason, double price) {
            return Exit{.reason = reason, .date = date, .price_usd = price, .known_on = date};
        };
        const double open = series_.open_usd()[at];
        if (is_at_or_below(open, stop())) {
            return leave(ExitReason::StopHit, open);
        }
        if (is_at_or_above(open, target())) {
            return leave(ExitReason::TargetHit, open);
        }
        if (is_at_or_below(series_.low_usd()[at], stop())) {
            return leave(ExitReason::StopHit, stop());
        }
        if (is_at_or_above(series_.high_usd()[at], target())) {
            return leave(ExitReason::TargetHit, target());
        }
        if (date >= last_session_) {
            return leave(ExitReason::Expired, series_.close_usd()[at]);
        }
        return std::nullopt;
    }

    Standing standing(std::size_t at, std::optional<Exit> exit) const {
        const double price = exit ? exit->price_usd : series_.close_usd()[at];
        const double paid = fill_usd_ * (1.0 + rule_.cost_per_side);
        const double got = price * shares_ * (1.0 - rule_.cost_per_side) + dividends_;
        return {.state = exit ? State::Closed : State::Open,
                .fill = Fill{.date = fill_date_, .price_usd = fill_usd_ / shares_},
                .target_usd = target(),
                .stop_usd = stop(),
                .close_usd = series_.close_usd()[at],
                .net_return = got / paid - 1.0,
                .exit = std::move(exit)};
    }

private:
    static bool is_at_or_below(double price, double level) {
        return price <= level * (1.0 + kTouch);
    }
    static bool is_at_or_above(double price, double level) {
        return price >= level * (1.0 - kTouch);
    }
    // Per share of today.
    double target() const { return fill_usd_ * (1.0 + rule_.target) / shares_; }
    double stop() const { return fill_usd_ * (1.0 - rule_.stop) / shares_; }

    const Rule& rule_;
    const bars::BarSeries& series_;
    double fill_usd_;
    TradingDate fill_date_;
    TradingDate last_session_;
    double shares_ = 1.0;
    double dividends_ = 0.0;
    std::size_t next_action_ = 0;
};

// The evening on which `rule` gives up on a stock whose last bar is of `last_bar`; nothing when
// that is beyond the calendar.
std::optional<TradingDate> given_up_on(const Rule& rule, TradingDate last_bar) {
    std::optional<TradingDate> day = last_bar;
    for (int session = 0; day && session < rule.delisted_after_sessions; ++session) {
        day = bars::next_session(*day);
    }
    return day;
}

}  // namespace

std::string text_of(const Rule& rule) {
    return fmt::format("target {}, stop {}, {} days, {} a side, delisted after {} sessions",
                       rule.target,
                       rule.stop,
                       rule.holding_days_max,
                       rule.cost_per_side,
                       rule.delisted_after_sessions);
}

std::string_view name_of(State state) {
    return name_in<State>(kStates, state);
}

base::Result<State> parse_state(std::string_view name) {
    return parse_in<State>(kStates, name, "state of a paper trade");
}

std::string_view name_of(ExitReason reason) {
    return name_in<ExitReason>(kReasons, reason);
}

base::Result<ExitReason> parse_exit_reason(std::string_view name) {
    return parse_in<ExitReason>(kReasons, name, "exit reason");
}

Standing follow(const Rule& rule,
                TradingDate decided_on,
                const bars::BarSeries& series,
                TradingDate as_of) {
    CHECK(as_of >= decided_on);
    const std::size_t first = series.count_until(decided_on);
    const std::size_t end = series.count_until(as_of);
    const auto give_up_unfilled = given_up_on(rule, decided_on);
    const bool is_late =
        first < end && give_up_unfilled && series.dates()[first] > *give_up_unfilled;
    if (first == end || is_late) {
        const bool is_over = is_late || (give_up_unfilled && *give_up_unfilled <= as_of);
        return {.state = is_over ? State::Cancelled : State::Pending};
    }
    Walk walk(rule, series, first);
    for (std::size_t at = first; at < end; ++at) {
        walk.take_actions(series.dates()[at]);
        if (auto exit = walk.exit_in(at)) {
            return walk.standing(at, std::move(exit));
        }
        const auto given_up = given_up_on(rule, series.dates()[at]);
        const bool has_next = at + 1 < end;
        const bool is_gone =
            given_up && (has_next ? series.dates()[at + 1] > *given_up : *given_up <= as_of);
        if (is_gone) {
            return walk.standing(at,
                                 Exit{.reason = ExitReason::Delisted,
                                      .date = series.dates()[at],
                                      .price_usd = series.close_usd()[at],
                                      .known_on = *given_up});
        }
    }
    return walk.standing(end - 1, std::nullopt);
}

}  // namespace ml_automation::paper
