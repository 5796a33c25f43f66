#include "turbomode/backtest/tape.hpp"

#include <algorithm>

#include "base/check.hpp"

namespace turbomode::backtest {

Tape::Tape(const bars::Panel& prices, base::TradingDate first)
    : prices_(prices), as_of_(first), series_(prices.stocks.size()) {
    for (const auto& stock : prices.stocks) {
        const auto dates = stock.series.dates();
        const auto actions = stock.series.actions();
        next_bar_.push_back(
            static_cast<std::size_t>(std::ranges::lower_bound(dates, first) - dates.begin()));
        next_action_.push_back(static_cast<std::size_t>(
            std::ranges::lower_bound(actions, first, {}, &bars::Action::ex_date) -
            actions.begin()));
        series_[next_bar_.size() - 1].reserve(dates.size() - next_bar_.back());
    }
}

void Tape::wind_to(base::TradingDate as_of) {
    CHECK(as_of >= as_of_);
    as_of_ = as_of;
    for (std::size_t i = 0; i < series_.size(); ++i) {
        const auto& whole = prices_.stocks[i].series;
        for (auto& next = next_bar_[i]; next < whole.size() && whole.dates()[next] <= as_of;
             ++next) {
            series_[i].append_bar_of(whole, next);
        }
        const auto actions = whole.actions();
        for (auto& next = next_action_[i]; next < actions.size() && actions[next].ex_date <= as_of;
             ++next) {
            series_[i].append(actions[next]);
        }
    }
}

const bars::BarSeries* Tape::series_of(const base::Ticker& ticker) const {
    const auto found =
        std::ranges::lower_bound(prices_.stocks, ticker, {}, &bars::PanelStock::ticker);
    const bool is_there = found != prices_.stocks.end() && found->ticker == ticker;
    return is_there ? &series_[static_cast<std::size_t>(found - prices_.stocks.begin())] : nullptr;
}

}  // namespace turbomode::backtest
