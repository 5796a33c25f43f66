#include "bars/panel.hpp"

#include "base/check.hpp"

namespace bars {

void check_not_later(const Panel& panel, base::TradingDate as_of) {
    CHECK(panel.sessions.empty() || panel.sessions.back() <= as_of);
    for (const auto& stock : panel.stocks) {
        const auto dates = stock.series.dates();
        const auto actions = stock.series.actions();
        CHECK(dates.empty() || dates.back() <= as_of);
        CHECK(actions.empty() || actions.back().ex_date <= as_of);
    }
}

}  // namespace bars
