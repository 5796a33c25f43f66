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

constexpr double kRounding = 1e-6;

}  // namespace

bool is_about_same(double a, double b) {
    return std::abs(a - b) <= kRounding * std::max(std::abs(a), std::abs(b));
}

bool is_same_bar(const BarFields& a, const BarFields& b) {
    return is_about_same(a.open_usd, b.open_usd) && is_about_same(a.high_usd, b.high_usd) &&
           is_about_same(a.low_usd, b.low_usd) && is_about_same(a.close_usd, b.close_usd) &&
           is_about_same(a.volume_shares, b.volume_shares);
}

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
