#include "turbomode/signals/tier.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <utility>
#include <vector>

#include "base/check.hpp"

namespace turbomode::signals {

namespace {

struct Ranked {
    double size_usd;
    const base::Ticker* ticker;
};

Ranked ranked(const StockSize& stock, double size_usd) {
    CHECK(std::isfinite(size_usd));
    return {size_usd, &stock.ticker};
}

struct Thirds {
    std::map<base::Ticker, Tier> tiers;
    TierCuts cuts;
};

// The last stock of a tier is its smallest: the cut.
void lower_cuts(TierCuts& cuts, Tier tier, double size_usd) {
    if (tier == Tier::LargeCap) {
        cuts.large_min_usd = size_usd;
    } else if (tier == Tier::MidCap) {
        cuts.mid_min_usd = size_usd;
    }
}

Thirds thirds_of(std::vector<Ranked> stocks) {
    std::sort(stocks.begin(), stocks.end(), [](const Ranked& a, const Ranked& b) {
        return a.size_usd != b.size_usd ? a.size_usd > b.size_usd : *a.ticker < *b.ticker;
    });
    Thirds thirds;
    for (std::size_t rank = 0; rank < stocks.size(); ++rank) {
        const Tier tier = kTiers[3 * rank / stocks.size()];
        thirds.tiers.emplace(*stocks[rank].ticker, tier);
        lower_cuts(thirds.cuts, tier, stocks[rank].size_usd);
    }
    CHECK(thirds.tiers.size() == stocks.size());  // No stock twice.
    return thirds;
}

Thirds market_cap_thirds(std::span<const StockSize> stocks) {
    std::vector<Ranked> known;
    for (const StockSize& stock : stocks) {
        if (stock.market_cap_usd) {
            known.push_back(ranked(stock, *stock.market_cap_usd));
        }
    }
    return thirds_of(std::move(known));
}

Thirds dollar_volume_thirds(std::span<const StockSize> stocks) {
    std::vector<Ranked> all;
    for (const StockSize& stock : stocks) {
        all.push_back(ranked(stock, stock.median_dollar_volume_usd.value_or(0.0)));
    }
    return thirds_of(std::move(all));
}

Tier tier_within(const TierLimits& limits, double market_cap_usd) {
    if (market_cap_usd >= limits.large_min_usd) {
        return Tier::LargeCap;
    }
    return market_cap_usd >= limits.mid_min_usd ? Tier::MidCap : Tier::SmallCap;
}

}  // namespace

std::string_view name_of(TierRule rule) {
    switch (rule) {
        case TierRule::MarketCapThirds:
            return "market_cap_thirds";
        case TierRule::DollarVolumeThirds:
            return "dollar_volume_thirds";
        case TierRule::FixedLimits:
            return "fixed_limits";
    }
    return "";
}

std::optional<double> median_dollar_volume_usd(const bars::BarSeries& series,
                                               base::TradingDate as_of) {
    const std::size_t end = series.count_until(as_of);
    const std::size_t sessions = std::min<std::size_t>(end, kDollarVolumeSessions);
    if (sessions == 0) {
        return std::nullopt;
    }
    const auto closes = series.close_usd().subspan(end - sessions, sessions);
    const auto volumes = series.volume_shares().subspan(end - sessions, sessions);
    std::vector<double> traded_usd(sessions);
    std::transform(
        closes.begin(), closes.end(), volumes.begin(), traded_usd.begin(), std::multiplies<>());
    std::sort(traded_usd.begin(), traded_usd.end());
    return (traded_usd[(sessions - 1) / 2] + traded_usd[sessions / 2]) / 2.0;
}

Tiering assign_tiers(std::span<const StockSize> stocks, const std::optional<TierLimits>& limits) {
    Thirds by_cap = market_cap_thirds(stocks);
    Thirds by_volume = dollar_volume_thirds(stocks);
    Tiering tiering{
        .rule = by_cap.tiers.empty() ? TierRule::DollarVolumeThirds : TierRule::MarketCapThirds,
        .tiers = std::move(by_volume.tiers),
        .market_cap = by_cap.cuts,
        .dollar_volume = by_volume.cuts};
    tiering.placed_by_dollar_volume = static_cast<int>(stocks.size() - by_cap.tiers.size());
    for (const auto& [ticker, tier] : by_cap.tiers) {
        tiering.tiers.at(ticker) = tier;
    }
    if (!limits) {
        return tiering;
    }
    CHECK(limits->mid_min_usd > 0.0 && limits->large_min_usd >= limits->mid_min_usd);
    tiering.rule = TierRule::FixedLimits;
    tiering.market_cap = {limits->large_min_usd, limits->mid_min_usd};
    for (const StockSize& stock : stocks) {
        if (stock.market_cap_usd) {
            tiering.tiers.at(stock.ticker) = tier_within(*limits, *stock.market_cap_usd);
        }
    }
    return tiering;
}

}  // namespace turbomode::signals
