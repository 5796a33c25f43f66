// What one night does to one stock. Places and their limits: capacity_test.cpp.
#include "turbomode/signals/advance.hpp"

#include <optional>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "backend/turbomode/signals/night_support.hpp"

namespace turbomode::signals {
namespace {

using base::TradingDate;
using models::Side;
using testing::ElementsAre;
using testing::IsEmpty;

const PublishingRules kRules{.min_confidence = {.buy = 0.6, .sell = 0.6}};

Candidate expecting(Candidate candidate, double expected_return) {
    candidate.expected_return = expected_return;
    return candidate;
}

Candidate closing_at(Candidate candidate, double close_usd) {
    candidate.close_usd = close_usd;
    return candidate;
}

NightResult night(const std::vector<Signal>& held,
                  const std::vector<Candidate>& candidates,
                  const Prices& prices,
                  TradingDate as_of = kTonight) {
    return advance(held, candidates, prices, kRules, as_of);
}

// The transition table: a stock's state before the night, what happens, its state after.

constexpr Ohlc kRises{100, 111, 99, 110};
constexpr Ohlc kFalls{100, 101, 94, 95};
constexpr Ohlc kGapsUp{120, 121, 119, 120};
constexpr Ohlc kGapsDown{80, 81, 79, 80};
const std::vector<Ohlc> kFilledYesterday = {kQuiet, kQuiet, kQuiet};

struct Row {
    std::string what;
    std::optional<Side> held;  // Since kEntry.
    std::vector<Ohlc> prices;  // kEntry, kFill, kTonight.
    std::vector<Candidate> scored;
    std::optional<ListReason> closes;
    std::optional<Side> active;  // Afterwards.
    bool is_opened;              // Tonight; else it is the one held before.
    std::vector<Verdict> verdicts;
};

class Transition : public testing::TestWithParam<Row> {};

TEST_P(Transition, LeadsWhereTheRuleSays) {
    const Row& row = GetParam();
    std::vector<Signal> held;
    if (row.held) {
        held.push_back(signal_from(candidate("A", *row.held)));
    }
    const auto result = night(held, row.scored, {{ticker("A"), series_of(row.prices)}});

    ASSERT_EQ(result.closed.size(), row.closes ? 1U : 0U);
    if (row.closes) {
        EXPECT_EQ(name_of(result.closed[0].reason), name_of(*row.closes));
        EXPECT_EQ(result.closed[0].signal.entry_date, kEntry);
        EXPECT_EQ(result.closed[0].exit_date, kTonight);
        EXPECT_EQ(result.closed[0].hold_days, 2);
    }
    ASSERT_EQ(result.active.size(), row.active ? 1U : 0U);
    if (row.active) {
        const ActiveSignal& active = result.active[0];
        EXPECT_EQ(active.signal.side, *row.active);
        EXPECT_EQ(active.signal.entry_date, row.is_opened ? kTonight : kEntry);
        EXPECT_EQ(active.age_days, row.is_opened ? 0 : 2);
    }
    EXPECT_EQ(result.opened.size(), row.is_opened ? 1U : 0U);
    EXPECT_EQ(result.verdicts, row.verdicts);
    EXPECT_EQ(result.counts.opened, row.is_opened ? 1 : 0);
}

const Candidate kBuy = expecting(buy("A"), 0.02);
const Candidate kSell = expecting(sell("A"), 0.02);
const Candidate kWeakBuy = buy("A", 0.59);
const Candidate kWeakSell = sell("A", 0.59);
const Candidate kBetterSell = expecting(sell("A"), 0.03);
const Candidate kWorseSell = expecting(sell("A"), 0.01);
constexpr auto kOpens = Verdict::Opened;
constexpr auto kHeld = Verdict::AlreadyActive;
constexpr auto kWeak = Verdict::BelowConfidence;
constexpr auto kOther = Verdict::OtherSideBetter;

INSTANTIATE_TEST_SUITE_P(
    Table,
    Transition,
    testing::Values(
        // Nothing held.
        Row{"NothingScored", {}, kFilledYesterday, {}, {}, {}, false, {}},
        Row{"NewBuy", {}, kFilledYesterday, {kBuy}, {}, Side::Buy, true, {kOpens}},
        Row{"NewSell", {}, kFilledYesterday, {kSell}, {}, Side::Sell, true, {kOpens}},
        Row{"NewWeak", {}, kFilledYesterday, {kWeakBuy}, {}, {}, false, {kWeak}},
        Row{"NewBoth",
            {},
            kFilledYesterday,
            {kBuy, kBetterSell},
            {},
            Side::Sell,
            true,
            {kOther, kOpens}},
        // A running trade.
        Row{"RunsUnscored", Side::Buy, kFilledYesterday, {}, {}, Side::Buy, false, {}},
        Row{"RunsSameSide", Side::Buy, kFilledYesterday, {kBuy}, {}, Side::Buy, false, {kHeld}},
        Row{"RunsSameSideWeak",
            Side::Buy,
            kFilledYesterday,
            {kWeakBuy},
            {},
            Side::Buy,
            false,
            {kWeak}},
        Row{"RunsOtherSideWeak",
            Side::Buy,
            kFilledYesterday,
            {kWeakSell},
            {},
            Side::Buy,
            false,
            {kWeak}},
        Row{"RunsBothSameBetter",
            Side::Buy,
            kFilledYesterday,
            {kBuy, kWorseSell},
            {},
            Side::Buy,
            false,
            {kHeld, kOther}},
        Row{"FlipsToSell",
            Side::Buy,
            kFilledYesterday,
            {kSell},
            ListReason::Flipped,
            Side::Sell,
            true,
            {kOpens}},
        Row{"FlipsToBuy",
            Side::Sell,
            kFilledYesterday,
            {kBuy},
            ListReason::Flipped,
            Side::Buy,
            true,
            {kOpens}},
        Row{"FlipsWhenOtherBetter",
            Side::Buy,
            kFilledYesterday,
            {kBuy, kBetterSell},
            ListReason::Flipped,
            Side::Sell,
            true,
            {kOther, kOpens}},
        // A trade that ends tonight.
        Row{"HitsTarget",
            Side::Buy,
            {kQuiet, kQuiet, kRises},
            {},
            ListReason::TargetHit,
            {},
            false,
            {}},
        Row{"HitsStop",
            Side::Buy,
            {kQuiet, kQuiet, kFalls},
            {},
            ListReason::StopHit,
            {},
            false,
            {}},
        Row{"SellHitsStop",
            Side::Sell,
            {kQuiet, kQuiet, kRises},
            {},
            ListReason::StopHit,
            {},
            false,
            {}},
        Row{"ReentersAfterTarget",
            Side::Buy,
            {kQuiet, kQuiet, kRises},
            {kBuy},
            ListReason::TargetHit,
            Side::Buy,
            true,
            {kOpens}},
        Row{"ReentersOtherSideAfterStop",
            Side::Buy,
            {kQuiet, kQuiet, kFalls},
            {kSell},
            ListReason::StopHit,
            Side::Sell,
            true,
            {kOpens}},
        Row{"StaysOutWhenWeak",
            Side::Buy,
            {kQuiet, kQuiet, kRises},
            {kWeakBuy},
            ListReason::TargetHit,
            {},
            false,
            {kWeak}}),
    [](const auto& row) { return row.param.what; });

struct Gap {
    std::string what;
    Side side;
    Ohlc fill_bar;
};

class Cancelling : public testing::TestWithParam<Gap> {};

TEST_P(Cancelling, LeavesNoReturnAndLetsTheStockInAgain) {
    const std::vector held = {signal_from(candidate("A", GetParam().side))};
    const Prices prices = {{ticker("A"), series_of({kQuiet, GetParam().fill_bar})}};
    const std::vector again = {
        closing_at(candidate("A", GetParam().side), GetParam().fill_bar.close)};
    const auto result = night(held, again, prices, kFill);
    ASSERT_EQ(result.closed.size(), 1U);
    EXPECT_EQ(result.closed[0].reason, ListReason::Cancelled);
    EXPECT_EQ(result.closed[0].net_return, std::nullopt);
    EXPECT_EQ(result.closed[0].exit_usd, GetParam().fill_bar.open);
    EXPECT_FALSE(result.closed[0].trade.fill.has_value());
    ASSERT_EQ(result.active.size(), 1U);
    EXPECT_EQ(result.active[0].signal.entry_date, kFill);
    EXPECT_EQ(result.active[0].signal.entry_usd, GetParam().fill_bar.close);
}

INSTANTIATE_TEST_SUITE_P(Gaps,
                         Cancelling,
                         testing::Values(Gap{"BuyUp", Side::Buy, kGapsUp},
                                         Gap{"BuyDown", Side::Buy, kGapsDown},
                                         Gap{"SellUp", Side::Sell, kGapsUp},
                                         Gap{"SellDown", Side::Sell, kGapsDown}),
                         [](const auto& row) { return row.param.what; });

// Opening.

TEST(Advance, OpensWithLevelsFromTonightsClose) {
    const auto result = night({}, {closing_at(sell("A", 0.66), 50.0)}, {});
    ASSERT_EQ(result.active.size(), 1U);
    const ActiveSignal& active = result.active[0];
    EXPECT_EQ(active.signal.entry_usd, 50.0);
    EXPECT_EQ(active.signal.entry_date, kTonight);
    EXPECT_EQ(active.effective_confidence, 0.66);
    EXPECT_EQ(active.latest_confidence, 0.66);
    EXPECT_NEAR(active.trade.target_usd, 45.0, 1e-12);
    EXPECT_NEAR(active.trade.stop_usd, 52.5, 1e-12);
    EXPECT_EQ(active.trade.close_usd, 50.0);
    EXPECT_FALSE(active.trade.fill.has_value());
    EXPECT_THAT(result.updated, IsEmpty());
}

TEST(Advance, OpensNothingOnANightWithoutEdgeAndSaysWhy) {
    const auto result = night({}, {buy("A", 0.5), expecting(sell("A"), -0.01)}, {});
    EXPECT_THAT(result.opened, IsEmpty());
    EXPECT_EQ(result.counts.publishable(), 0);
    EXPECT_EQ(result.counts.below_confidence, 1);
    EXPECT_EQ(result.counts.no_gain, 1);
}

TEST(Advance, RanksNewcomersByConfidenceThenExpectedReturnThenTicker) {
    const auto result = night({},
                              {buy("D", 0.7),
                               expecting(buy("C", 0.7), 0.05),
                               buy("A", 0.7),
                               buy("B", 0.8),
                               buy("E", 0.65)},
                              {});
    std::vector<std::string> order;
    for (const Signal& signal : result.opened) {
        order.push_back(signal.ticker.text());
    }
    EXPECT_THAT(order, ElementsAre("B", "C", "A", "D", "E"));
}

// Updating.

TEST(Advance, UpdatesAHeldSignalWithoutTouchingItsFacts) {
    const std::vector held = {signal_from(buy("A", 0.7))};
    Candidate tonight = closing_at(buy("A", 0.95), 101.0);
    tonight.tier = Tier::SmallCap;
    const auto result =
        night(held, {tonight}, {{ticker("A"), series_of({kQuiet, kQuiet, {100, 102, 99, 101}})}});
    ASSERT_EQ(result.active.size(), 1U);
    const ActiveSignal& active = result.active[0];
    EXPECT_EQ(active.latest_confidence, 0.95);
    EXPECT_EQ(active.signal.confidence, 0.7);
    EXPECT_EQ(active.signal.tier, Tier::LargeCap);
    EXPECT_EQ(active.signal.entry_usd, 100.0);
    EXPECT_NEAR(active.effective_confidence, 0.7 * (1.0 - 2.0 / 14.0 * 0.3), 1e-15);
    EXPECT_NEAR(active.trade.target_usd, 110.0, 1e-9);
    EXPECT_EQ(active.trade.close_usd, 101.0);
    EXPECT_THAT(result.updated, ElementsAre(ticker("A")));
}

TEST(Advance, LeavesAHeldSignalAsItIsWhileItsStockIsUnfamiliar) {
    const std::vector held = {signal_from(buy("A", 0.7)), signal_from(buy("B", 0.7))};
    const auto result =
        night(held, {unfamiliar(buy("A", 0.95)), unfamiliar(sell("B", 0.95))}, quiet_prices(held));
    ASSERT_THAT(tickers_of(result.active), ElementsAre("A", "B"));
    for (const ActiveSignal& active : result.active) {
        EXPECT_EQ(active.latest_confidence, std::nullopt);
        EXPECT_EQ(active.signal.confidence, 0.7);
    }
    EXPECT_THAT(result.updated, IsEmpty());
    EXPECT_THAT(result.closed, IsEmpty());  // Not flipped either.
    EXPECT_THAT(result.verdicts, ElementsAre(Verdict::Unfamiliar, Verdict::Unfamiliar));
}

TEST(Advance, FollowsAStockThatIsNoCandidateAnyMore) {
    const std::vector held = {signal_from(buy("GONE"))};
    const auto running = night(held, {}, quiet_prices(held));
    ASSERT_EQ(running.active.size(), 1U);
    EXPECT_EQ(running.active[0].latest_confidence, std::nullopt);
    EXPECT_THAT(running.updated, IsEmpty());
    const auto ended =
        night(held, {}, quiet_prices(held, TradingDate(2024, 3, 18)), TradingDate(2024, 3, 18));
    ASSERT_EQ(ended.closed.size(), 1U);
    EXPECT_EQ(ended.closed[0].reason, ListReason::Expired);
    EXPECT_EQ(ended.closed[0].hold_days, 14);
}

TEST(Advance, ClosesWithTheExitsOwnDateAfterMissedNights) {
    const std::vector held = {signal_from(buy("A"))};
    const auto result = night(held,
                              {},
                              {{ticker("A"), series_of({kQuiet, kQuiet, kRises, kQuiet})}},
                              TradingDate(2024, 3, 7));
    ASSERT_EQ(result.closed.size(), 1U);
    EXPECT_EQ(result.closed[0].exit_date, kTonight);
    EXPECT_EQ(result.closed[0].hold_days, 2);
}

TEST(Advance, DelistsAfterFiveSessionsWithoutABar) {
    const std::vector held = {signal_from(buy("A"))};
    const Prices prices = {{ticker("A"), quiet_until(kTonight)}};
    EXPECT_THAT(night(held, {}, prices, TradingDate(2024, 3, 12)).closed, IsEmpty());
    const auto result = night(held, {}, prices, TradingDate(2024, 3, 13));
    ASSERT_EQ(result.closed.size(), 1U);
    EXPECT_EQ(result.closed[0].reason, ListReason::Delisted);
    EXPECT_EQ(result.closed[0].exit_date, kTonight);
    EXPECT_NEAR(*result.closed[0].net_return, -kCosts, 1e-12);
}

TEST(Advance, ExpiresBeforeThanksgivingAfterAMissingBar) {
    const TradingDate entry(2024, 11, 14);
    const std::vector held = {signal_from(buy("A"), entry)};
    bars::BarSeries series;
    for (const TradingDate date : bars::sessions_between(entry, TradingDate(2024, 11, 27))) {
        if (date != TradingDate(2024, 11, 20)) {
            series.append(bar(date, kQuiet));
        }
    }
    const Prices prices = {{ticker("A"), series}};
    const auto result = night(held, {}, prices, TradingDate(2024, 11, 27));
    ASSERT_EQ(result.closed.size(), 1U);
    EXPECT_EQ(result.closed[0].reason, ListReason::Expired);
    EXPECT_EQ(result.closed[0].hold_days, 13);
}

TEST(Advance, RebasesASplitInsideTheTrade) {
    auto series = series_of({kQuiet, kQuiet, {25, 25.5, 24.5, 25.25}});
    series.append(bars::Action{.ex_date = kTonight, .split_ratio = 4.0});
    const std::vector held = {signal_from(buy("A"))};
    const auto running = night(held, {}, {{ticker("A"), series}});
    ASSERT_EQ(running.active.size(), 1U);
    EXPECT_NEAR(running.active[0].trade.target_usd, 27.5, 1e-9);
    EXPECT_EQ(running.active[0].trade.fill->price_usd, 25.0);
    EXPECT_EQ(running.active[0].signal.entry_usd, 100.0) << "a fact of its own day";

    const auto flipped = night(held, {closing_at(sell("A"), 25.25)}, {{ticker("A"), series}});
    ASSERT_EQ(flipped.closed.size(), 1U);
    EXPECT_EQ(flipped.closed[0].exit_usd, 25.25);
    EXPECT_NEAR(*flipped.closed[0].net_return, 0.01 - kCosts, 1e-12);
}

// Flipping.

TEST(Advance, MarksAFlipToTonightsCloseWithDividendsAndCosts) {
    auto series = series_of({kQuiet, kQuiet, {100, 104, 99, 103}});
    series.append(bars::Action{.ex_date = kTonight, .dividend_usd = 2.0});
    const std::vector longs = {signal_from(buy("A"))};
    const auto sold = night(longs, {closing_at(sell("A"), 103.0)}, {{ticker("A"), series}});
    ASSERT_EQ(sold.closed.size(), 1U);
    EXPECT_EQ(sold.closed[0].exit_usd, 103.0);
    EXPECT_NEAR(*sold.closed[0].net_return, 0.05 - kCosts, 1e-12);
    EXPECT_FALSE(sold.closed[0].paper_exit.has_value());

    const std::vector shorts = {signal_from(sell("A"))};
    const auto bought = night(shorts, {closing_at(buy("A"), 103.0)}, {{ticker("A"), series}});
    EXPECT_NEAR(*bought.closed[0].net_return, -0.05 - kCosts, 1e-12);
}

TEST(Advance, FlipsASignalThatHasNotFilledWithoutAReturn) {
    const std::vector held = {signal_from(buy("A"))};
    const Prices prices = {{ticker("A"), series_of({kQuiet})}};  // No bar since.
    const auto result = night(held, {sell("A")}, prices, kFill);
    ASSERT_EQ(result.closed.size(), 1U);
    EXPECT_EQ(result.closed[0].reason, ListReason::Flipped);
    EXPECT_EQ(result.closed[0].net_return, std::nullopt);
    EXPECT_EQ(result.active.size(), 1U);
}

TEST(Advance, NeverClosesWhatWasOpenedTonight) {
    const std::vector held = {signal_from(buy("A"), kTonight)};
    const Prices prices = {{ticker("A"), series_of({{100, 150, 50, 100}}, kTonight)}};
    const auto result = night(held, {sell("A")}, prices);
    EXPECT_THAT(result.closed, IsEmpty());
    ASSERT_EQ(result.active.size(), 1U);
    EXPECT_EQ(result.active[0].signal.side, Side::Buy);
    EXPECT_THAT(result.verdicts, ElementsAre(Verdict::AlreadyActive));
}

// Paper trades of replaced signals.

TEST(FollowReplaced, WaitsForTheOutcomeThenReportsIt) {
    const Signal signal = signal_from(buy("A"));
    const auto series = series_of({kQuiet, kQuiet, kQuiet, kFalls});
    EXPECT_FALSE(
        follow_replaced(signal, series.until(kTonight), kRules.exit, kTonight).has_value());
    const auto exit = follow_replaced(signal, series, kRules.exit, TradingDate(2024, 3, 7));
    ASSERT_TRUE(exit.has_value());
    EXPECT_EQ(exit->reason, models::ExitReason::StopHit);
    EXPECT_NEAR(exit->net_return, -0.05 - kCosts, 1e-12);
}

TEST(FollowReplaced, RebasesASplitAfterTheReplacement) {
    const Signal signal = signal_from(sell("A"));
    auto series = series_of({kQuiet, kQuiet, kQuiet, {50, 50.5, 44.5, 45}});
    series.append(bars::Action{.ex_date = TradingDate(2024, 3, 7), .split_ratio = 2.0});
    const auto exit = follow_replaced(signal, series, kRules.exit, TradingDate(2024, 3, 7));
    ASSERT_TRUE(exit.has_value());
    EXPECT_EQ(exit->reason, models::ExitReason::TargetHit);
    EXPECT_NEAR(exit->price_usd, 45.0, 1e-9);
    EXPECT_NEAR(exit->net_return, 0.10 - kCosts, 1e-12);
}

// What the night refuses.

TEST(AdvanceDeathTest, RefusesWhatIsLaterThanTonight) {
    const std::vector tomorrow = {signal_from(buy("A"), TradingDate(2024, 3, 7))};
    EXPECT_DEATH(night(tomorrow, {}, quiet_prices(tomorrow)), "CHECK failed");
    const std::vector held = {signal_from(buy("A"))};
    EXPECT_DEATH(night(held, {}, quiet_prices(held, TradingDate(2024, 3, 7))), "CHECK failed");
    auto announced = quiet_until(kTonight);
    announced.append(bars::Action{.ex_date = TradingDate(2024, 3, 7), .dividend_usd = 1.0});
    EXPECT_DEATH(night(held, {}, {{ticker("A"), announced}}), "CHECK failed");
    EXPECT_DEATH(follow_replaced(held[0], announced, kRules.exit, kTonight), "CHECK failed");
}

TEST(AdvanceDeathTest, RefusesAHeldStockTwiceOrWithoutPrices) {
    const std::vector twice = {signal_from(buy("A")), signal_from(sell("A"), kFill)};
    EXPECT_DEATH(night(twice, {}, quiet_prices(twice)), "CHECK failed");
    const std::vector held = {signal_from(buy("A"))};
    EXPECT_DEATH(night(held, {}, {}), "CHECK failed");
}

TEST(AdvanceDeathTest, RefusesRulesThatCannotWork) {
    PublishingRules rules = kRules;
    rules.capacity = 0;
    EXPECT_DEATH(advance({}, {}, Prices{}, rules, kTonight), "CHECK failed");
    rules = kRules;
    rules.exit.holding_days_max = 6;
    EXPECT_DEATH(advance({}, {}, Prices{}, rules, kTonight), "CHECK failed");
}

}  // namespace
}  // namespace turbomode::signals
