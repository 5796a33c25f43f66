#include "turbomode/models/nights.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <set>

#include <gtest/gtest.h>

#include "backend/turbomode/models/small_history.hpp"
#include "features/schema.hpp"

namespace turbomode::models {
namespace {

using Numbers = std::vector<double>;

Numbers ranks_of(const Numbers& values) {
    Numbers ranks(values.size());
    rank_within(values, ranks);
    return ranks;
}

TEST(RankWithin, RunsFromMinusToPlusOneHalf) {
    EXPECT_EQ(ranks_of({30.0, -7.0, 1e9}), (Numbers{0.0, -0.5, 0.5}));
}

TEST(RankWithin, AveragesTies) {
    // Places 0, 1, 2, 3 of three steps; 5 and 5 share places 1 and 2.
    EXPECT_EQ(ranks_of({5.0, 1.0, 5.0, 9.0}), (Numbers{0.0, -0.5, 0.0, 0.5}));
    EXPECT_EQ(ranks_of({4.0, 4.0, 4.0}), (Numbers{0.0, 0.0, 0.0}));
}

TEST(RankWithin, IsZeroForASingleValueAndTakesNone) {
    EXPECT_EQ(ranks_of({17.0}), (Numbers{0.0}));
    EXPECT_TRUE(ranks_of({}).empty());
}

TEST(RankWithin, HasMeanZeroAndFollowsItsStockThroughAPermutation) {
    Draws draws(7);
    Numbers values(101);
    for (double& value : values) {
        value = std::floor(20.0 * draws.uniform());  // With ties.
    }
    const auto ranks = ranks_of(values);
    double sum = 0.0;
    Numbers turned;
    for (std::size_t i = 0; i < values.size(); ++i) {
        sum += ranks[i];
        turned.push_back(values[(i * 37) % values.size()]);
    }
    EXPECT_NEAR(sum, 0.0, 1e-12);
    const auto turned_ranks = ranks_of(turned);
    for (std::size_t i = 0; i < values.size(); ++i) {
        EXPECT_EQ(turned_ranks[i], ranks[(i * 37) % values.size()]);
    }
}

TEST(NightScale, MeasuresInMiddleHalvesFromTheMedian) {
    // Of 1 to 9 the median is 5, and the middle half reaches from 3 to 7.
    const auto scale = NightScale::of({9.0, 1.0, 8.0, 2.0, 5.0, 3.0, 7.0, 4.0, 6.0});
    EXPECT_DOUBLE_EQ(scale.distance(5.0), 0.0);
    EXPECT_DOUBLE_EQ(scale.distance(25.0), 5.0);
    EXPECT_DOUBLE_EQ(scale.distance(-1.0), -1.5);
}

TEST(NightScale, IsNoneWhereTheMiddleHalfIsOfOneValue) {
    EXPECT_EQ(NightScale::of({1.0, 1.0, 1.0, 1.0, 9.0}).distance(9.0), 0.0);
    EXPECT_EQ(NightScale::of({4.0}).distance(9.0), 0.0);
    EXPECT_EQ(NightScale::of({4.0, 5.0}).distance(9.0), 0.0);
}

TEST(InputColumns, HoldFeaturesOnceStocksBeforeMarketAndTheMovementOnceMoreLast) {
    const auto columns = input_columns();
    std::set<std::size_t> seen;
    for (std::size_t c = 0; c + 1 < columns.features.size(); ++c) {
        EXPECT_TRUE(seen.insert(columns.features[c]).second);
        EXPECT_EQ(features::schema()[columns.features[c]].scope,
                  c < columns.stock_columns ? features::Scope::Stock : features::Scope::Market);
    }
    EXPECT_EQ(features::schema()[columns.features.back()].name, kMovementFeature);
    EXPECT_TRUE(seen.contains(columns.features.back()));
}

// A rank among all members is what every stock feature becomes; one of a stock's sector is not.
TEST(InputColumns, LeaveOutRanksOfWhatIsThereItself) {
    const auto columns = input_columns();
    const auto is_there = [&](std::string_view feature) {
        const auto index = features::index_of(feature);
        EXPECT_TRUE(index.has_value()) << feature;
        return std::ranges::find(columns.features, *index) != columns.features.end();
    };
    EXPECT_TRUE(is_there("return_log_5"));
    EXPECT_FALSE(is_there("rank_return_log_5"));
    EXPECT_FALSE(is_there("zscore_return_log_5"));
    EXPECT_TRUE(is_there("sector_rank_return_log_5"));
    EXPECT_TRUE(is_there("sector_zscore_return_log_20"));
    EXPECT_TRUE(is_there("rank_mean_dollar_volume_20")) << "the dollars themselves are no feature";
    EXPECT_FALSE(is_there("zscore_mean_dollar_volume_20"));
    EXPECT_EQ(features::schema().size() - (columns.features.size() - 1), 23U);
}

// Input `i` of a stock: its number times (i + 1), plus the session.
double plain(std::size_t input, std::size_t stock, std::size_t session) {
    return static_cast<double>(stock * (input + 1) + session);
}

TEST(Nights, RankStockInputsAndKeepTheMarketsState) {
    const auto panel = random_walks({.stocks = 5, .sessions = 4});
    const auto nights = Nights::of(panel, matrix_of(panel, plain), 1);
    const auto columns = input_columns();
    ASSERT_EQ(nights.nights().size(), 4U);
    EXPECT_EQ(nights.columns(), columns.features.size());
    const Night& night = nights.nights()[2];
    for (std::size_t stock = 0; stock < 5; ++stock) {
        const auto row = nights.row(night.first_row + stock);
        for (std::size_t c = 0; c < row.size(); ++c) {
            const double expected = c < columns.stock_columns
                                        ? static_cast<double>(stock) / 4.0 - 0.5
                                        : plain(c, stock, 2);
            EXPECT_FLOAT_EQ(row[c], static_cast<float>(expected));
        }
    }
}

TEST(Nights, LeaveOutStrangersToTheIndexAndStocksWithoutEveryFeature) {
    auto panel = random_walks({.stocks = 4, .sessions = 3});
    panel.stocks[1].member[0] = 0;
    for (auto& stock : panel.stocks) {
        stock.member[1] = 0;
    }
    const auto last = input_columns().features.size() - 1;
    const auto nights = Nights::of(
        panel,
        matrix_of(panel,
                  [&](std::size_t input, std::size_t stock, std::size_t session) {
                      return stock == 3 && input == last ? std::numeric_limits<double>::quiet_NaN()
                                                         : plain(input, stock, session);
                  }),
        1);
    ASSERT_EQ(nights.nights().size(), 2U);  // Nobody is a member on session 1.
    EXPECT_EQ(nights.nights()[0].stocks, (std::vector<std::uint32_t>{0, 2}));
    EXPECT_EQ(nights.nights()[1].session, 2U);
    EXPECT_EQ(nights.nights()[1].stocks, (std::vector<std::uint32_t>{0, 1, 2}));
    EXPECT_EQ(nights.rows(), 5U);
    EXPECT_FLOAT_EQ(nights.row(0)[0], -0.5F);  // Ranked among those that are left.
    EXPECT_FLOAT_EQ(nights.row(1)[0], 0.5F);
}

TEST(Nights, LeaveOutAStockWithAnInfiniteFeature) {
    const auto panel = random_walks({.stocks = 3, .sessions = 1});
    for (const double infinity : {HUGE_VAL, -HUGE_VAL}) {
        const auto matrix =
            matrix_of(panel, [&](std::size_t input, std::size_t stock, std::size_t) {
                return stock == 1 && input == 0 ? infinity : plain(input, stock, 0);
            });
        const auto nights = Nights::of(panel, matrix, 1);
        ASSERT_EQ(nights.nights().size(), 1U);
        EXPECT_EQ(nights.nights()[0].stocks, (std::vector<std::uint32_t>{0, 2}));
        for (std::size_t row = 0; row < nights.rows(); ++row) {
            for (const float input : nights.row(row)) {
                EXPECT_TRUE(std::isfinite(input));
            }
        }
    }
}

TEST(Nights, BelongToTheLastSessionsOfThePanelWhenTheMatrixHasFewer) {
    const auto panel = random_walks({.stocks = 3, .sessions = 6});
    auto tail = panel;
    tail.sessions.erase(tail.sessions.begin(), tail.sessions.begin() + 4);
    const auto nights = Nights::of(panel, matrix_of(tail, plain), 1);
    ASSERT_EQ(nights.nights().size(), 2U);
    EXPECT_EQ(nights.nights()[0].session, 4U);
    EXPECT_EQ(nights.nights()[1].session, 5U);
}

TEST(Nights, DoNotDependOnTheNumberOfThreads) {
    const auto panel = random_walks({.stocks = 20, .sessions = 30});
    const auto matrix = matrix_of(panel, noise(5));
    const auto one = Nights::of(panel, matrix, 1);
    const auto four = Nights::of(panel, matrix, 4);
    ASSERT_EQ(one.rows(), four.rows());
    for (std::size_t row = 0; row < one.rows(); ++row) {
        ASSERT_TRUE(std::ranges::equal(one.row(row), four.row(row)));
    }
}

}  // namespace
}  // namespace turbomode::models
