// Who gets a place when a tier and side has only so many.
#include <algorithm>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "backend/turbomode/signals/night_support.hpp"
#include "turbomode/signals/advance.hpp"

namespace turbomode::signals {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::Not;

const PublishingRules kRules{.min_confidence = {.buy = 0.6, .sell = 0.6}};
// What is left on kTonight, two days after kEntry.
constexpr double kLeft = 1.0 - 2.0 / 14.0 * 0.3;

// Signals H00, H01, ... of rising confidence; the first is the weakest, at 0.70.
std::vector<Signal> held_buys(int count) {
    std::vector<Signal> held;
    for (int i = 0; i < count; ++i) {
        held.push_back(signal_from(buy(fmt::format("H{:02}", i), 0.70 + 0.01 * i)));
    }
    return held;
}

NightResult night(const std::vector<Signal>& held,
                  const std::vector<Candidate>& candidates,
                  const PublishingRules& rules = kRules) {
    return advance(held, candidates, quiet_prices(held), rules, kTonight);
}

TEST(Capacity, LeavesTheTwentiethPlaceFree) {
    const auto result = night(held_buys(19), {buy("NEW", 0.6)});
    EXPECT_EQ(result.active.size(), 20U);
    EXPECT_EQ(result.opened.size(), 1U);
    EXPECT_THAT(result.closed, IsEmpty());
}

TEST(Capacity, ReplacesTheLowestEffectiveConfidenceAtTwenty) {
    const auto result = night(held_buys(20), {buy("NEW", 0.70 * kLeft + 1e-6)});
    EXPECT_EQ(result.active.size(), 20U);
    ASSERT_EQ(result.closed.size(), 1U);
    EXPECT_EQ(result.closed[0].signal.ticker, ticker("H00"));
    EXPECT_EQ(result.closed[0].reason, ListReason::Replaced);
    EXPECT_THAT(tickers_of(result.active), Contains("NEW"));
}

TEST(Capacity, NeedsAStrictlyHigherConfidence) {
    const auto result = night(held_buys(20), {buy("NEW", 0.70 * kLeft)});
    EXPECT_THAT(result.closed, IsEmpty());
    EXPECT_THAT(result.opened, IsEmpty());
    EXPECT_THAT(result.verdicts, ElementsAre(Verdict::NoPlace));
    EXPECT_EQ(result.counts.no_place, 1);
}

TEST(Capacity, LetsOnlyTwentyOfTwentyOneNewcomersIn) {
    std::vector<Candidate> candidates;
    for (int i = 0; i < 21; ++i) {
        candidates.push_back(buy(fmt::format("N{:02}", i), 0.70 + 0.01 * i));
    }
    const auto result = night({}, candidates);
    EXPECT_EQ(result.active.size(), 20U);
    EXPECT_EQ(result.counts.no_place, 1);
    EXPECT_EQ(result.verdicts[0], Verdict::NoPlace) << "the least confident one";
    EXPECT_THAT(result.closed, IsEmpty()) << "newcomers do not replace each other";
}

TEST(Capacity, IsCountedForEachTierAndSide) {
    Candidate mid = buy("MID", 0.6);
    mid.tier = Tier::MidCap;
    const auto result = night(held_buys(20), {sell("SELL", 0.6), mid, buy("NO", 0.6)});
    EXPECT_THAT(result.verdicts, ElementsAre(Verdict::Opened, Verdict::Opened, Verdict::NoPlace));
    EXPECT_EQ(result.active.size(), 22U);
}

TEST(Capacity, UsesThePlaceOfASignalThatClosedTonight) {
    const auto held = held_buys(20);
    Prices prices = quiet_prices(held);
    prices.at(ticker("H19")) = series_of({kQuiet, kQuiet, {100, 111, 99, 110}});
    const auto result = advance(held, std::vector{buy("NEW", 0.6)}, prices, kRules, kTonight);
    ASSERT_EQ(result.closed.size(), 1U);
    EXPECT_EQ(result.closed[0].reason, ListReason::TargetHit);
    EXPECT_THAT(tickers_of(result.active), Contains("NEW"));
}

TEST(Capacity, MarksAReplacedSignalToItsCloseAndKeepsNoPaperOutcomeYet) {
    const auto held = held_buys(20);
    Prices prices = quiet_prices(held);
    prices.at(ticker("H00")) = series_of({kQuiet, {102, 103, 101, 102}, {102, 105, 101, 104}});
    const auto result = advance(held, std::vector{buy("NEW", 0.9)}, prices, kRules, kTonight);
    ASSERT_EQ(result.closed.size(), 1U);
    EXPECT_EQ(result.closed[0].exit_date, kTonight);
    EXPECT_EQ(result.closed[0].exit_usd, 104.0);
    EXPECT_EQ(result.closed[0].hold_days, 2);
    EXPECT_NEAR(*result.closed[0].net_return, 2.0 / 102.0 - kCosts, 1e-12);
    EXPECT_FALSE(result.closed[0].paper_exit.has_value());
}

TEST(Capacity, RanksByEffectiveNotByOriginalConfidence) {
    auto held = held_buys(20);
    // The most confident of all, but twelve days old by 2024-03-06: 0.89 fades to 0.66.
    held[19].entry_date = base::TradingDate(2024, 2, 23);
    Prices prices = quiet_prices(held);
    prices.at(ticker("H19")) = series_of(std::vector<Ohlc>(9, kQuiet), held[19].entry_date);
    const auto result = advance(held, std::vector{buy("NEW", 0.9)}, prices, kRules, kTonight);
    ASSERT_EQ(result.closed.size(), 1U);
    EXPECT_EQ(result.closed[0].signal.ticker, ticker("H19"));
    EXPECT_EQ(result.active.front().signal.ticker, ticker("NEW")) << "best first";
}

TEST(Capacity, GivesUpTheOldestThenTheFirstTickerOfEquals) {
    std::vector<Signal> held;
    for (const auto* name : {"C", "B", "A"}) {
        held.push_back(signal_from(buy(name, 0.7)));
    }
    PublishingRules rules = kRules;
    rules.capacity = 3;
    EXPECT_EQ(night(held, {buy("NEW", 0.9)}, rules).closed.at(0).signal.ticker, ticker("A"));
    rules.decay.loss = 0.0;  // Equal effective confidence at any age.
    held[0].entry_date = base::TradingDate(2024, 3, 1);
    Prices prices = quiet_prices(held);
    prices.at(ticker("C")) = series_of(std::vector<Ohlc>(4, kQuiet), held[0].entry_date);
    const auto result = advance(held, std::vector{buy("NEW", 0.9)}, prices, rules, kTonight);
    EXPECT_EQ(result.closed.at(0).signal.ticker, ticker("C"));
}

TEST(Capacity, DoesNotLetAReplacedStockBackInTheSameNight) {
    // H00 fell to 0.67 and is scored 0.72 tonight: below NEW, but above what H01 fell to (0.68).
    const auto result = night(held_buys(20), {buy("NEW", 0.73), buy("H00", 0.72)});
    EXPECT_THAT(result.verdicts, ElementsAre(Verdict::Opened, Verdict::AlreadyActive));
    EXPECT_THAT(tickers_of(result.active), Not(Contains("H00")));
    EXPECT_THAT(result.updated, IsEmpty()) << "H00 left, nobody else was scored";
}

TEST(Capacity, NeverReplacesWhatWasOpenedTonight) {
    const std::vector held = {signal_from(buy("A", 0.6), kTonight)};
    const Prices prices = {{ticker("A"), series_of({kQuiet}, kTonight)}};
    PublishingRules rules = kRules;
    rules.capacity = 1;
    const auto result = advance(held, std::vector{buy("NEW", 0.9)}, prices, rules, kTonight);
    EXPECT_THAT(result.closed, IsEmpty());
    EXPECT_THAT(result.verdicts, ElementsAre(Verdict::NoPlace));
}

TEST(Capacity, ClosesAFlippedSignalEvenWhenTheOtherSideIsFull) {
    auto held = held_buys(20);
    held.push_back(signal_from(sell("X", 0.9)));
    const auto result = night(held, {buy("X", 0.6)});
    ASSERT_EQ(result.closed.size(), 1U);
    EXPECT_EQ(result.closed[0].reason, ListReason::Flipped);
    EXPECT_THAT(result.opened, IsEmpty());
    EXPECT_THAT(result.verdicts, ElementsAre(Verdict::NoPlace));
    EXPECT_THAT(tickers_of(result.active), Not(Contains("X")));
}

TEST(Capacity, LetsAFlippedStockReplaceTheWeakestOfAFullSide) {
    auto held = held_buys(20);
    held.push_back(signal_from(sell("X", 0.9)));
    const auto result = night(held, {buy("X", 0.9)});
    ASSERT_EQ(result.closed.size(), 2U);
    EXPECT_EQ(result.closed[0].reason, ListReason::Replaced);  // H00
    EXPECT_EQ(result.closed[1].reason, ListReason::Flipped);   // X
    EXPECT_EQ(result.active.size(), 20U);
}

TEST(Capacity, GivesTheFreedSideOfAFlipToAnotherNewcomer) {
    auto held = held_buys(20);
    const auto result = night(held, {sell("H19", 0.8), buy("NEW", 0.6)});
    ASSERT_EQ(result.closed.size(), 1U);
    EXPECT_EQ(result.closed[0].signal.ticker, ticker("H19"));
    EXPECT_EQ(result.opened.size(), 2U);
}

TEST(Capacity, ClosesTheWeakestWhenTheSettingWasLowered) {
    PublishingRules rules = kRules;
    rules.capacity = 3;
    const auto result = night(held_buys(5), {}, rules);
    EXPECT_EQ(result.active.size(), 3U);
    ASSERT_EQ(result.closed.size(), 2U);
    EXPECT_EQ(result.closed[0].signal.ticker, ticker("H00"));
    EXPECT_EQ(result.closed[1].signal.ticker, ticker("H01"));
    EXPECT_EQ(result.closed[0].reason, ListReason::Replaced);
}

TEST(Capacity, ReplacesASignalThatHasNoBarTonightAtItsLastClose) {
    auto held = held_buys(20);
    Prices prices = quiet_prices(held);
    prices.at(ticker("H00")) = series_of({kQuiet, {100, 104, 99, 103}});
    const auto result = advance(held, std::vector{buy("NEW", 0.9)}, prices, kRules, kTonight);
    ASSERT_EQ(result.closed.size(), 1U);
    EXPECT_EQ(result.closed[0].exit_usd, 103.0);
    EXPECT_EQ(result.closed[0].exit_date, kTonight);
}

}  // namespace
}  // namespace turbomode::signals
