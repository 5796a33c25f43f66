#include "turbomode/signals/tier.hpp"

#include <algorithm>
#include <random>
#include <vector>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "backend/turbomode/signals/night_support.hpp"

namespace turbomode::signals {
namespace {

StockSize with_cap(std::string_view name, double cap_usd, double volume_usd = 1.0) {
    return {ticker(name), cap_usd, volume_usd};
}

StockSize without_cap(std::string_view name, double volume_usd) {
    return {ticker(name), std::nullopt, volume_usd};
}

// `count` stocks S000, S001, ... of falling market cap.
std::vector<StockSize> universe(int count) {
    std::vector<StockSize> stocks;
    for (int i = 0; i < count; ++i) {
        stocks.push_back(with_cap(fmt::format("S{:03}", i), 1e12 - i, 1e9 - i));
    }
    return stocks;
}

std::ptrdiff_t count_of(const Tiering& tiering, Tier tier) {
    return std::count_if(tiering.tiers.begin(), tiering.tiers.end(), [&](const auto& item) {
        return item.second == tier;
    });
}

TEST(Tiers, SplitFiveHundredIntoThirds) {
    const auto tiering = assign_tiers(universe(500));
    EXPECT_EQ(count_of(tiering, Tier::LargeCap), 167);
    EXPECT_EQ(count_of(tiering, Tier::MidCap), 167);
    EXPECT_EQ(count_of(tiering, Tier::SmallCap), 166);
    EXPECT_EQ(tiering.rule, TierRule::MarketCapThirds);
    EXPECT_EQ(tiering.market_cap.large_min_usd, 1e12 - 166);
    EXPECT_EQ(tiering.market_cap.mid_min_usd, 1e12 - 333);
    EXPECT_EQ(tiering.placed_by_dollar_volume, 0);
}

TEST(Tiers, DifferByOneAtMostForAnyCount) {
    for (int n = 0; n < 40; ++n) {
        const auto tiering = assign_tiers(universe(n));
        const auto large = count_of(tiering, Tier::LargeCap);
        const auto mid = count_of(tiering, Tier::MidCap);
        const auto small = count_of(tiering, Tier::SmallCap);
        EXPECT_EQ(large + mid + small, n);
        EXPECT_TRUE(large >= mid && mid >= small && large - small <= 1) << n;
    }
}

TEST(Tiers, ExistForOneAndTwoAndNoStocks) {
    EXPECT_EQ(assign_tiers(universe(1)).tiers.at(ticker("S000")), Tier::LargeCap);
    const auto two = assign_tiers(universe(2));
    EXPECT_EQ(two.tiers.at(ticker("S000")), Tier::LargeCap);
    EXPECT_EQ(two.tiers.at(ticker("S001")), Tier::MidCap);
    EXPECT_TRUE(two.market_cap.mid_min_usd.has_value());
    const auto none = assign_tiers({});
    EXPECT_TRUE(none.tiers.empty());
    EXPECT_FALSE(none.market_cap.large_min_usd.has_value());
}

TEST(Tiers, FallBackToDollarVolumeWhenNoCapIsKnown) {
    const auto tiering = assign_tiers(
        std::vector{without_cap("A", 1.0), without_cap("B", 3.0), without_cap("C", 2.0)});
    EXPECT_EQ(tiering.rule, TierRule::DollarVolumeThirds);
    EXPECT_EQ(tiering.tiers.at(ticker("B")), Tier::LargeCap);
    EXPECT_EQ(tiering.tiers.at(ticker("C")), Tier::MidCap);
    EXPECT_EQ(tiering.tiers.at(ticker("A")), Tier::SmallCap);
    EXPECT_EQ(tiering.dollar_volume.large_min_usd, 3.0);
    EXPECT_EQ(tiering.placed_by_dollar_volume, 3);
}

TEST(Tiers, PlaceAStockWithoutCapByItsDollarVolumeAmongAll) {
    // By dollar volume: X first of four, so Large; the caps rank A, B, C among themselves.
    const auto tiering = assign_tiers(std::vector{with_cap("A", 30.0, 1.0),
                                                  with_cap("B", 20.0, 2.0),
                                                  with_cap("C", 10.0, 3.0),
                                                  without_cap("X", 4.0)});
    EXPECT_EQ(tiering.rule, TierRule::MarketCapThirds);
    EXPECT_EQ(tiering.tiers.at(ticker("A")), Tier::LargeCap);
    EXPECT_EQ(tiering.tiers.at(ticker("B")), Tier::MidCap);
    EXPECT_EQ(tiering.tiers.at(ticker("C")), Tier::SmallCap);
    EXPECT_EQ(tiering.tiers.at(ticker("X")), Tier::LargeCap);
    EXPECT_EQ(tiering.placed_by_dollar_volume, 1);
}

TEST(Tiers, RankAStockWithoutAnySizeLast) {
    const auto tiering = assign_tiers(
        std::vector{without_cap("A", 2.0), without_cap("B", 1.0), StockSize{ticker("X"), {}, {}}});
    EXPECT_EQ(tiering.tiers.at(ticker("X")), Tier::SmallCap);
}

TEST(Tiers, BreakTiesByTickerInAnyOrder) {
    std::vector<StockSize> stocks = {with_cap("C", 1.0), with_cap("A", 1.0), with_cap("B", 1.0)};
    std::mt19937 engine(1);
    for (int round = 0; round < 10; ++round) {
        std::shuffle(stocks.begin(), stocks.end(), engine);
        const auto tiering = assign_tiers(stocks);
        EXPECT_EQ(tiering.tiers.at(ticker("A")), Tier::LargeCap);
        EXPECT_EQ(tiering.tiers.at(ticker("B")), Tier::MidCap);
        EXPECT_EQ(tiering.tiers.at(ticker("C")), Tier::SmallCap);
    }
}

TEST(Tiers, FollowFixedLimitsWhenSet) {
    const auto tiering = assign_tiers(std::vector{with_cap("A", 200e9),
                                                  with_cap("B", 199e9),
                                                  with_cap("C", 10e9),
                                                  with_cap("D", 9e9),
                                                  without_cap("X", 5.0)},
                                      TierLimits{.large_min_usd = 200e9, .mid_min_usd = 10e9});
    EXPECT_EQ(tiering.rule, TierRule::FixedLimits);
    EXPECT_EQ(tiering.tiers.at(ticker("A")), Tier::LargeCap);
    EXPECT_EQ(tiering.tiers.at(ticker("B")), Tier::MidCap);
    EXPECT_EQ(tiering.tiers.at(ticker("C")), Tier::MidCap);
    EXPECT_EQ(tiering.tiers.at(ticker("D")), Tier::SmallCap);
    EXPECT_EQ(tiering.tiers.at(ticker("X")), Tier::LargeCap) << "by dollar volume";
    EXPECT_EQ(tiering.market_cap.large_min_usd, 200e9);
    EXPECT_EQ(tiering.market_cap.mid_min_usd, 10e9);
}

TEST(Tiers, HaveANameForEachRule) {
    EXPECT_EQ(name_of(TierRule::MarketCapThirds), "market_cap_thirds");
    EXPECT_EQ(name_of(TierRule::DollarVolumeThirds), "dollar_volume_thirds");
    EXPECT_EQ(name_of(TierRule::FixedLimits), "fixed_limits");
}

TEST(TiersDeathTest, RefuseAStockTwiceAndUpsideDownLimits) {
    EXPECT_DEATH(assign_tiers(std::vector{with_cap("A", 1.0), with_cap("A", 2.0)}), "CHECK failed");
    EXPECT_DEATH(assign_tiers(universe(3), TierLimits{.large_min_usd = 1.0, .mid_min_usd = 2.0}),
                 "CHECK failed");
}

TEST(MedianDollarVolume, TakesTheMiddleOfTheKnownSessions) {
    bars::BarSeries series;
    for (const double shares : {5.0, 1.0, 3.0}) {
        const auto date = series.empty() ? kEntry : *bars::next_session(series.dates().back());
        series.append(bar(date, kQuiet, shares));
    }
    EXPECT_EQ(median_dollar_volume_usd(series, kTonight), 300.0);
    EXPECT_EQ(median_dollar_volume_usd(series, kFill), 300.0) << "mean of 100 and 500";
    EXPECT_EQ(median_dollar_volume_usd(series, kEntry), 500.0);
    EXPECT_EQ(median_dollar_volume_usd(series, kEntry.plus_days(-1)), std::nullopt);
}

TEST(MedianDollarVolume, ForgetsWhatIsOlderThanSixtySessions) {
    bars::BarSeries series;
    const auto sessions = bars::sessions_between(kEntry, base::TradingDate(2024, 12, 31));
    for (std::size_t i = 0; i < 121; ++i) {
        series.append(bar(sessions[i], kQuiet, i < 61 ? 1e6 : 1.0));
    }
    EXPECT_EQ(median_dollar_volume_usd(series, sessions[120]), 100.0);
}

}  // namespace
}  // namespace turbomode::signals
