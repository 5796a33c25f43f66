#include "turbomode/backtest/portfolio.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>

#include "base/check.hpp"
#include "turbomode/backtest/figures.hpp"
#include "turbomode/signals/tier.hpp"

namespace turbomode::backtest {

namespace {

constexpr double kDaysPerYear = 365.0;
constexpr std::size_t kVolatilityReturns = 60;
constexpr std::size_t kVolatilityReturnsMin = 20;
constexpr double kRoomMin = 0.5;  // Of the wanted size: for less it is not worth it.
constexpr double kMillionUsd = 1e6;

double direction(models::Side side) {
    return side == models::Side::Buy ? 1.0 : -1.0;
}

// Nothing of nothing.
double share_of(double part, double whole) {
    return whole > 0.0 ? part / whole : 0.0;
}

// Standard deviation of the daily log returns until `as_of`, splits taken out; nothing with too
// few.
std::optional<double> daily_volatility(const bars::BarSeries& series, base::TradingDate as_of) {
    const std::size_t end = series.count_until(as_of);
    const std::size_t first = end > kVolatilityReturns ? end - kVolatilityReturns : 1;
    double sum = 0.0;
    double squares = 0.0;
    std::size_t count = 0;
    auto action =
        std::ranges::upper_bound(series.actions(),
                                 first > 0 && first < end ? series.dates()[first - 1] : as_of,
                                 {},
                                 &bars::Action::ex_date);
    for (std::size_t i = first; i < end; ++i) {
        double ratio = 1.0;
        for (; action != series.actions().end() && action->ex_date <= series.dates()[i]; ++action) {
            ratio *= action->split_ratio;
        }
        const double value = std::log(series.close_usd()[i] * ratio / series.close_usd()[i - 1]);
        sum += value;
        squares += value * value;
        ++count;
    }
    if (count < kVolatilityReturnsMin) {
        return std::nullopt;
    }
    const auto n = static_cast<double>(count);
    const double variance = (squares - sum * sum / n) / (n - 1.0);
    return variance > 0.0 ? std::optional{std::sqrt(variance)} : std::nullopt;
}

struct Position {
    std::size_t signal;  // In the replay.
    std::size_t stock;   // In the panel.
    double shares;       // Always > 0.
    double close_usd;    // The last one seen, in today's shares.
};

// A signal as the account sees it.
struct Order {
    std::size_t stock;
    std::optional<std::size_t> exit_session;  // By the exit rule.
    std::optional<std::size_t> sold_session;  // At whose open the list's decision is followed.
};

class Simulation {
public:
    Simulation(const Replay& replay,
               const bars::Panel& prices,
               const SessionBars& sessions,
               const PortfolioRules& rules)
        : replay_(replay), prices_(prices), bars_(sessions), rules_(rules) {
        cash_usd_ = rules.capital_usd;
        equity_usd_ = rules.capital_usd;
        for (std::size_t i = 0; i < replay.signals.size(); ++i) {
            orders_.push_back(order_of(replay.signals[i]));
            const auto& fill = replay.signals[i].paper.fill;
            if (fill && !is_given_up_before(replay.signals[i], fill->date)) {
                fills_[session_of(fill->date)].push_back(i);
            }
        }
    }

    Account run() && {
        for (std::size_t session = 0; session < replay_.nights.size(); ++session) {
            take(session);
        }
        return std::move(account_);
    }

private:
    std::size_t session_of(base::TradingDate date) const {
        const auto found =
            std::ranges::lower_bound(replay_.nights, date, {}, &Replay::Night::session);
        return static_cast<std::size_t>(found - replay_.nights.begin());
    }

    // Whether the list had let go of a signal before its fill came.
    static bool is_given_up_before(const ReplayedSignal& item, base::TradingDate fill) {
        return item.closed && item.left_on && *item.left_on < fill;
    }

    Order order_of(const ReplayedSignal& item) const {
        const auto stock = std::ranges::lower_bound(
            prices_.stocks, item.signal.ticker, {}, &bars::PanelStock::ticker);
        Order order{.stock = static_cast<std::size_t>(stock - prices_.stocks.begin()),
                    .exit_session = {},
                    .sold_session = {}};
        if (item.paper.exit) {
            // The end of a listing, or a deadline without a bar, is only known in hindsight.
            const auto& exit = *item.paper.exit;
            const bool is_seen_at_once =
                exit.reason == models::ExitReason::TargetHit ||
                exit.reason == models::ExitReason::StopHit ||
                (exit.reason == models::ExitReason::Expired && stock->series.index_of(exit.date));
            order.exit_session = session_of(exit.date);
            if (!is_seen_at_once) {
                order.exit_session = std::max(
                    *order.exit_session + static_cast<std::size_t>(replay_.delisted_after_sessions),
                    session_of(item.left_on.value_or(exit.date)));
            }
        }
        const bool was_given_up =
            item.closed && (item.closed->reason == signals::ListReason::Replaced ||
                            item.closed->reason == signals::ListReason::Flipped);
        if (was_given_up) {
            order.sold_session = session_of(item.left_on->plus_days(1));
        }
        return order;
    }

    void take(std::size_t session) {
        const auto date = replay_.nights[session].session;
        traded_usd_ = 0.0;
        pay_for_time(date);
        apply_actions(date);
        sell_given_up(session);
        buy_filled(session);
        leave_by_rule(session);
        mark(session);
        last_date_ = date;
    }

    // Interest and borrowing since the last session, on what was held then.
    void pay_for_time(base::TradingDate date) {
        if (!last_date_) {
            return;
        }
        const double years = date.days_since(*last_date_) / kDaysPerYear;
        const double short_usd = value_of(models::Side::Sell);
        const double own_cash = cash_usd_ - short_usd;
        const double interest =
            own_cash * years * (own_cash > 0.0 ? rules_.cash_rate : rules_.margin_rate);
        const double borrow = short_usd * years * rules_.borrow_rate;
        cash_usd_ += interest - borrow;
        account_.interest_usd += interest;
        account_.borrow_usd += borrow;
    }

    void apply_actions(base::TradingDate date) {
        for (auto& position : held_) {
            const auto actions = prices_.stocks[position.stock].series.actions();
            auto action =
                std::ranges::upper_bound(actions, *last_date_, {}, &bars::Action::ex_date);
            for (; action != actions.end() && action->ex_date <= date; ++action) {
                position.shares *= action->split_ratio;
                position.close_usd /= action->split_ratio;
                cash_usd_ += direction(side_of(position)) * position.shares * action->dividend_usd;
            }
        }
    }

    void sell_given_up(std::size_t session) {
        leave_if([&](const Position& position) -> std::optional<double> {
            const auto& order = orders_[position.signal];
            const auto bar = bars_.at(position.stock, session);
            if (!order.sold_session || session < *order.sold_session || !bar) {
                return std::nullopt;
            }
            return prices_.stocks[position.stock].series.open_usd()[*bar];
        });
    }

    void leave_by_rule(std::size_t session) {
        leave_if([&](const Position& position) -> std::optional<double> {
            const auto& order = orders_[position.signal];
            if (!order.exit_session || session < *order.exit_session) {
                return std::nullopt;
            }
            return replay_.signals[position.signal].paper.exit->price_usd;
        });
    }

    template <typename PriceIfLeft>
    void leave_if(const PriceIfLeft& price_if_left) {
        std::erase_if(held_, [&](const Position& position) {
            const auto price = price_if_left(position);
            if (price) {
                const double usd = position.shares * *price;
                cash_usd_ += direction(side_of(position)) * usd;
                pay_costs(position.signal, position.stock, usd);
            }
            return price.has_value();
        });
    }

    void buy_filled(std::size_t session) {
        const auto found = fills_.find(session);
        if (found == fills_.end()) {
            return;
        }
        int taken = 0;
        for (const auto i : found->second) {
            const auto skip = try_to_take(i, session, taken);
            if (skip) {
                ++account_.skipped[static_cast<std::size_t>(*skip)];
            } else {
                ++taken;
                ++account_.taken;
            }
        }
    }

    std::optional<Skip> try_to_take(std::size_t i, std::size_t session, int taken_today) {
        const auto& signal = replay_.signals[i].signal;
        const bool is_on = signal.side == models::Side::Buy ? rules_.buys : rules_.sells;
        if (!is_on) {
            return Skip::SideIsOff;
        }
        if (taken_today >= rules_.new_per_day_max) {
            return Skip::EnoughToday;
        }
        const std::size_t stock = orders_[i].stock;
        const auto wanted = wanted_usd(signal, stock);
        if (!wanted) {
            return Skip::NoVolatility;
        }
        const double gross_max = rules_.leverage * equity_usd_;
        if (gross_max <= 0.0) {
            return Skip::NoRoom;
        }
        const double room = gross_max - value_of(models::Side::Buy) - value_of(models::Side::Sell);
        if (room < kRoomMin * *wanted) {
            return Skip::NoRoom;
        }
        const double sector_room = rules_.sector_share_max * gross_max - value_in(signal.sector);
        if (sector_room < kRoomMin * *wanted) {
            return Skip::SectorIsFull;
        }
        const double usd = std::min({*wanted, room, sector_room});
        const auto bar = bars_.at(stock, session);
        CHECK(bar.has_value());
        const double open_usd = prices_.stocks[stock].series.open_usd()[*bar];
        held_.push_back(
            {.signal = i, .stock = stock, .shares = usd / open_usd, .close_usd = open_usd});
        cash_usd_ -= direction(signal.side) * usd;
        pay_costs(i, stock, usd);
        return std::nullopt;
    }

    std::optional<double> wanted_usd(const signals::Signal& signal, std::size_t stock) const {
        double share = 0.0;
        switch (rules_.sizing) {
            case Sizing::EqualSlots:
                share = rules_.leverage / rules_.slots;
                break;
            case Sizing::FixedFraction:
                share = rules_.fraction;
                break;
            case Sizing::VolatilityScaled: {
                const auto volatility =
                    daily_volatility(prices_.stocks[stock].series, signal.entry_date);
                if (!volatility) {
                    return std::nullopt;
                }
                share = rules_.risk_per_day / *volatility;
                break;
            }
        }
        return std::min(share, rules_.position_share_max) * equity_usd_;
    }

    void pay_costs(std::size_t i, std::size_t stock, double usd) {
        const auto& costs = rules_.costs;
        double basis_points = costs.commission_bp + costs.slippage_bp + costs.spread_bp_min;
        if (costs.spread_bp_at_1m > 0.0) {
            const auto volume = signals::median_dollar_volume_usd(
                prices_.stocks[stock].series, replay_.signals[i].signal.entry_date);
            basis_points += costs.spread_bp_at_1m /
                            std::sqrt(std::max(volume.value_or(0.0), 1.0) / kMillionUsd);
        }
        const double paid = usd * basis_points * kBasisPoint;
        cash_usd_ -= paid;
        account_.costs_usd += paid;
        traded_usd_ += usd;
    }

    void mark(std::size_t session) {
        for (auto& position : held_) {
            if (const auto bar = bars_.at(position.stock, session)) {
                position.close_usd = prices_.stocks[position.stock].series.close_usd()[*bar];
            }
        }
        const double long_usd = value_of(models::Side::Buy);
        const double short_usd = value_of(models::Side::Sell);
        const double before = equity_usd_;
        equity_usd_ = cash_usd_ + long_usd - short_usd;
        if (equity_usd_ <= 0.0) {  // Ruined: the broker closes everything, and that is the end.
            held_.clear();
            cash_usd_ = 0.0;
            equity_usd_ = 0.0;
        }
        account_.days.push_back({.session = replay_.nights[session].session,
                                 .equity_usd = equity_usd_,
                                 .long_share = share_of(long_usd, equity_usd_),
                                 .short_share = share_of(short_usd, equity_usd_),
                                 .traded_share = share_of(traded_usd_, before),
                                 .positions = static_cast<int>(held_.size())});
    }

    models::Side side_of(const Position& position) const {
        return replay_.signals[position.signal].signal.side;
    }
    double value_of(models::Side side) const {
        return std::accumulate(
            held_.begin(), held_.end(), 0.0, [&](double sum, const Position& position) {
                return sum +
                       (side_of(position) == side ? position.shares * position.close_usd : 0.0);
            });
    }
    double value_in(const std::string& sector) const {
        return std::accumulate(
            held_.begin(), held_.end(), 0.0, [&](double sum, const Position& position) {
                const bool is_in = replay_.signals[position.signal].signal.sector == sector;
                return sum + (is_in ? position.shares * position.close_usd : 0.0);
            });
    }

    const Replay& replay_;
    const bars::Panel& prices_;
    const SessionBars& bars_;
    const PortfolioRules& rules_;
    std::vector<Order> orders_;                              // By signal of the replay.
    std::map<std::size_t, std::vector<std::size_t>> fills_;  // Signals by the session of the fill.
    std::vector<Position> held_;
    double cash_usd_ = 0.0;    // Proceeds of short sales included.
    double equity_usd_ = 0.0;  // Of the evening before.
    double traded_usd_ = 0.0;  // Today.
    std::optional<base::TradingDate> last_date_;
    Account account_;
};

}  // namespace

std::string_view name_of(Sizing sizing) {
    switch (sizing) {
        case Sizing::EqualSlots:
            return "equal_slots";
        case Sizing::FixedFraction:
            return "fixed_fraction";
        case Sizing::VolatilityScaled:
            return "volatility_scaled";
    }
    return "";
}

std::string_view name_of(Skip skip) {
    switch (skip) {
        case Skip::SideIsOff:
            return "its side is not traded";
        case Skip::EnoughToday:
            return "enough new positions that day";
        case Skip::NoRoom:
            return "no money left";
        case Skip::SectorIsFull:
            return "its sector is full";
        case Skip::NoVolatility:
            return "too little history to size it";
    }
    return "";
}

std::vector<double> Account::daily_returns(double capital_usd) const {
    std::vector<double> returns;
    double before = capital_usd;
    for (const auto& day : days) {
        returns.push_back(before > 0.0 ? day.equity_usd / before - 1.0 : 0.0);
        before = day.equity_usd;
    }
    return returns;
}

Account simulate(const Replay& replay,
                 const bars::Panel& prices,
                 const SessionBars& sessions,
                 const PortfolioRules& rules) {
    return Simulation(replay, prices, sessions, rules).run();
}

}  // namespace turbomode::backtest
