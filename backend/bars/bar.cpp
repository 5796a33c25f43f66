#include "bars/bar.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

namespace bars {

namespace {

base::Error broken(const BarFields& bar, std::string_view rule) {
    return base::Error{base::ErrorCode::InvalidInput,
                       fmt::format("{}: {} (open {} high {} low {} close {} volume {})",
                                   bar.date.text(),
                                   rule,
                                   bar.open_usd,
                                   bar.high_usd,
                                   bar.low_usd,
                                   bar.close_usd,
                                   bar.volume_shares)};
}

bool is_price(double usd) {
    return std::isfinite(usd) && usd > 0.0;
}

}  // namespace

base::Result<Bar> Bar::from(const BarFields& bar) {
    if (!is_price(bar.open_usd) || !is_price(bar.high_usd) || !is_price(bar.low_usd) ||
        !is_price(bar.close_usd)) {
        return broken(bar, "a price is not finite and > 0");
    }
    if (bar.high_usd < bar.low_usd) {
        return broken(bar, fmt::format("high {} below low {}", bar.high_usd, bar.low_usd));
    }
    if (std::max(bar.open_usd, bar.close_usd) > bar.high_usd ||
        std::min(bar.open_usd, bar.close_usd) < bar.low_usd) {
        return broken(bar, "open or close outside low..high");
    }
    if (!std::isfinite(bar.volume_shares) || bar.volume_shares < 0.0) {
        return broken(bar, "volume is not finite and >= 0");
    }
    return Bar{bar};
}

}  // namespace bars
