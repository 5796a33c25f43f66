#include "turbomode/models/outcomes.hpp"

#include <limits>

#include <gtest/gtest.h>

#include "backend/turbomode/models/small_history.hpp"
#include "bars/calendar.hpp"

namespace turbomode::models {
namespace {

const ExitRule kRule;

bars::Panel rough_panel(std::uint64_t seed) {
    return random_walks(
        {.stocks = 8, .sessions = 90, .seed = seed, .missing_share = 0.03, .split_share = 0.02});
}

// Compares every outcome of `panel` with what the exit rule says of that trade alone.
void expect_agreement(const bars::Panel& panel) {
    const auto outcomes = Outcomes::of(panel, kRule, 2);
    for (std::size_t stock = 0; stock < panel.stocks.size(); ++stock) {
        const auto& series = panel.stocks[stock].series;
        for (std::size_t session = 0; session < outcomes.complete_sessions(); ++session) {
            const auto date = panel.sessions[session];
            const auto bar = series.index_of(date);
            for (const Side side : kSides) {
                const auto outcome = outcomes.at(side, stock, session);
                ASSERT_EQ(outcome.has_value(), bar.has_value());
                if (!bar) {
                    continue;
                }
                const auto state = follow(
                    kRule,
                    {.side = side, .signal_date = date, .entry_usd = series.close_usd()[*bar]},
                    series,
                    panel.sessions.back());
                ASSERT_TRUE(state.exit.has_value());
                EXPECT_EQ(outcome->reason, state.exit->reason);
                EXPECT_EQ(outcome->exit_day, state.exit->date.days_since_1970());
                EXPECT_EQ(outcome->cancelled(), state.cancelled());
                if (!state.cancelled()) {
                    EXPECT_FLOAT_EQ(outcome->net_return,
                                    static_cast<float>(state.exit->net_return));
                }
            }
        }
    }
}

TEST(Outcomes, AgreeWithTheExitRuleThroughSplitsAndMissingBars) {
    for (const std::uint64_t seed : {11U, 12U, 13U}) {
        expect_agreement(rough_panel(seed));
    }
}

TEST(Outcomes, AreOnlyThereWhenTheWholeHoldingTimeHasPassed) {
    const auto panel = random_walks({.stocks = 3, .sessions = 40});
    const auto outcomes = Outcomes::of(panel, kRule, 1);
    ASSERT_GT(outcomes.complete_sessions(), 0U);
    ASSERT_LT(outcomes.complete_sessions(), 40U);
    for (std::size_t session = 0; session < 40; ++session) {
        const auto deadline = panel.sessions[session].plus_days(kRule.holding_days_max);
        const bool has_passed = bars::sessions_in(panel.sessions.back(), deadline) == 0;
        EXPECT_EQ(outcomes.at(Side::Buy, 0, session).has_value(), has_passed);
        EXPECT_EQ(session < outcomes.complete_sessions(), has_passed);
    }
}

TEST(Outcomes, OfACancelledTradeAreNeitherWonNorCounted) {
    Outcome cancelled{.net_return = std::numeric_limits<float>::quiet_NaN(),
                      .exit_day = 0,
                      .reason = ExitReason::Cancelled};
    EXPECT_TRUE(cancelled.cancelled());
    EXPECT_FALSE(cancelled.won());
}

TEST(Outcomes, OfBuyAndSellInARisingMarketDiffer) {
    const auto panel = random_walks({.stocks = 10, .sessions = 60, .drift = 0.01});
    const auto outcomes = Outcomes::of(panel, kRule, 1);
    int buys_won = 0;
    int sells_won = 0;
    for (std::size_t stock = 0; stock < 10; ++stock) {
        for (std::size_t session = 0; session < outcomes.complete_sessions(); ++session) {
            buys_won += outcomes.at(Side::Buy, stock, session)->won() ? 1 : 0;
            sells_won += outcomes.at(Side::Sell, stock, session)->won() ? 1 : 0;
        }
    }
    EXPECT_GT(buys_won, 3 * sells_won);
}

TEST(Outcomes, DoNotDependOnTheNumberOfThreads) {
    const auto panel = rough_panel(21);
    const auto one = Outcomes::of(panel, kRule, 1);
    const auto four = Outcomes::of(panel, kRule, 4);
    for (std::size_t stock = 0; stock < panel.stocks.size(); ++stock) {
        for (std::size_t session = 0; session < panel.sessions.size(); ++session) {
            const auto a = one.at(Side::Sell, stock, session);
            const auto b = four.at(Side::Sell, stock, session);
            ASSERT_EQ(a.has_value(), b.has_value());
            if (a) {
                EXPECT_EQ(a->exit_day, b->exit_day);
                EXPECT_EQ(a->reason, b->reason);
                EXPECT_TRUE(a->cancelled() || a->net_return == b->net_return);
            }
        }
    }
}

TEST(Outcomes, TakeAPanelWithoutSessions) {
    EXPECT_EQ(Outcomes::of(bars::Panel{}, kRule, 1).complete_sessions(), 0U);
}

}  // namespace
}  // namespace turbomode::models
