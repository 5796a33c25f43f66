#include "turbomode/signals/performance.hpp"

#include <algorithm>
#include <cmath>
#include <random>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "backend/turbomode/signals/night_support.hpp"
#include "bars/calendar.hpp"

namespace turbomode::signals {
namespace {

using models::Side;

// After the deadline of all that was said on kEntry.
constexpr base::TradingDate kOver{2024, 3, 18};

Judged row(std::string_view name, double net_return, base::TradingDate session = kEntry) {
    return {.session = session,
            .ticker = ticker(name),
            .tier = Tier::LargeCap,
            .side = Side::Buy,
            .confidence = 0.6,
            .base_rate = 0.5,
            .was_signal = false,
            .is_familiar = true,
            .was_late = false,
            .model_id = "tm-1",
            .end = Judged::End{.date = session.plus_days(1), .net_return = net_return}};
}

std::string name_of_stock(std::size_t number) {
    return fmt::format("S{:03}", number);
}

// A night of `count` stocks, of which the first `wins` won 2 % and the others lost 1 %.
std::vector<Judged> night(std::size_t count, std::size_t wins, base::TradingDate session = kEntry) {
    std::vector<Judged> rows;
    for (std::size_t i = 0; i < count; ++i) {
        rows.push_back(row(name_of_stock(i), i < wins ? 0.02 : -0.01, session));
    }
    return rows;
}

const SidePerformance& buys(const Performance& performance) {
    return performance.sides[0];
}

TEST(Performance, NothingIsTold) {
    const auto none = performance({}, {}, kOver);
    EXPECT_EQ(none.nights, 0U);
    EXPECT_FALSE(none.first.has_value());
    EXPECT_FALSE(buys(none).all.figures.has_value());
    EXPECT_TRUE(buys(none).by_tier.empty());
}

TEST(Performance, FiguresAreTheirDefinitions) {
    const auto figures = buys(performance(night(40, 30), {}, kOver)).all.figures.value();
    EXPECT_NEAR(figures.win_rate, 0.75, 1e-12);
    EXPECT_NEAR(figures.confidence, 0.6, 1e-12);
    EXPECT_NEAR(figures.base_rate, 0.5, 1e-12);
    EXPECT_NEAR(figures.brier, 0.75 * 0.16 + 0.25 * 0.36, 1e-12);
    EXPECT_NEAR(figures.brier_of_base, 0.25, 1e-12);
    EXPECT_NEAR(figures.log_loss, -0.75 * std::log(0.6) - 0.25 * std::log(0.4), 1e-12);
    EXPECT_NEAR(figures.log_loss_of_base, std::log(2.0), 1e-12);
    EXPECT_NEAR(figures.net_return, 0.75 * 0.02 - 0.25 * 0.01, 1e-12);
}

TEST(Performance, BelowThirtyOutcomesNothingIsToldButTheCounts) {
    const auto few = buys(performance(night(29, 29), {}, kOver)).all;
    EXPECT_EQ(few.outcomes, 29U);
    EXPECT_EQ(few.wins, 29U);
    EXPECT_EQ(few.nights, 1U);
    EXPECT_FALSE(few.figures.has_value());
    EXPECT_TRUE(buys(performance(night(30, 29), {}, kOver)).all.figures.has_value());
}

TEST(Performance, ANightCountsFromTheEveningOfItsDeadline) {
    const auto rows = night(40, 20);
    const auto early = performance(rows, {}, kOver.plus_days(-3));
    EXPECT_EQ(early.nights, 0U);
    EXPECT_EQ(early.nights_waiting, 1U);
    EXPECT_EQ(early.outcomes, 0U);
    const auto later = performance(rows, {}, kOver);
    EXPECT_EQ(later.nights, 1U);
    EXPECT_EQ(later.nights_waiting, 0U);
    EXPECT_EQ(later.first, kEntry);
    EXPECT_EQ(later.last, kEntry);
}

TEST(Performance, ALateNightCountsNowhere) {
    auto rows = night(40, 20);
    for (auto& one : rows) {
        one.was_late = true;
    }
    const auto result = performance(rows, {}, kOver);
    EXPECT_EQ(result.nights_late, 1U);
    EXPECT_EQ(result.nights, 0U);
    EXPECT_EQ(buys(result).all.outcomes, 0U);
}

TEST(Performance, SaysWhyAPredictionHasNoOutcome) {
    auto rows = night(40, 20);
    rows[0].end->net_return.reset();
    rows[1].end.reset();
    rows[2].is_familiar = false;
    const auto result = performance(rows, {}, kOver);
    EXPECT_EQ(result.cancelled, 1U);
    EXPECT_EQ(result.unknown, 1U);
    EXPECT_EQ(result.unfamiliar, 1U);
    EXPECT_EQ(result.outcomes, 37U);
    EXPECT_EQ(buys(result).all.outcomes, 37U);
}

TEST(Performance, GroupsPartTheOutcomes) {
    auto rows = night(60, 30);
    for (std::size_t i = 0; i < rows.size(); ++i) {
        rows[i].tier = kTiers[i % 3];
        rows[i].sector = i < 15 ? "Utilities" : "Energy";
        rows[i].confidence = i < 20 ? 0.51 : i < 40 ? 0.549 : 1.0;
        rows[i].end->date = kEntry.plus_days(i % 2 == 0 ? 3 : 11);
        rows[i].model_id = i < 10 ? "tm-z" : "tm-a";
        rows[i].was_signal = i < 5;
    }
    auto earlier = night(1, 1, kEntry.plus_days(-4));  // In February.
    earlier[0].model_id = "tm-z";
    earlier[0].sector = "Energy";
    earlier.insert(earlier.end(), rows.begin(), rows.end());
    const auto result = buys(performance(earlier, {}, kOver));
    EXPECT_EQ(result.signals.outcomes, 5U);
    for (const auto* groups : {&result.by_tier,
                               &result.by_sector,
                               &result.by_month,
                               &result.by_age,
                               &result.by_confidence,
                               &result.by_model}) {
        std::size_t outcomes = 0;
        for (const auto& group : *groups) {
            outcomes += group.score.outcomes;
        }
        EXPECT_EQ(outcomes, 61U);
    }
    ASSERT_EQ(result.by_sector.size(), 2U);
    EXPECT_EQ(result.by_sector[0].name, "Energy");
    EXPECT_EQ(result.by_sector[1].score.outcomes, 15U);
    ASSERT_EQ(result.by_month.size(), 2U);
    EXPECT_EQ(result.by_month[0].name, "2024-02");
    EXPECT_EQ(result.by_month[1].score.outcomes, 60U);
    ASSERT_EQ(result.by_confidence.size(), 3U);
    EXPECT_EQ(result.by_confidence[0].name, "0.50 to 0.55");
    EXPECT_EQ(result.by_confidence[0].score.outcomes, 40U);
    EXPECT_EQ(result.by_confidence[1].name, "0.60 to 0.65");
    EXPECT_EQ(result.by_confidence[2].name, "0.95 to 1.00");
    ASSERT_EQ(result.by_age.size(), 2U);
    EXPECT_EQ(result.by_age[0].name, "hot");
    EXPECT_EQ(result.by_age[1].name, "cold");
    EXPECT_EQ(result.by_model[0].name, "tm-z");  // The first to be used.
}

TEST(Performance, SidesAreKeptApart) {
    auto rows = night(40, 40);
    for (std::size_t i = 0; i < 40; ++i) {
        auto sell = row(name_of_stock(i), -0.01);
        sell.side = Side::Sell;
        rows.push_back(sell);
    }
    const auto result = performance(rows, {}, kOver);
    EXPECT_NEAR(result.sides[0].all.figures->win_rate, 1.0, 1e-12);
    EXPECT_NEAR(result.sides[1].all.figures->win_rate, 0.0, 1e-12);
}

// Sessions from kEntry on, a night each. On a good night all win with `good`, else with `bad`.
std::vector<Judged> many_nights(std::size_t count, double good, double bad) {
    std::vector<Judged> rows;
    std::mt19937_64 random(7);
    auto session = kEntry;
    for (std::size_t n = 0; n < count; ++n) {
        // Ten nights in a row are alike, as outcomes that overlap are.
        const double chance = n / 10 % 2 == 0 ? good : bad;
        std::vector<Judged> one = night(50, 0, session);
        for (auto& judged : one) {
            const bool won = std::bernoulli_distribution(chance)(random);
            judged.end->net_return = won ? 0.02 : -0.02;
        }
        rows.insert(rows.end(), one.begin(), one.end());
        session = bars::next_session(session).value();
    }
    return rows;
}

TEST(Performance, IntervalsKnowThatNeighbouringNightsAreAlike) {
    const auto as_of = base::TradingDate{2025, 3, 4};
    const auto width = [&](double good, double bad) {
        const auto score = buys(performance(many_nights(100, good, bad), {}, as_of)).all;
        const auto interval = score.figures->win_rate_interval;
        EXPECT_LT(interval.low, score.figures->win_rate);
        EXPECT_GT(interval.high, score.figures->win_rate);
        return interval.high - interval.low;
    };
    // 5,000 outcomes: about 0.03 if they were independent.
    EXPECT_LT(width(0.5, 0.5), 0.04);
    EXPECT_GT(width(0.7, 0.3), 0.08);
}

TEST(Performance, AFewNightsSayNothingOfTheInterval) {
    const auto interval = buys(performance(many_nights(29, 0.5, 0.5), {}, {2025, 3, 4}))
                              .all.figures->win_rate_interval;
    EXPECT_EQ(interval.low, 0.0);
    EXPECT_EQ(interval.high, 1.0);
}

TEST(Performance, RollingWindowsEndWithEachNight) {
    const auto result = buys(performance(many_nights(60, 0.5, 0.5), {}, {2025, 3, 4}));
    ASSERT_EQ(result.rolling.size(), 60 - kRollingNights + 1);
    for (const auto& window : result.rolling) {
        EXPECT_EQ(window.score.outcomes, kRollingNights * 50);
        EXPECT_EQ(window.score.nights, kRollingNights);
    }
    EXPECT_EQ(result.rolling.front().last,
              bars::sessions_between(kEntry, {2025, 3, 4})[kRollingNights - 1]);
}

TEST(Performance, LateEntriesTellHowTheEdgeFades) {
    // Five stocks, of which the first is said to be best on each night. Entered on the first
    // evening it wins, later it does not; the others always lose.
    std::vector<Judged> rows;
    const auto sessions = bars::sessions_between(kEntry, kEntry.plus_days(200));
    for (std::size_t n = 0; n < 120; ++n) {
        for (std::size_t stock = 0; stock < 5; ++stock) {
            // Each stock is the best for one night in twelve.
            const bool is_best = n % 12 == 0 && stock == n / 12 % 5;
            auto judged = row(name_of_stock(stock), is_best ? 0.02 : -0.01, sessions[n]);
            judged.confidence = is_best ? 0.8 : 0.4 - 0.01 * static_cast<double>(stock);
            rows.push_back(judged);
        }
    }
    std::erase_if(rows, [&](const Judged& judged) {
        // Only the best nights name a best stock; on the others two stocks are too few for a fifth.
        const auto n = std::ranges::find(sessions, judged.session) - sessions.begin();
        const auto stock = judged.ticker.text().back() - '0';
        return n % 12 != 0 && stock != n / 12 % 5;
    });
    const auto result = buys(performance(rows, {}, sessions.back()));
    ASSERT_EQ(result.late_entries.size(), 4U);
    EXPECT_EQ(result.late_entries[0].age, "hot");
    // Ten best nights; of each the same evening and the two or three sessions within three days.
    EXPECT_GE(result.late_entries[0].score.outcomes, 20U);
    EXPECT_EQ(result.late_entries[0].score.wins, 10U);
    for (std::size_t band = 1; band < 4; ++band) {
        EXPECT_GT(result.late_entries[band].score.outcomes, 0U);
        EXPECT_EQ(result.late_entries[band].score.wins, 0U);
        EXPECT_LT(result.late_entries[band].effective_confidence,
                  result.late_entries[band - 1].effective_confidence);
    }
    EXPECT_LT(result.late_entries[3].effective_confidence, 0.8 * (1.0 - 0.3 * 11 / 14) + 1e-9);
}

TEST(Performance, ReliabilityIsOfTheSameOutcomes) {
    const auto result = buys(performance(many_nights(40, 0.5, 0.5), {}, {2025, 3, 4}));
    std::size_t outcomes = 0;
    for (const auto& bin : result.reliability) {
        outcomes += bin.outcomes;
    }
    EXPECT_EQ(outcomes, result.all.outcomes);
}

}  // namespace
}  // namespace turbomode::signals
