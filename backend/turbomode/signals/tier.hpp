// Tiers: which stocks count as large, mid and small caps tonight.
#pragma once

#include <map>
#include <optional>
#include <span>
#include <string_view>

#include "bars/bar_series.hpp"
#include "turbomode/signals/types.hpp"

namespace turbomode::signals {

inline constexpr int kDollarVolumeSessions = 60;

// What a tier is judged by.
struct StockSize {
    base::Ticker ticker;
    std::optional<double> market_cap_usd;            // Nothing when nobody says; > 0.
    std::optional<double> median_dollar_volume_usd;  // Of 60 sessions; nothing ranks last.
};

// The least market cap of a large and of a mid cap.
struct TierLimits {
    double large_min_usd;
    double mid_min_usd;
};

enum class TierRule {
    MarketCapThirds,
    DollarVolumeThirds,  // No market cap is known at all.
    FixedLimits,
};
std::string_view name_of(TierRule rule);  // "market_cap_thirds", ...

// The smallest large and mid cap: where the cuts lie. Nothing where the tier is empty.
struct TierCuts {
    std::optional<double> large_min_usd;
    std::optional<double> mid_min_usd;
};

struct Tiering {
    TierRule rule;
    std::map<base::Ticker, Tier> tiers;  // Every stock once.
    TierCuts market_cap;                 // Fixed limits: the limits themselves.
    TierCuts dollar_volume;              // Of the whole universe; used where no cap is known.
    int placed_by_dollar_volume = 0;     // Stocks without a market cap.
};

// Median of close x volume over the last 60 bars until `as_of`, in USD a session; over fewer while
// there are fewer, nothing without any. Splits do not change it.
std::optional<double> median_dollar_volume_usd(const bars::BarSeries& series,
                                               base::TradingDate as_of);

// Thirds by rank, largest first: of n stocks the one at rank r (from 0) is in third 3r/n, so that
// sizes differ by one at most and the larger tiers get the odd ones. Stocks with a market cap are
// ranked among themselves; one without gets the third that its dollar volume falls in among all
// stocks. With `limits` the market cap is held against them instead. Equal sizes: by ticker.
// REQUIRES: tickers distinct; sizes finite; limits large >= mid > 0
Tiering assign_tiers(std::span<const StockSize> stocks,
                     const std::optional<TierLimits>& limits = std::nullopt);

}  // namespace turbomode::signals
