#include "bars/bar_series.hpp"

#include <algorithm>
#include <cmath>
#include <iterator>

#include "base/check.hpp"

namespace bars {

BarSeries::BarSeries(std::vector<base::TradingDate> dates, const NumberColumns& numbers)
    : dates_(std::move(dates)) {
    std::size_t next = 0;
    for (auto* column : {&open_usd_, &high_usd_, &low_usd_, &close_usd_, &volume_shares_}) {
        const auto& values = numbers[next++];
        CHECK(values.size() == dates_.size());
        column->assign(values.begin(), values.end());
    }
}

void BarSeries::append(const Bar& bar) {
    CHECK(dates_.empty() || bar.date() > dates_.back());
    dates_.push_back(bar.date());
    open_usd_.push_back(bar.open_usd());
    high_usd_.push_back(bar.high_usd());
    low_usd_.push_back(bar.low_usd());
    close_usd_.push_back(bar.close_usd());
    volume_shares_.push_back(bar.volume_shares());
}

void BarSeries::append_bar_of(const BarSeries& other, std::size_t index) {
    CHECK(index < other.size());
    CHECK(dates_.empty() || other.dates_[index] > dates_.back());
    dates_.push_back(other.dates_[index]);
    open_usd_.push_back(other.open_usd_[index]);
    high_usd_.push_back(other.high_usd_[index]);
    low_usd_.push_back(other.low_usd_[index]);
    close_usd_.push_back(other.close_usd_[index]);
    volume_shares_.push_back(other.volume_shares_[index]);
}

void BarSeries::append(const Action& action) {
    CHECK(actions_.empty() || action.ex_date > actions_.back().ex_date);
    CHECK(std::isfinite(action.split_ratio) && action.split_ratio > 0.0);
    CHECK(std::isfinite(action.dividend_usd) && action.dividend_usd >= 0.0);
    actions_.push_back(action);
}

void BarSeries::reserve(std::size_t bars) {
    dates_.reserve(bars);
    for (auto* column : {&open_usd_, &high_usd_, &low_usd_, &close_usd_, &volume_shares_}) {
        column->reserve(bars);
    }
}

BarFields BarSeries::fields(std::size_t index) const {
    CHECK(index < size());
    return BarFields{.date = dates_[index],
                     .open_usd = open_usd_[index],
                     .high_usd = high_usd_[index],
                     .low_usd = low_usd_[index],
                     .close_usd = close_usd_[index],
                     .volume_shares = volume_shares_[index]};
}

std::optional<std::size_t> BarSeries::index_of(base::TradingDate date) const {
    const auto count = count_until(date);
    if (count == 0 || dates_[count - 1] != date) {
        return std::nullopt;
    }
    return count - 1;
}

std::size_t BarSeries::count_until(base::TradingDate date) const {
    const auto later = std::upper_bound(dates_.begin(), dates_.end(), date);
    return static_cast<std::size_t>(later - dates_.begin());
}

BarSeries BarSeries::until(base::TradingDate date) const {
    const auto bars = static_cast<std::ptrdiff_t>(count_until(date));
    const auto head = [bars](const auto& column) {
        return std::vector(column.begin(), column.begin() + bars);
    };
    BarSeries known;
    known.dates_ = head(dates_);
    known.open_usd_ = head(open_usd_);
    known.high_usd_ = head(high_usd_);
    known.low_usd_ = head(low_usd_);
    known.close_usd_ = head(close_usd_);
    known.volume_shares_ = head(volume_shares_);
    std::copy_if(actions_.begin(),
                 actions_.end(),
                 std::back_inserter(known.actions_),
                 [date](const Action& action) { return action.ex_date <= date; });
    return known;
}

}  // namespace bars
