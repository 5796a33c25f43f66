#include "features/cross_section/cross_section.hpp"

#include <cmath>
#include <vector>

#include <gtest/gtest.h>

#include "backend/features/random_panel.hpp"
#include "features/cross_section/ranks.hpp"

namespace features::cross_section {
namespace {

using Column = std::vector<double>;
using Flags = std::vector<std::uint8_t>;
using Sectors = std::vector<std::uint32_t>;

struct Ranked {
    Column universe, sector;
};

Ranked rank(const Column& values, const Flags& members, const Sectors& sectors) {
    Ranked ranked{Column(values.size()), Column(values.size())};
    Ranker ranker{4};
    ranker.rank({values, members, sectors}, {ranked.universe, ranked.sector});
    return ranked;
}

Column rank_members(const Column& values) {
    return rank(values, Flags(values.size(), 1), Sectors(values.size(), 0)).universe;
}

TEST(Rank, RunsFromMinusAHalfToAHalf) {
    EXPECT_EQ(rank_members({30, 10, 20}), (Column{0.5, -0.5, 0.0}));
}

TEST(Rank, AveragesTies) {
    EXPECT_EQ(rank_members({1, 5, 5, 9, 5}), (Column{-0.5, 0.0, 0.0, 0.5, 0.0}));
    EXPECT_EQ(rank_members({7, 7}), (Column{0.0, 0.0}));
}

TEST(Rank, OfAnOnlyMemberIsInTheMiddle) {
    EXPECT_EQ(rank_members({3}), Column{0.0});
}

TEST(Rank, LeavesOutWhatHasNoValue) {
    const auto ranks = rank_members({2, kMissing, 1});
    EXPECT_EQ(ranks[0], 0.5);
    EXPECT_TRUE(std::isnan(ranks[1]));
    EXPECT_EQ(ranks[2], -0.5);
}

TEST(Rank, OfANonMemberTakesNoPlace) {
    const auto ranks = rank({1, 2, 3, 2.5, 2}, {1, 1, 1, 0, 0}, Sectors(5, 0)).universe;
    EXPECT_EQ(ranks[0], -0.5);
    EXPECT_EQ(ranks[2], 0.5);
    EXPECT_DOUBLE_EQ(ranks[3], 2.0 / 3.0 - 0.5);  // Two of three members below it.
    EXPECT_DOUBLE_EQ(ranks[4], 1.5 / 3.0 - 0.5);  // One below, one equal.
}

TEST(Rank, IsUnknownWithoutMembers) {
    const auto ranks = rank({1, 2}, {0, 0}, {0, 0});
    EXPECT_TRUE(std::isnan(ranks.universe[0]));
    EXPECT_TRUE(std::isnan(ranks.sector[1]));
}

TEST(SectorRank, ComparesWithinTheSectorAndElseWithAll) {
    // Sector 1 has three members, sector 2 two, and one stock has none.
    const auto ranks = rank({1, 2, 3, 4, 5, 6}, Flags(6, 1), {1, 2, 1, 1, 2, 0});
    EXPECT_EQ(ranks.sector[0], -0.5);
    EXPECT_EQ(ranks.sector[2], 0.0);
    EXPECT_EQ(ranks.sector[3], 0.5);
    EXPECT_EQ(ranks.sector[1], ranks.universe[1]);
    EXPECT_EQ(ranks.sector[5], 0.5);
}

TEST(SectorRank, TreatsTiesAndNonMembersAsTheUniverseDoes) {
    const auto ranks = rank({1, 1, 2, 1.5, 9}, {1, 1, 1, 0, 1}, {1, 1, 1, 1, 2});
    EXPECT_EQ(ranks.sector[0], -0.25);
    EXPECT_EQ(ranks.sector[1], -0.25);
    EXPECT_EQ(ranks.sector[2], 0.5);
    EXPECT_DOUBLE_EQ(ranks.sector[3], 2.0 / 3.0 - 0.5);
}

TEST(Zscore, IsInDeviationsOfTheMembers) {
    const Column values{1, 3, 5, kMissing};
    const Flags members{1, 1, 0, 1};
    const Sectors sectors(4, 0);
    Column scores(4);
    zscore({values, members, sectors}, scores);
    EXPECT_DOUBLE_EQ(scores[0], -1.0);
    EXPECT_DOUBLE_EQ(scores[1], 1.0);
    EXPECT_DOUBLE_EQ(scores[2], 3.0);
    EXPECT_TRUE(std::isnan(scores[3]));
}

TEST(Zscore, IsZeroWhenAllAreEqualAndUnknownWithoutMembers) {
    const Column values{0.1, 0.1, 0.1};
    const Sectors sectors(3, 0);
    Column scores(3);
    zscore({values, Flags{1, 1, 1}, sectors}, scores);
    EXPECT_EQ(scores, (Column{0, 0, 0}));
    zscore({values, Flags{0, 0, 0}, sectors}, scores);
    EXPECT_TRUE(std::isnan(scores[0]));
}

// What a rank is, counted pair by pair.
double rank_by_counting(const bars::Panel& panel, Input session, std::size_t stock) {
    double below = 0.0;
    double equal = 0.0;
    double total = 0.0;
    for (std::size_t other = 0; other < panel.stocks.size(); ++other) {
        if (std::isnan(session[other])) {
            continue;
        }
        total += 1.0;
        below += session[other] < session[stock] ? 1.0 : 0.0;
        equal += session[other] == session[stock] ? 1.0 : 0.0;
    }
    return (below + (equal - 1.0) / 2.0) / (total - 1.0) - 0.5;
}

TEST(CrossSection, RanksEveryColumnItNames) {
    const auto panel = random_panel({.stocks = 12, .sessions = 280, .gaps = true});
    const auto matrix = build(panel, panel.sessions.back());
    std::size_t compared = 0;
    for (const auto& row : table(schema())) {
        const auto source = index_of(row.source);
        if (row.kind != Kind::Rank || !source) {
            continue;
        }
        Column session(panel.stocks.size());
        for (std::size_t stock = 0; stock < session.size(); ++stock) {
            session[stock] = matrix.value(*source, stock, 279);
        }
        for (std::size_t stock = 0; stock < session.size(); ++stock) {
            const double value = matrix.value(*index_of(row.feature.name), stock, 279);
            ASSERT_EQ(std::isnan(value), std::isnan(session[stock])) << row.feature.name;
            if (!std::isnan(value)) {
                ASSERT_NEAR(value, rank_by_counting(panel, session, stock), 1e-7);
                ++compared;
            }
        }
    }
    EXPECT_GT(compared, 100U);
}

TEST(CrossSection, PutsTheMostTradedStockOnTop) {
    auto panel = random_panel({.stocks = 6, .sessions = 40, .actions = false});
    bars::BarSeries busy;
    for (std::size_t bar = 0; bar < 40; ++bar) {
        auto fields = panel.stocks[2].series.fields(bar);
        fields.volume_shares *= 1000.0;
        busy.append(bars::Bar::from(fields).value());
    }
    panel.stocks[2].series = busy;
    const auto matrix = build(panel, panel.sessions.back());
    EXPECT_EQ(matrix.value(index_of("rank_mean_dollar_volume_20").value(), 2, 39), 0.5);
    EXPECT_GT(matrix.value(index_of("zscore_mean_dollar_volume_20").value(), 2, 39), 1.5);
}

}  // namespace
}  // namespace features::cross_section
