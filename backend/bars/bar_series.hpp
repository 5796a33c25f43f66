// BarSeries: the raw bars of one stock, oldest first, with its splits and dividends beside them.
#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <span>
#include <vector>

#include "bars/bar.hpp"
#include "base/date.hpp"

namespace bars {

// What happened to a share before the open of its ex-date. Both may happen on one day.
struct Action {
    base::TradingDate ex_date;
    double dividend_usd = 0.0;  // Per share as it trades on the ex-date, i.e. after the split.
    double split_ratio = 1.0;   // New shares for one old: 4 for 4:1, 0.125 for 1:8.

    bool operator==(const Action&) const = default;
};

// Columns, because features and outcomes walk along one column at a time.
class BarSeries {
public:
    // Open, high, low, close and volume, as in BarFields.
    using NumberColumns = std::array<std::span<const double>, 5>;

    BarSeries() = default;
    // Bars that were sound (Bar::from) and in order when they were kept. REQUIRES: columns of one
    // length, dates ascending.
    BarSeries(std::vector<base::TradingDate> dates, const NumberColumns& numbers);
    // REQUIRES: `bar.date()` is later than the last bar's.
    void append(const Bar& bar);
    // REQUIRES: `action.ex_date` is later than the last action's; split_ratio > 0, dividend >= 0,
    // both finite.
    void append(const Action& action);
    // The bar at `index` of another series, where it was checked. REQUIRES: as append(bar)
    void append_bar_of(const BarSeries& other, std::size_t index);
    void reserve(std::size_t bars);

    std::size_t size() const { return dates_.size(); }
    bool empty() const { return dates_.empty(); }
    std::span<const base::TradingDate> dates() const { return dates_; }
    std::span<const double> open_usd() const { return open_usd_; }
    std::span<const double> high_usd() const { return high_usd_; }
    std::span<const double> low_usd() const { return low_usd_; }
    std::span<const double> close_usd() const { return close_usd_; }
    std::span<const double> volume_shares() const { return volume_shares_; }
    std::span<const Action> actions() const { return actions_; }

    BarFields fields(std::size_t index) const;  // REQUIRES: index < size()
    // The position of the bar of that date, if there is one.
    std::optional<std::size_t> index_of(base::TradingDate date) const;
    // How many bars have a date <= `date`.
    std::size_t count_until(base::TradingDate date) const;
    // The bars and actions with a date <= `date`: what was known that evening.
    BarSeries until(base::TradingDate date) const;

    bool operator==(const BarSeries&) const = default;

private:
    std::vector<base::TradingDate> dates_;
    std::vector<double> open_usd_, high_usd_, low_usd_, close_usd_, volume_shares_;
    std::vector<Action> actions_;
};

}  // namespace bars
