#include "turbomode/models/learners/flat_trees.hpp"

#include <functional>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "backend/turbomode/models/learners/xgboost_trees.hpp"
#include "backend/turbomode/models/small_model.hpp"

namespace turbomode::models {
namespace {

using base::ErrorCode;
using nlohmann::json;

const MadeRows& rows() {
    static const auto made = made_rows({.rows = 2000, .columns = 12, .rank_columns = 12});
    return made;
}

std::string grown(int depth) {
    return grown_by_xgboost(rows().training(Objective::Win), 20, depth);
}

// What XGBoost saved, changed by `change`, which is given the document and the first tree.
std::string changed(const std::function<void(json& document, json& tree)>& change) {
    static const auto saved = grown(3);
    auto document = json::from_ubjson(saved);
    change(document, document["learner"]["gradient_booster"]["model"]["trees"][0]);
    const auto bytes = json::to_ubjson(document);
    return {bytes.begin(), bytes.end()};
}

void expect_corrupt(const std::string& bytes, const std::string& why) {
    const auto trees = FlatTrees::read(bytes);
    ASSERT_FALSE(trees.ok()) << why;
    EXPECT_EQ(trees.error().code, ErrorCode::Corruption);
    EXPECT_NE(trees.error().message.find(why), std::string::npos) << trees.error().message;
}

TEST(FlatTrees, ScoreAsXgboostDoesToTheBit) {
    for (const int depth : {1, 3, 9}) {
        const auto saved = grown(depth);
        const auto trees = FlatTrees::read(saved);
        ASSERT_TRUE(trees.ok()) << trees.error().message;
        EXPECT_EQ(trees.value().size(), 20U);
        EXPECT_EQ(trees.value().columns(), 12U);
        EXPECT_EQ(trees.value().score(rows().all()), scores_by_xgboost(saved, rows().all()))
            << depth;
    }
}

TEST(FlatTrees, OfEveryLearnerScoreAsXgboostDoesToTheBit) {
    for (const auto name :
         {"boosted_depth", "boosted_leaf", "boosted_shallow", "random_forest", "extra_trees"}) {
        for (const auto objective : {Objective::Win, Objective::Return}) {
            const auto learner = make_learner(name);
            ASSERT_TRUE(learner
                            ->fit(rows().training(objective),
                                  {.objective = objective, .seed = 5, .threads = 1})
                            .ok());
            EXPECT_EQ(learner->score(rows().all()).value(),
                      scores_by_xgboost(ubjson_of(*learner), rows().all()))
                << name;
        }
    }
}

TEST(FlatTrees, ARowScoresAloneAsAmongOthers) {
    const auto trees = FlatTrees::read(grown(5)).value();
    const auto together = trees.score(rows().all());
    for (const std::size_t row : {std::size_t{0}, std::size_t{777}, together.size() - 1}) {
        const Inputs alone{.values = rows().all().row(row), .columns = rows().columns};
        EXPECT_EQ(trees.score(alone), std::vector<double>{together[row]});
    }
    EXPECT_TRUE(trees.score({.values = {}, .columns = rows().columns}).empty());
}

TEST(FlatTrees, LieDownWithTheLeftChildNext) {
    const auto trees = FlatTrees::read(grown(4)).value();
    for (std::size_t t = 0; t < trees.size(); ++t) {
        const auto tree = trees.tree(t);
        EXPECT_EQ(tree.depth, 4U);
        for (std::size_t n = 0; n < tree.nodes.size(); ++n) {
            const auto& node = tree.nodes[n];
            if (!node.is_leaf()) {
                // Every training row went one way or the other.
                EXPECT_NEAR(tree.nodes[n + 1].share + tree.nodes[node.right].share, 1.0F, 1e-3F);
            }
        }
    }
}

TEST(FlatTrees, KnowWhoseTheyAre) {
    const auto learner = make_learner("extra_trees");
    ASSERT_TRUE(learner
                    ->fit(rows().training(Objective::Win),
                          {.objective = Objective::Win, .seed = 5, .threads = 1})
                    .ok());
    const auto bytes = learner->bytes().value();
    const auto loaded = make_learner("random_forest")->load(bytes);
    ASSERT_FALSE(loaded.ok());
    EXPECT_EQ(loaded.error().code, ErrorCode::Corruption);
    EXPECT_NE(loaded.error().message.find("'extra_trees'"), std::string::npos);
}

TEST(FlatTrees, AreRefusedWhenTheyAreNoTrees) {
    expect_corrupt("", "");
    expect_corrupt("garbage", "");
    const auto whole = grown(3);
    expect_corrupt(whole.substr(0, whole.size() / 2), "");
    EXPECT_TRUE(FlatTrees::read(changed([](json&, json&) {})).ok());
    expect_corrupt(changed([](json&, json& tree) {
        tree["sum_hessian"].erase(0); }), "together");
    expect_corrupt(changed([](json&, json& tree) {
        tree["left_children"][0] = 0; }), "no tree");
    expect_corrupt(changed([](json&, json& tree) {
        tree["right_children"][0] = 99; }), "no tree");
    expect_corrupt(changed([](json&, json& tree) {
        tree["right_children"][0] = -7; }), "no tree");
    expect_corrupt(changed([](json&, json& tree) {
        tree["right_children"][0] = 1; }), "no tree");
    expect_corrupt(changed([](json&, json& tree) {
        tree["right_children"][0] = -1; }), "children");
    expect_corrupt(changed([](json&, json& tree) {
        tree["sum_hessian"][0] = 0.0; }), "no rows");
    expect_corrupt(changed([](json&, json& tree) {
        tree["split_indices"][0] = 12; }), "column");
    expect_corrupt(changed([](json&, json& tree) {
        tree["split_indices"][0] = -1; }), "column");
    expect_corrupt(
        changed([](json& document, json&) {
        document["learner"]["learner_model_param"].erase("num_feature");
        for (auto& tree : document["learner"]["gradient_booster"]["model"]["trees"]) {
            tree["tree_param"].erase("num_feature");
        }
        }),
        "columns");
}

TEST(FlatTrees, AreRefusedWhenTheyAreTooDeep) {
    // A chain: each split's right child is the next split.
    const auto deep = [](int splits) {
        return changed([splits](json&, json& tree) {
            for (const char* list : {"left_children",
                                     "right_children",
                                     "split_indices",
                                     "split_conditions",
                                     "sum_hessian"}) {
                tree[list] = json::array();
            }
            for (int node = 0; node < 2 * splits + 1; ++node) {
                const bool is_split = node % 2 == 0 && node < 2 * splits;
                tree["left_children"].push_back(is_split ? node + 1 : -1);
                tree["right_children"].push_back(is_split ? node + 2 : -1);
                tree["split_indices"].push_back(0);
                tree["split_conditions"].push_back(0.5);
                tree["sum_hessian"].push_back(1.0);
            }
        });
    };
    EXPECT_EQ(FlatTrees::read(deep(32)).value().tree(0).depth, 32U);
    expect_corrupt(deep(33), "deeper");
}

}  // namespace
}  // namespace turbomode::models
