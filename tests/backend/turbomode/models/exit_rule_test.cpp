#include "turbomode/models/exit_rule.hpp"

#include <cmath>
#include <random>
#include <set>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "bars/calendar.hpp"

namespace turbomode::models {
namespace {

using base::TradingDate;

// A Monday; its 14 days end on Monday 2024-03-18, ten sessions later, with no holiday between.
constexpr TradingDate kSignal{2024, 3, 4};
constexpr TradingDate kFill{2024, 3, 5};
constexpr TradingDate kDeadline{2024, 3, 18};
constexpr ExitRule kRule{};
constexpr double kCosts = 0.001;  // 5 basis points in, 5 out.

struct Ohlc {
    double open;
    double high;
    double low;
    double close;
};
constexpr Ohlc kQuiet{100.0, 101.0, 99.0, 100.0};

bars::Bar bar(TradingDate date, const Ohlc& prices) {
    return bars::Bar::from({.date = date,
                            .open_usd = prices.open,
                            .high_usd = prices.high,
                            .low_usd = prices.low,
                            .close_usd = prices.close,
                            .volume_shares = 1000.0})
        .value();
}

// The signal's quiet bar, then `later` on the sessions that follow it.
bars::BarSeries after_signal(const std::vector<Ohlc>& later, TradingDate signal = kSignal) {
    bars::BarSeries series;
    series.append(bar(signal, kQuiet));
    TradingDate date = signal;
    for (const Ohlc& prices : later) {
        date = bars::next_session(date).value();
        series.append(bar(date, prices));
    }
    return series;
}

std::vector<Ohlc> quiet_sessions(std::size_t count) {
    return std::vector<Ohlc>(count, kQuiet);
}

TradeState follow_all(Side side, const bars::BarSeries& series, TradingDate signal = kSignal) {
    return follow(kRule,
                  {.side = side, .signal_date = signal, .entry_usd = 100.0},
                  series,
                  series.dates().back());
}

void expect_exit(const TradeState& state, ExitReason reason, TradingDate date, double price_usd) {
    ASSERT_TRUE(state.exit.has_value());
    EXPECT_EQ(name_of(state.exit->reason), name_of(reason));
    EXPECT_EQ(state.exit->date.text(), date.text());
    EXPECT_NEAR(state.exit->price_usd, price_usd, 1e-9);
}

TEST(ExitRule, SetsLevelsFromTheSignalsClose) {
    const auto buy = follow_all(Side::Buy, after_signal({}));
    EXPECT_NEAR(buy.target_usd, 110.0, 1e-9);
    EXPECT_NEAR(buy.stop_usd, 95.0, 1e-9);
    const auto sell = follow_all(Side::Sell, after_signal({}));
    EXPECT_NEAR(sell.target_usd, 90.0, 1e-9);
    EXPECT_NEAR(sell.stop_usd, 105.0, 1e-9);
}

TEST(ExitRule, NeitherFillsNorClosesOnTheSignalsOwnSession) {
    bars::BarSeries series;
    series.append(bar(kSignal, {100.0, 150.0, 50.0, 100.0}));
    for (const Side side : {Side::Buy, Side::Sell}) {
        const auto state = follow_all(side, series);
        EXPECT_FALSE(state.fill.has_value());
        EXPECT_FALSE(state.exit.has_value());
        EXPECT_EQ(state.close_usd, 100.0);
    }
}

TEST(ExitRule, FillsAtTheNextSessionsOpen) {
    const auto state = follow_all(Side::Buy, after_signal({{101.0, 102.0, 99.0, 100.5}}));
    ASSERT_TRUE(state.fill.has_value());
    EXPECT_EQ(state.fill->date, kFill);
    EXPECT_EQ(state.fill->price_usd, 101.0);
    EXPECT_FALSE(state.exit.has_value());
    EXPECT_EQ(state.close_usd, 100.5);
    EXPECT_NEAR(state.target_usd, 110.0, 1e-9) << "the fill does not move the levels";
}

struct OneBarCase {
    const char* what;
    Side side;
    Ohlc prices;
    ExitReason reason;
    double exit_usd;
};

class ExitRuleFillBar : public testing::TestWithParam<OneBarCase> {};

TEST_P(ExitRuleFillBar, CancelsOrExitsAsTheRuleSays) {
    const auto& param = GetParam();
    const auto state = follow_all(param.side, after_signal({param.prices}));
    expect_exit(state, param.reason, kFill, param.exit_usd);
    EXPECT_EQ(state.fill.has_value(), param.reason != ExitReason::Cancelled);
    EXPECT_EQ(state.cancelled(), param.reason == ExitReason::Cancelled);
    if (state.cancelled()) {
        EXPECT_EQ(state.exit->net_return, 0.0);
    }
}

INSTANTIATE_TEST_SUITE_P(
    Rows,
    ExitRuleFillBar,
    testing::Values(
        OneBarCase{
            "BuyGapAboveTarget", Side::Buy, {112, 115, 111, 113}, ExitReason::Cancelled, 112},
        OneBarCase{"BuyOpenOnTarget", Side::Buy, {110, 115, 100, 113}, ExitReason::Cancelled, 110},
        OneBarCase{"BuyGapBelowStop", Side::Buy, {94, 96, 90, 95.5}, ExitReason::Cancelled, 94},
        OneBarCase{"BuyOpenOnStop", Side::Buy, {95, 112, 94, 100}, ExitReason::Cancelled, 95},
        OneBarCase{"SellGapBelowTarget", Side::Sell, {88, 91, 87, 90}, ExitReason::Cancelled, 88},
        OneBarCase{"SellOpenOnTarget", Side::Sell, {90, 99, 88, 95}, ExitReason::Cancelled, 90},
        OneBarCase{"SellGapAboveStop", Side::Sell, {106, 107, 99, 100}, ExitReason::Cancelled, 106},
        OneBarCase{"SellOpenOnStop", Side::Sell, {105, 106, 99, 100}, ExitReason::Cancelled, 105},
        OneBarCase{"BuyTarget", Side::Buy, {101, 111, 100, 109}, ExitReason::TargetHit, 110},
        OneBarCase{"BuyTargetTouched", Side::Buy, {101, 110, 100, 109}, ExitReason::TargetHit, 110},
        OneBarCase{"BuyStop", Side::Buy, {99, 100, 94, 96}, ExitReason::StopHit, 95},
        OneBarCase{"BuyStopTouched", Side::Buy, {99, 100, 95, 96}, ExitReason::StopHit, 95},
        OneBarCase{"BuyBoth", Side::Buy, {100, 111, 94, 110}, ExitReason::StopHit, 95},
        OneBarCase{"SellTarget", Side::Sell, {99, 100, 89, 92}, ExitReason::TargetHit, 90},
        OneBarCase{"SellTargetTouched", Side::Sell, {99, 100, 90, 92}, ExitReason::TargetHit, 90},
        OneBarCase{"SellStop", Side::Sell, {101, 106, 100, 104}, ExitReason::StopHit, 105},
        OneBarCase{"SellStopTouched", Side::Sell, {101, 105, 100, 104}, ExitReason::StopHit, 105},
        OneBarCase{"SellBoth", Side::Sell, {100, 106, 89, 90}, ExitReason::StopHit, 105}),
    [](const auto& row) { return std::string(row.param.what); });

class ExitRuleLaterBar : public testing::TestWithParam<OneBarCase> {};

TEST_P(ExitRuleLaterBar, ExitsAtTheOpenWhenItIsBeyondALevel) {
    const auto& param = GetParam();
    const auto state = follow_all(param.side, after_signal({kQuiet, param.prices}));
    expect_exit(state, param.reason, TradingDate(2024, 3, 6), param.exit_usd);
}

INSTANTIATE_TEST_SUITE_P(
    Rows,
    ExitRuleLaterBar,
    testing::Values(
        OneBarCase{
            "BuyOpenAboveTarget", Side::Buy, {112, 115, 111, 113}, ExitReason::TargetHit, 112},
        OneBarCase{"BuyOpenAboveTargetThenStop",
                   Side::Buy,
                   {112, 113, 90, 91},
                   ExitReason::TargetHit,
                   112},
        OneBarCase{"BuyOpenBelowStop", Side::Buy, {92, 93, 91, 92}, ExitReason::StopHit, 92},
        OneBarCase{
            "BuyOpenBelowStopThenTarget", Side::Buy, {92, 111, 91, 110}, ExitReason::StopHit, 92},
        OneBarCase{"SellOpenBelowTarget", Side::Sell, {87, 88, 86, 87}, ExitReason::TargetHit, 87},
        OneBarCase{"SellOpenBelowTargetThenStop",
                   Side::Sell,
                   {87, 107, 86, 106},
                   ExitReason::TargetHit,
                   87},
        OneBarCase{"SellOpenAboveStop", Side::Sell, {108, 109, 104, 105}, ExitReason::StopHit, 108},
        OneBarCase{"BuyBothInOneBar", Side::Buy, {100, 111, 94, 110}, ExitReason::StopHit, 95},
        OneBarCase{"SellBothInOneBar", Side::Sell, {100, 106, 89, 90}, ExitReason::StopHit, 105}),
    [](const auto& row) { return std::string(row.param.what); });

TEST(ExitRule, PaysBothCostsOnTheFillPrice) {
    // Bought at 101, sold at 110: 9 / 101 less 2 x 5 basis points.
    const auto buy = follow_all(Side::Buy, after_signal({{101, 111, 100, 110}}));
    EXPECT_NEAR(buy.exit->net_return, 9.0 / 101.0 - kCosts, 1e-12);
    // Sold short at 99, bought back at the stop of 105.
    const auto sell = follow_all(Side::Sell, after_signal({{99, 106, 98, 104}}));
    EXPECT_NEAR(sell.exit->net_return, -6.0 / 99.0 - kCosts, 1e-12);
}

TEST(ExitRule, ExpiresAtTheCloseOfTheLastSessionWithinFourteenDays) {
    auto later = quiet_sessions(12);
    later[9].close = 100.5;
    const auto series = after_signal(later);
    const Trade trade{.side = Side::Buy, .signal_date = kSignal, .entry_usd = 100.0};
    EXPECT_FALSE(follow(kRule, trade, series, TradingDate(2024, 3, 17)).exit.has_value());
    const auto state = follow(kRule, trade, series, kDeadline);
    expect_exit(state, ExitReason::Expired, kDeadline, 100.5);
    EXPECT_NEAR(state.exit->net_return, 0.005 - kCosts, 1e-12);
}

TEST(ExitRule, PrefersALevelToTheDeadlineInTheLastBar) {
    auto later = quiet_sessions(10);
    later[9] = {100, 101, 94, 99};
    expect_exit(follow_all(Side::Buy, after_signal(later)), ExitReason::StopHit, kDeadline, 95.0);
}

TEST(ExitRule, ExpiresBeforeAHolidayThatIsTheFourteenthDay) {
    // 2024-11-14 + 14 days is Thanksgiving, 2024-11-28.
    const TradingDate signal(2024, 11, 14);
    const auto series = after_signal(quiet_sessions(12), signal);
    expect_exit(follow_all(Side::Buy, series, signal),
                ExitReason::Expired,
                TradingDate(2024, 11, 27),
                100.0);
}

TEST(ExitRule, ExpiresOnTheFridayBeforeADeadlineOnASaturday) {
    ExitRule rule;
    rule.holding_days_max = 12;  // Monday + 12 days is a Saturday.
    const auto series = after_signal(quiet_sessions(12));
    const Trade trade{.side = Side::Sell, .signal_date = kSignal, .entry_usd = 100.0};
    EXPECT_FALSE(follow(rule, trade, series, TradingDate(2024, 3, 14)).exit.has_value());
    expect_exit(follow(rule, trade, series, TradingDate(2024, 3, 15)),
                ExitReason::Expired,
                TradingDate(2024, 3, 15),
                100.0);
}

TEST(ExitRule, CountsDividendsAfterTheFillDateUpToTheExitDate) {
    auto later = quiet_sessions(3);
    later[2] = {100, 111, 99, 110};  // 2024-03-07: the target.
    auto series = after_signal(later);
    series.append(bars::Action{.ex_date = kFill, .dividend_usd = 0.1});  // Bought without it.
    series.append(bars::Action{.ex_date = TradingDate(2024, 3, 6), .dividend_usd = 0.2});
    series.append(bars::Action{.ex_date = TradingDate(2024, 3, 7), .dividend_usd = 0.4});
    series.append(bars::Action{.ex_date = TradingDate(2024, 3, 8), .dividend_usd = 0.8});
    const auto state = follow_all(Side::Buy, series);
    EXPECT_NEAR(state.dividends_usd, 0.6, 1e-12);
    EXPECT_NEAR(state.exit->net_return, 0.106 - kCosts, 1e-12);
}

TEST(ExitRule, ChargesAShortTradeItsDividends) {
    auto later = quiet_sessions(2);
    later[1] = {100, 101, 89, 90};
    auto series = after_signal(later);
    series.append(bars::Action{.ex_date = TradingDate(2024, 3, 6), .dividend_usd = 2.0});
    const auto state = follow_all(Side::Sell, series);
    EXPECT_NEAR(state.exit->net_return, 0.10 - 0.02 - kCosts, 1e-12);
}

TEST(ExitRule, RebasesLevelsAtASplitBeforeTheFill) {
    // 4:1 on the fill day: an open of 25 is the old 100, not a gap through the stop.
    auto series = after_signal({{25, 25.25, 24.75, 25}, {25, 27.5, 25, 27}});
    series.append(bars::Action{.ex_date = kFill, .split_ratio = 4.0});
    const auto state = follow_all(Side::Buy, series);
    expect_exit(state, ExitReason::TargetHit, TradingDate(2024, 3, 6), 27.5);
    EXPECT_EQ(state.split_ratio, 4.0);
    EXPECT_EQ(state.entry_usd, 25.0);
    EXPECT_EQ(state.fill->price_usd, 25.0);
    EXPECT_NEAR(state.exit->net_return, 0.10 - kCosts, 1e-12);
}

TEST(ExitRule, RebasesFillAndLevelsAtASplitAfterTheFill) {
    // 1:8 while held: 100 becomes 800, the stop 95 becomes 760.
    auto series = after_signal({kQuiet, {800, 808, 759, 770}});
    series.append(bars::Action{.ex_date = TradingDate(2024, 3, 6), .split_ratio = 0.125});
    const auto state = follow_all(Side::Buy, series);
    expect_exit(state, ExitReason::StopHit, TradingDate(2024, 3, 6), 760.0);
    EXPECT_EQ(state.fill->price_usd, 800.0);
    EXPECT_NEAR(state.exit->net_return, -0.05 - kCosts, 1e-12);
}

TEST(ExitRule, CountsDividendsInSharesOfTheirOwnDay) {
    // 1.00 on an old share is 0.50 on a new one; with it and the split comes 0.25 on the new.
    auto series = after_signal({kQuiet, kQuiet, {50, 55.5, 49.5, 55}});
    series.append(bars::Action{.ex_date = TradingDate(2024, 3, 6), .dividend_usd = 1.0});
    series.append(
        bars::Action{.ex_date = TradingDate(2024, 3, 7), .dividend_usd = 0.25, .split_ratio = 2.0});
    const auto state = follow_all(Side::Buy, series);
    EXPECT_NEAR(state.dividends_usd, 0.75, 1e-12);
    EXPECT_NEAR(state.exit->net_return, 5.75 / 50.0 - kCosts, 1e-12);
}

TEST(ExitRule, IgnoresASplitOfTheSignalsOwnSession) {
    auto series = after_signal({kQuiet});
    series.append(bars::Action{.ex_date = kSignal, .split_ratio = 4.0});
    const auto state = follow_all(Side::Buy, series);
    EXPECT_EQ(state.split_ratio, 1.0);
    EXPECT_EQ(state.entry_usd, 100.0);
}

TEST(ExitRule, SpeaksInTonightsSharesWhenTheSplitDayHasNoBar) {
    auto series = after_signal({kQuiet});
    const TradingDate tonight(2024, 3, 6);
    series.append(bars::Action{.ex_date = tonight, .split_ratio = 4.0});
    const auto state = follow(
        kRule, {.side = Side::Buy, .signal_date = kSignal, .entry_usd = 100.0}, series, tonight);
    EXPECT_EQ(state.close_usd, 25.0);
    EXPECT_EQ(state.fill->price_usd, 25.0);
    EXPECT_NEAR(state.stop_usd, 23.75, 1e-12);
}

// The signal's bar and quiet bars on all sessions until `last` but those in `missing`.
bars::BarSeries with_gaps(const std::set<TradingDate>& missing, TradingDate last) {
    bars::BarSeries series;
    for (const TradingDate date : bars::sessions_between(kSignal, last)) {
        if (!missing.contains(date)) {
            series.append(bar(date, kQuiet));
        }
    }
    return series;
}

TradeState follow_until(const bars::BarSeries& series, TradingDate as_of) {
    return follow(
        kRule, {.side = Side::Buy, .signal_date = kSignal, .entry_usd = 100.0}, series, as_of);
}

TEST(ExitRule, FillsAtTheFirstBarWhenTheNextSessionHasNone) {
    const auto state = follow_until(with_gaps({kFill}, kDeadline), TradingDate(2024, 3, 6));
    ASSERT_TRUE(state.fill.has_value());
    EXPECT_EQ(state.fill->date, TradingDate(2024, 3, 6));
    EXPECT_FALSE(follow_until(with_gaps({kFill}, kDeadline), kFill).fill.has_value());
}

TEST(ExitRule, ExpiresAtTheLastCloseWhenTheDeadlineHasNoBar) {
    const auto series = with_gaps({kDeadline}, TradingDate(2024, 3, 20));
    EXPECT_FALSE(follow_until(series, TradingDate(2024, 3, 15)).exit.has_value());
    expect_exit(
        follow_until(series, kDeadline), ExitReason::Expired, TradingDate(2024, 3, 15), 100.0);
}

TEST(ExitRule, EndsAListingAfterFiveSessionsWithoutABar) {
    const auto series = with_gaps({}, TradingDate(2024, 3, 7));
    EXPECT_FALSE(follow_until(series, TradingDate(2024, 3, 13)).exit.has_value());
    const auto state = follow_until(series, TradingDate(2024, 3, 14));
    expect_exit(state, ExitReason::Delisted, TradingDate(2024, 3, 7), 100.0);
    EXPECT_NEAR(state.exit->net_return, -kCosts, 1e-12);
}

TEST(ExitRule, KeepsAListingEndedWhenBarsComeBack) {
    const auto gap = bars::sessions_between(TradingDate(2024, 3, 8), TradingDate(2024, 3, 14));
    const auto series = with_gaps({gap.begin(), gap.end()}, TradingDate(2024, 3, 20));
    expect_exit(follow_until(series, TradingDate(2024, 3, 20)),
                ExitReason::Delisted,
                TradingDate(2024, 3, 7),
                100.0);
}

TEST(ExitRule, ForgivesFourSessionsWithoutABar) {
    const auto gap = bars::sessions_between(TradingDate(2024, 3, 8), TradingDate(2024, 3, 13));
    const auto series = with_gaps({gap.begin(), gap.end()}, TradingDate(2024, 3, 20));
    expect_exit(
        follow_until(series, TradingDate(2024, 3, 20)), ExitReason::Expired, kDeadline, 100.0);
}

TEST(ExitRule, CancelsATradeThatNeverTrades) {
    const auto state = follow_until(with_gaps({}, kSignal), TradingDate(2024, 3, 11));
    ASSERT_TRUE(state.exit.has_value());
    EXPECT_TRUE(state.cancelled());
    EXPECT_EQ(state.exit->net_return, 0.0);
}

TEST(ExitRule, FollowsATradeWhoseOwnBarIsGone) {
    const auto with_bar = after_signal({kQuiet, {100, 111, 99, 110}});
    bars::BarSeries without_bar;
    without_bar.append(bar(kFill, kQuiet));
    without_bar.append(bar(TradingDate(2024, 3, 6), {100, 111, 99, 110}));
    EXPECT_EQ(follow_all(Side::Buy, with_bar).exit->net_return,
              follow_all(Side::Buy, without_bar).exit->net_return);
}

TEST(ExitRule, MarksAFilledTradeToAnyPrice) {
    auto series = after_signal({kQuiet, kQuiet});
    series.append(bars::Action{.ex_date = TradingDate(2024, 3, 6), .dividend_usd = 1.0});
    const auto buy = follow_all(Side::Buy, series);
    EXPECT_NEAR(net_return_at(kRule, Side::Buy, buy, 104.0), 0.05 - kCosts, 1e-12);
    EXPECT_NEAR(net_return_at(kRule, Side::Sell, buy, 104.0), -0.05 - kCosts, 1e-12);
}

TEST(ExitRule, HashesEveryNumberOfTheRule) {
    std::vector<ExitRule> rules(8);
    rules[1].buy.target = 0.11;
    rules[2].buy.stop = 0.04;
    rules[3].sell.target = 0.11;
    rules[4].sell.stop = 0.04;
    rules[5].holding_days_max = 13;
    rules[6].cost_per_side = 0.001;
    rules[7].delisted_after_sessions = 4;
    std::set<std::string> hashes;
    for (const ExitRule& rule : rules) {
        hashes.insert(exit_rule_hash(rule));
    }
    EXPECT_EQ(hashes.size(), rules.size());
    EXPECT_EQ(exit_rule_hash(kRule), exit_rule_hash(ExitRule{}));
}

TEST(ExitRuleDeathTest, RefusesToLookBeforeTheSignal) {
    EXPECT_DEATH(follow_until(with_gaps({}, kDeadline), TradingDate(2024, 3, 1)), "CHECK failed");
}

// Properties over random walks that hit both levels, gap and expire.

class Walks {
public:
    explicit Walks(unsigned seed) : engine_(seed) {}

    double uniform(double low, double high) {
        return low + (high - low) * static_cast<double>(engine_()) / 4294967295.0;
    }

    std::vector<Ohlc> next(std::size_t sessions) {
        std::vector<Ohlc> prices;
        double close = 100.0;
        for (std::size_t i = 0; i < sessions; ++i) {
            const double open = close * (1.0 + uniform(-0.06, 0.06));
            close = open * (1.0 + uniform(-0.03, 0.03));
            prices.push_back({open,
                              std::max(open, close) * (1.0 + uniform(0.0, 0.02)),
                              std::min(open, close) * (1.0 - uniform(0.0, 0.02)),
                              close});
        }
        return prices;
    }

private:
    std::mt19937 engine_;
};

// A second reading of the rule for unbroken series without actions: the mirror image of a SELL is
// a BUY, so prices are reflected and one side suffices.
std::pair<ExitReason, double> simple_outcome(Side side, const std::vector<Ohlc>& prices) {
    const double sign = side == Side::Buy ? 1.0 : -1.0;
    const double target = sign * 100.0 + 10.0;
    const double stop = sign * 100.0 - 5.0;
    const double fill = sign * prices[0].open;
    if (fill >= target || fill <= stop) {
        return {ExitReason::Cancelled, 0.0};
    }
    double exit = sign * prices[9].close;
    ExitReason reason = ExitReason::Expired;
    for (std::size_t i = 0; i < 10; ++i) {
        const double open = sign * prices[i].open;
        const double high = sign * (side == Side::Buy ? prices[i].high : prices[i].low);
        const double low = sign * (side == Side::Buy ? prices[i].low : prices[i].high);
        if (low <= stop || high >= target) {
            const bool is_stop = open <= stop || (open < target && low <= stop);
            reason = is_stop ? ExitReason::StopHit : ExitReason::TargetHit;
            exit = is_stop ? std::min(open, stop) : std::max(open, target);
            break;
        }
    }
    return {reason, (exit - fill) / std::abs(fill) - kCosts};
}

TEST(ExitRuleProperty, AgreesWithASecondReadingOfTheRule) {
    Walks walks(1);
    std::set<ExitReason> seen;
    for (int round = 0; round < 3000; ++round) {
        const auto prices = walks.next(10);
        const auto series = after_signal(prices);
        for (const Side side : {Side::Buy, Side::Sell}) {
            const auto state = follow_all(side, series);
            const auto [reason, net_return] = simple_outcome(side, prices);
            ASSERT_EQ(name_of(state.exit->reason), name_of(reason)) << round;
            ASSERT_NEAR(state.exit->net_return, net_return, 1e-12) << round;
            seen.insert(reason);
        }
    }
    EXPECT_EQ(seen.size(), 4U);
}

TEST(ExitRuleProperty, LooksAtNothingAfterAsOfAndNeverChangesAnOutcome) {
    Walks walks(2);
    for (int round = 0; round < 300; ++round) {
        const auto series = after_signal(walks.next(12));
        std::optional<Exit> exit;
        for (const TradingDate as_of : series.dates()) {
            const auto full = follow_until(series, as_of);
            const auto known = follow_until(series.until(as_of), as_of);
            ASSERT_EQ(full.exit.has_value(), known.exit.has_value());
            ASSERT_EQ(full.close_usd, known.close_usd);
            ASSERT_TRUE(!exit || (full.exit && full.exit->date == exit->date &&
                                  full.exit->net_return == exit->net_return));
            ASSERT_TRUE(exit || !full.exit || full.exit->date == as_of);
            exit = full.exit;
        }
        ASSERT_TRUE(exit.has_value());
    }
}

TEST(ExitRuleProperty, GivesTheSameOutcomeWithAndWithoutASplit) {
    Walks walks(3);
    for (int round = 0; round < 1000; ++round) {
        const auto prices = walks.next(10);
        const auto split_at = static_cast<std::size_t>(walks.uniform(0.0, 9.99));
        const double ratio = round % 2 == 0 ? 3.0 : 0.1;
        auto split_prices = prices;
        for (std::size_t i = split_at; i < split_prices.size(); ++i) {
            Ohlc& item = split_prices[i];
            item = {item.open / ratio, item.high / ratio, item.low / ratio, item.close / ratio};
        }
        auto split = after_signal(split_prices);
        split.append(bars::Action{.ex_date = split.dates()[split_at + 1], .split_ratio = ratio});
        for (const Side side : {Side::Buy, Side::Sell}) {
            const auto plain = follow_all(side, after_signal(prices));
            const auto rebased = follow_all(side, split);
            ASSERT_EQ(name_of(plain.exit->reason), name_of(rebased.exit->reason));
            ASSERT_EQ(plain.exit->date, rebased.exit->date);
            ASSERT_NEAR(plain.exit->net_return, rebased.exit->net_return, 1e-9);
        }
    }
}

}  // namespace
}  // namespace turbomode::models
