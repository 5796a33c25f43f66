#include "turbomode/signals/track_record.hpp"

#include <vector>

#include <gtest/gtest.h>

#include "backend/turbomode/signals/night_support.hpp"

namespace turbomode::signals {
namespace {

Closed closed(ListReason reason, std::optional<double> net_return) {
    return {.signal = signal_from(buy("A")),
            .reason = reason,
            .exit_date = kTonight,
            .exit_usd = 100.0,
            .net_return = net_return,
            .hold_days = 2,
            .trade = {},
            .paper_exit = {}};
}

Closed replaced(double marked, models::ExitReason reason, double net_return) {
    Closed row = closed(ListReason::Replaced, marked);
    row.paper_exit = models::Exit{
        .reason = reason, .date = kTonight, .price_usd = 100.0, .net_return = net_return};
    return row;
}

struct Published {
    int wins;
    int outcomes;
    double low;
    double high;
};

// R. G. Newcombe, Two-sided confidence intervals for the single proportion, Statistics in Medicine
// 17 (1998), table I, method 3 (score, no continuity correction).
TEST(WilsonInterval, AgreesWithNewcombe) {
    for (const Published& row : {Published{81, 263, 0.2553, 0.3662},
                                 Published{15, 148, 0.0624, 0.1605},
                                 Published{0, 20, 0.0000, 0.1611},
                                 Published{1, 29, 0.0061, 0.1718}}) {
        const auto interval = wilson_interval(row.wins, row.outcomes);
        EXPECT_NEAR(interval.low, row.low, 5e-5) << row.wins;
        EXPECT_NEAR(interval.high, row.high, 5e-5) << row.wins;
    }
}

TEST(WilsonInterval, MirrorsWinsAndLosses) {
    const auto wins = wilson_interval(7, 40);
    const auto losses = wilson_interval(33, 40);
    EXPECT_NEAR(wins.low, 1.0 - losses.high, 1e-15);
    EXPECT_NEAR(wins.high, 1.0 - losses.low, 1e-15);
    EXPECT_EQ(wilson_interval(20, 20).high, 1.0);
}

TEST(WilsonIntervalDeathTest, NeedsAnOutcome) {
    EXPECT_DEATH(wilson_interval(0, 0), "CHECK failed");
    EXPECT_DEATH(wilson_interval(3, 2), "CHECK failed");
}

TEST(TrackRecord, IsEmptyWithoutHistory) {
    const auto record = summarize({});
    EXPECT_EQ(record.closed_signals, 0);
    EXPECT_FALSE(record.win_rate.has_value());
    EXPECT_FALSE(record.base_rate.has_value());
    EXPECT_FALSE(record.avg_win_pct.has_value());
    EXPECT_FALSE(record.avg_loss_pct.has_value());
}

TEST(TrackRecord, CountsEachReasonOnce) {
    const std::vector<Closed> history = {closed(ListReason::TargetHit, 0.099),
                                         closed(ListReason::StopHit, -0.051),
                                         closed(ListReason::StopHit, -0.049),
                                         closed(ListReason::Expired, 0.01),
                                         closed(ListReason::Cancelled, {}),
                                         closed(ListReason::Delisted, -0.2),
                                         closed(ListReason::Flipped, 0.0),
                                         closed(ListReason::Replaced, 0.03)};
    const auto record = summarize(history);
    EXPECT_EQ(record.closed_signals, 8);
    EXPECT_EQ(record.targets_hit, 1);
    EXPECT_EQ(record.stops_hit, 2);
    EXPECT_EQ(record.expired, 1);
    EXPECT_EQ(record.cancelled, 1);
    EXPECT_EQ(record.delisted, 1);
    EXPECT_EQ(record.flipped, 1);
    EXPECT_EQ(record.replaced_running, 1);
    EXPECT_EQ(record.outcomes, 6) << "neither the cancelled nor the running one";
    EXPECT_EQ(record.wins, 2) << "a return of exactly 0 is no win";
    EXPECT_NEAR(*record.avg_win_pct, (9.9 + 1.0) / 2.0, 1e-12);
    EXPECT_NEAR(*record.avg_loss_pct, (-5.1 - 4.9 - 20.0 + 0.0) / 4.0, 1e-12);
}

TEST(TrackRecord, CountsAReplacedSignalByItsPaperTrade) {
    // Marked up when it was replaced, stopped out afterwards: a loss.
    const std::vector<Closed> history = {replaced(0.03, models::ExitReason::StopHit, -0.051),
                                         replaced(-0.02, models::ExitReason::TargetHit, 0.099),
                                         replaced(0.0, models::ExitReason::Cancelled, 0.0)};
    const auto record = summarize(history);
    EXPECT_EQ(record.replaced, 3);
    EXPECT_EQ(record.replaced_running, 0);
    EXPECT_EQ(record.stops_hit, 1);
    EXPECT_EQ(record.targets_hit, 1);
    EXPECT_EQ(record.cancelled, 1);
    EXPECT_EQ(record.outcomes, 2);
    EXPECT_EQ(record.wins, 1);
    EXPECT_NEAR(*record.avg_loss_pct, -5.1, 1e-12);
}

TEST(TrackRecord, ShowsNoRateBelowThirtyOutcomes) {
    std::vector<Closed> history(29, closed(ListReason::TargetHit, 0.099));
    EXPECT_FALSE(summarize(history).win_rate.has_value());
    EXPECT_FALSE(summarize(history).win_rate_interval.has_value());
    EXPECT_EQ(summarize(history).outcomes, 29);
    history.push_back(closed(ListReason::StopHit, -0.051));
    const auto record = summarize(history);
    EXPECT_NEAR(*record.win_rate, 29.0 / 30.0, 1e-15);
    EXPECT_LT(record.win_rate_interval->low, *record.win_rate);
    EXPECT_GT(record.win_rate_interval->high, *record.win_rate);
}

TEST(TrackRecord, SetsBaseRateAndPromiseBesideTheOutcomes) {
    std::vector<Closed> history(2, closed(ListReason::TargetHit, 0.099));
    history[1].signal.base_rate = 0.4;
    history[1].signal.confidence = 0.8;
    history.push_back(closed(ListReason::Cancelled, {}));  // Promised, but no outcome.
    history[2].signal.base_rate = 0.0;
    const auto record = summarize(history);
    EXPECT_NEAR(*record.base_rate, 0.45, 1e-15);
    EXPECT_NEAR(*record.confidence, 0.75, 1e-15);
}

}  // namespace
}  // namespace turbomode::signals
