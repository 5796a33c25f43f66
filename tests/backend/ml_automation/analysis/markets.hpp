// Markets with a known answer.
#pragma once

#include <functional>
#include <string>

#include "bars/calendar.hpp"
#include "bars/panel.hpp"

namespace ml_automation::testing_markets {

inline constexpr int kSessions = 420;

// Stocks A and B, members throughout, with that close and volume on each session; the range is one
// hundredth of the close about it.
inline bars::Panel panel_of(const std::function<double(int stock, int session)>& close,
                            const std::function<double(int session)>& volume) {
    const auto sessions =
        bars::sessions_between(base::TradingDate{2023, 1, 3}, base::TradingDate{2025, 1, 2});
    bars::Panel panel;
    panel.sessions.assign(sessions.begin(), sessions.begin() + kSessions);
    for (int stock = 0; stock < 2; ++stock) {
        bars::PanelStock one{.ticker = base::Ticker::from(stock == 0 ? "A" : "B").value(),
                             .sector = "Energy",
                             .series = {},
                             .member = std::vector<std::uint8_t>(kSessions, 1)};
        double before = close(stock, 0);
        for (int session = 0; session < kSessions; ++session) {
            const double now = close(stock, session);
            one.series.append(
                bars::Bar::from({.date = panel.sessions[static_cast<std::size_t>(session)],
                                 .open_usd = before,
                                 .high_usd = std::max(before, now) * 1.005,
                                 .low_usd = std::min(before, now) * 0.995,
                                 .close_usd = now,
                                 .volume_shares = volume(session)})
                    .value());
            before = now;
        }
        panel.stocks.push_back(std::move(one));
    }
    return panel;
}

}  // namespace ml_automation::testing_markets
