#include "turbomode/api/stats_json.hpp"

#include <gtest/gtest.h>

#include "backend/turbomode/api/rows.hpp"

namespace turbomode::api {
namespace {

using models::ExitReason;
using models::Side;
using signals::ListReason;

const char* const kRates[] = {
    "win_rate", "win_rate_low", "win_rate_high", "base_rate", "avg_win_pct", "avg_loss_pct"};

store::ClosedRow paper_row(ExitReason reason, double net_return) {
    auto row = closed_row(signal_row("A"), ListReason::Replaced, 0.5);
    row.closed.paper_exit = models::Exit{.reason = reason,
                                         .date = kTonight.plus_days(3),
                                         .price_usd = 95.0,
                                         .net_return = net_return};
    return row;
}

Json stats_of(const std::vector<store::ClosedRow>& history) {
    return stats_json(kTonight, {}, history)["stats"];
}

TEST(StatsJson, BelowThirtyOutcomesTheRatesAreNullAndTheCountsAreNot) {
    std::vector history(29, closed_row(signal_row("A")));
    const auto few = stats_of(history);
    EXPECT_EQ(few["outcomes"], 29);
    EXPECT_EQ(few["outcomes_needed"], 30);
    for (const auto* rate : kRates) {
        EXPECT_TRUE(few[rate].is_null()) << rate;
    }
    history.push_back(closed_row(signal_row("A"), ListReason::StopHit, -0.06));
    const auto enough = stats_of(history);
    for (const auto* rate : kRates) {
        EXPECT_TRUE(enough[rate].is_number()) << rate;
    }
    EXPECT_NEAR(enough["win_rate"], 29.0 / 30.0, 1e-12);
    EXPECT_NEAR(enough["base_rate"], 0.4, 1e-12);
    EXPECT_NEAR(enough["avg_win_pct"], 9.0, 1e-9);
    EXPECT_NEAR(enough["avg_loss_pct"], -6.0, 1e-9);
    EXPECT_LT(enough["win_rate_low"], enough["win_rate"]);
    EXPECT_GT(enough["win_rate_high"], enough["win_rate"]);
    EXPECT_EQ(enough["wins"], 29);
    EXPECT_EQ(enough["losses"], 1);
}

TEST(StatsJson, AnAverageOfNothingIsNull) {
    EXPECT_TRUE(stats_of(std::vector(30, closed_row(signal_row("A"))))["avg_loss_pct"].is_null());
}

TEST(StatsJson, ASignalThatWasPublishedTooLateCountsNowhereButIsCounted) {
    auto late = closed_row(signal_row("A"));
    late.was_late = true;
    std::vector history(30, closed_row(signal_row("B"), ListReason::StopHit, -0.06));
    history.push_back(late);
    const auto stats = stats_of(history);
    EXPECT_EQ(stats["published_late"], 1);
    EXPECT_EQ(stats["closed_signals"], 30);
    EXPECT_EQ(stats["targets_hit"], 0);
    EXPECT_EQ(stats["outcomes"], 30);
    EXPECT_NEAR(stats["win_rate"], 0.0, 1e-12);
}

TEST(StatsJson, ReplacedSignalsCountByTheirPaperTrade) {
    const auto stats = stats_of({paper_row(ExitReason::StopHit, -0.05),
                                 paper_row(ExitReason::TargetHit, 0.1),
                                 closed_row(signal_row("B"), ListReason::Replaced, 0.5)});
    EXPECT_EQ(stats["replaced"], 3);
    EXPECT_EQ(stats["outcomes"], 2);  // The third still runs.
    EXPECT_EQ(stats["stops_hit"], 1);
    EXPECT_EQ(stats["targets_hit"], 1);
    EXPECT_EQ(stats["wins"], 1);
}

TEST(StatsJson, EachReasonIsCounted) {
    const auto stats = stats_of({closed_row(signal_row("A"), ListReason::Expired),
                                 closed_row(signal_row("A"), ListReason::Flipped),
                                 closed_row(signal_row("A"), ListReason::Delisted),
                                 closed_row(signal_row("A"), ListReason::Cancelled, std::nullopt)});
    for (const auto* reason : {"expired", "flipped", "delisted", "cancelled"}) {
        EXPECT_EQ(stats[reason], 1) << reason;
    }
    EXPECT_EQ(stats["closed_signals"], 4);
    EXPECT_EQ(stats["outcomes"], 3);
}

TEST(StatsJson, ActiveSignalsAreCountedByTierAndSide) {
    const std::vector active{active_row(signal_row("A")),
                             active_row(signal_row("B")),
                             active_row(signal_row("C", Side::Sell, signals::Tier::SmallCap))};
    const auto stats = stats_json(kTonight, active, {})["stats"];
    EXPECT_EQ(stats["active_signals"], 3);
    EXPECT_EQ(stats["active_by_tier"]["large_cap"], (Json{{"buy_count", 2}, {"sell_count", 0}}));
    EXPECT_EQ(stats["active_by_tier"]["mid_cap"], (Json{{"buy_count", 0}, {"sell_count", 0}}));
    EXPECT_EQ(stats["active_by_tier"]["small_cap"], (Json{{"buy_count", 0}, {"sell_count", 1}}));
}

}  // namespace
}  // namespace turbomode::api
