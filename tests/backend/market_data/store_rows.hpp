// Short ways to write what goes into a store.
#pragma once

#include <string>

#include "market_data/store/store.hpp"

namespace market_data {

inline base::Ticker ticker(std::string_view text) {
    return base::Ticker::from(text).value();
}

// A bar around `close`.
inline bars::Bar bar(base::TradingDate date, double close) {
    return bars::Bar::from({.date = date,
                            .open_usd = close,
                            .high_usd = close + 1.0,
                            .low_usd = close - 1.0,
                            .close_usd = close,
                            .volume_shares = 1000.0})
        .value();
}

inline store::Provenance from_file(const std::string& file) {
    return {.kind = "test", .file = file, .sha256 = "0"};
}

inline void ignore_progress(std::size_t /*done*/) {}

}  // namespace market_data
