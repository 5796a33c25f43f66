#include "turbomode/signals/trades_csv.hpp"

#include <algorithm>
#include <tuple>
#include <vector>

#include <fmt/format.h>

namespace turbomode::signals {

std::string trades_csv(std::span<const Closed> trades) {
    std::string text =
        "signal_date,symbol,side,tier,sector,confidence,fill_date,fill_price,exit_date,exit_price,"
        "exit_reason,net_return\n";
    std::vector<const Closed*> order;
    for (const auto& closed : trades) {
        order.push_back(&closed);
    }
    std::ranges::sort(order, {}, [](const Closed* closed) {
        const auto& signal = closed->signal;
        return std::tie(signal.entry_date, signal.ticker, signal.side);
    });
    for (const auto* trade : order) {
        const Closed& closed = *trade;
        const auto& signal = closed.signal;
        const auto& fill = closed.trade.fill;
        text += fmt::format("{},{},{},{},{},{:.6f},{},{},{},{},{},{}\n",
                            signal.entry_date.text(),
                            signal.ticker.text(),
                            models::name_of(signal.side),
                            name_of(signal.tier),
                            signal.sector,
                            signal.confidence,
                            fill ? fill->date.text() : "",
                            fill ? fmt::format("{}", fill->price_usd) : "",
                            closed.exit_date.text(),
                            closed.exit_usd,
                            name_of(closed.reason),
                            closed.net_return ? fmt::format("{}", *closed.net_return) : "");
    }
    return text;
}

}  // namespace turbomode::signals
