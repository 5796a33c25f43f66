// Session bars: which bar of each stock belongs to each session, looked up once for many uses.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "bars/panel.hpp"

namespace turbomode::backtest {

class SessionBars {
public:
    SessionBars(const bars::Panel& prices, std::span<const base::TradingDate> sessions);

    // Nothing: the stock has no bar of that session. `session` counts from the first one given.
    std::optional<std::size_t> at(std::size_t stock, std::size_t session) const {
        const std::int32_t bar = bars_[stock * sessions_ + session];
        return bar < 0 ? std::nullopt : std::optional{static_cast<std::size_t>(bar)};
    }

private:
    std::size_t sessions_;
    std::vector<std::int32_t> bars_;  // By stock and session; -1 for none.
};

}  // namespace turbomode::backtest
