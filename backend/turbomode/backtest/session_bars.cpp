#include "turbomode/backtest/session_bars.hpp"

namespace turbomode::backtest {

SessionBars::SessionBars(const bars::Panel& prices, std::span<const base::TradingDate> sessions)
    : sessions_(sessions.size()), bars_(prices.stocks.size() * sessions.size(), -1) {
    for (std::size_t stock = 0; stock < prices.stocks.size(); ++stock) {
        const auto dates = prices.stocks[stock].series.dates();
        std::size_t bar =
            sessions.empty()
                ? 0
                : prices.stocks[stock].series.count_until(sessions.front().plus_days(-1));
        for (std::size_t session = 0; session < sessions.size(); ++session) {
            while (bar < dates.size() && dates[bar] < sessions[session]) {
                ++bar;
            }
            if (bar < dates.size() && dates[bar] == sessions[session]) {
                bars_[stock * sessions_ + session] = static_cast<std::int32_t>(bar);
            }
        }
    }
}

}  // namespace turbomode::backtest
