#include "turbomode/models/learners/shapley.hpp"

#include <array>
#include <bit>
#include <numeric>

#include <gtest/gtest.h>

#include "backend/turbomode/models/learners/xgboost_trees.hpp"
#include "backend/turbomode/models/small_history.hpp"
#include "backend/turbomode/models/small_model.hpp"

namespace turbomode::models {
namespace {

constexpr std::size_t kColumns = 4;
using Row = std::array<float, kColumns>;

// A random tree of so many splits in depth over four columns, so that paths meet a column again.
void grow(std::vector<TreeNode>& nodes, std::size_t depth, float share, Draws& draws) {
    const std::size_t at = nodes.size();
    const bool is_leaf = depth == 0 || (depth < 3 && draws.uniform() < 0.2);
    nodes.push_back({.value = static_cast<float>(draws.uniform() - 0.5),
                     .column = is_leaf ? TreeNode::kLeaf
                                       : static_cast<std::int32_t>(kColumns * draws.uniform()),
                     .right = 0,
                     .share = share});
    if (is_leaf) {
        return;
    }
    const auto left = static_cast<float>(0.05 + 0.9 * draws.uniform());
    grow(nodes, depth - 1, left, draws);
    nodes[at].right = static_cast<std::uint32_t>(nodes.size());
    grow(nodes, depth - 1, 1.0F - left, draws);
}

Row random_row(Draws& draws) {
    Row row{};
    for (float& value : row) {
        value = static_cast<float>(draws.uniform() - 0.5);
    }
    return row;
}

Inputs inputs_of(const Row& row) {
    return {.values = row, .columns = kColumns};
}

// The game, by its definition: what the tree says of the row when only `players` may speak.
double worth(std::span<const TreeNode> nodes, std::size_t at, const Row& row, unsigned players) {
    const auto& node = nodes[at];
    if (node.is_leaf()) {
        return static_cast<double>(node.value);
    }
    const auto column = static_cast<std::size_t>(node.column);
    if ((players >> column & 1U) != 0) {
        return worth(nodes, row[column] < node.value ? at + 1 : node.right, row, players);
    }
    const auto left = static_cast<double>(nodes[at + 1].share);
    const auto right = static_cast<double>(nodes[node.right].share);
    return left * worth(nodes, at + 1, row, players) +
           right * worth(nodes, node.right, row, players);
}

// A player's value by L. Shapley's formula (1953), over all coalitions of the others.
double shapley_value(std::span<const TreeNode> nodes, const Row& row, std::size_t player) {
    constexpr std::array<double, kColumns> kFactorial{1.0, 1.0, 2.0, 6.0};
    double value = 0.0;
    for (unsigned others = 0; others < 1U << kColumns; ++others) {
        if ((others >> player & 1U) != 0) {
            continue;
        }
        const auto size = static_cast<std::size_t>(std::popcount(others));
        const double chance = kFactorial[size] * kFactorial[kColumns - 1 - size] / 24.0;
        value +=
            chance * (worth(nodes, 0, row, others | 1U << player) - worth(nodes, 0, row, others));
    }
    return value;
}

TEST(ShapleyValues, AreThoseOfTheDefinition) {
    Draws draws(1);
    for (const std::size_t depth : {0U, 1U, 2U, 4U, 7U, 11U}) {
        for (int tree = 0; tree < 10; ++tree) {
            std::vector<TreeNode> nodes;
            grow(nodes, depth, 1.0F, draws);
            const Row row = random_row(draws);
            std::vector<double> moves(kColumns, 0.0);
            add_shapley_values({.nodes = nodes, .depth = depth}, inputs_of(row), moves);
            for (std::size_t column = 0; column < kColumns; ++column) {
                EXPECT_NEAR(moves[column], shapley_value(nodes, row, column), 1e-12)
                    << depth << ' ' << column;
            }
        }
    }
}

TEST(ShapleyValues, AddUpToTheLeafLessTheMean) {
    Draws draws(2);
    std::vector<TreeNode> nodes;
    grow(nodes, 12, 1.0F, draws);
    for (int i = 0; i < 50; ++i) {
        const Row row = random_row(draws);
        std::vector<double> moves(kColumns, 0.0);
        add_shapley_values({.nodes = nodes, .depth = 12}, inputs_of(row), moves);
        constexpr unsigned kAll = (1U << kColumns) - 1U;
        EXPECT_NEAR(std::accumulate(moves.begin(), moves.end(), 0.0),
                    worth(nodes, 0, row, kAll) - worth(nodes, 0, row, 0U),
                    1e-12);
    }
}

TEST(ShapleyValues, AreAddedToWhatIsThere) {
    Draws draws(3);
    std::vector<TreeNode> nodes;
    grow(nodes, 5, 1.0F, draws);
    const Row row = random_row(draws);
    std::vector<double> once(kColumns, 0.0);
    add_shapley_values({.nodes = nodes, .depth = 5}, inputs_of(row), once);
    std::vector<double> onto{1.0, 2.0, 3.0, 4.0};
    add_shapley_values({.nodes = nodes, .depth = 5}, inputs_of(row), onto);
    for (std::size_t column = 0; column < kColumns; ++column) {
        EXPECT_NEAR(onto[column], once[column] + static_cast<double>(column) + 1.0, 1e-12);
    }
}

TEST(ShapleyValues, AreXgboostsOwnOnWhatTheLearnersGrow) {
    const auto rows = made_rows({.rows = 3000, .columns = 20, .rank_columns = 18, .seed = 4});
    const Inputs some{.values = rows.all().values.first(40 * rows.columns),
                      .columns = rows.columns};
    for (const auto name :
         {"boosted_depth", "boosted_leaf", "boosted_shallow", "random_forest", "extra_trees"}) {
        const auto learner = make_learner(name);
        ASSERT_TRUE(learner
                        ->fit(rows.training(Objective::Win),
                              {.objective = Objective::Win, .seed = 5, .threads = 1})
                        .ok());
        const auto moves = learner->contributions(some).value();
        const auto theirs = contributions_by_xgboost(ubjson_of(*learner), some);
        ASSERT_EQ(theirs.size(), some.rows() * (some.columns + 1));
        for (std::size_t row = 0; row < some.rows(); ++row) {
            for (std::size_t c = 0; c < some.columns; ++c) {
                // Theirs are sums in single precision.
                ASSERT_NEAR(
                    moves[row * some.columns + c], theirs[row * (some.columns + 1) + c], 2e-5)
                    << name << ' ' << row << ' ' << c;
            }
        }
    }
}

TEST(ShapleyValuesDeathTest, NeedAPlaceForEveryColumn) {
    Draws draws(5);
    std::vector<TreeNode> nodes;
    grow(nodes, 3, 1.0F, draws);
    const Row row = random_row(draws);
    std::vector<double> moves(kColumns - 1, 0.0);
    EXPECT_DEATH(add_shapley_values({.nodes = nodes, .depth = 3}, inputs_of(row), moves), "moves");
}

}  // namespace
}  // namespace turbomode::models
