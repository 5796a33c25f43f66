#include "ml_automation/learning/forest.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "backend/ml_automation/learning/samples.hpp"
#include "ml_automation/learning/judging.hpp"
#include "ml_automation/learning/logistic.hpp"

namespace ml_automation::learning {
namespace {

using testing_samples::Uniform;

// Wins nine times in ten where its first two inputs have the same sign, else one in ten: no sum of
// inputs can tell.
struct Checkers {
    std::vector<analysis::Inputs> inputs;
    Rows rows;

    Checkers(std::size_t count, unsigned seed) {
        Uniform uniform(seed);
        for (std::size_t at = 0; at < count; ++at) {
            inputs.push_back({});
            for (int one = 0; one < 4; ++one) {
                inputs.back().push_back(static_cast<float>(2.0 * uniform.next() - 1.0));
            }
            rows.won.push_back(uniform.next() < law(inputs.back()) ? 1 : 0);
        }
        for (const auto& one : inputs) {
            rows.inputs.push_back(&one);
        }
    }
    static double law(const analysis::Inputs& one) { return one[0] * one[1] > 0.0F ? 0.9 : 0.1; }
};

constexpr ForestOptions kSmall{
    .trees = 60, .depth_max = 6, .leaf_min = 20, .seed = 7, .threads = 2};

TEST(Forest, LearnsWhatTwoInputsSayTogether) {
    const Checkers learned(4'000, 1);
    const auto forest = Forest::fit(learned.rows, kSmall);
    const Checkers fresh(1'000, 2);
    std::size_t right = 0;
    for (const auto& inputs : fresh.inputs) {
        right += (forest.probability(inputs) > 0.5) == (Checkers::law(inputs) > 0.5) ? 1U : 0U;
    }
    EXPECT_GT(right, 900U);
}

TEST(Forest, LearnsItWhereALogisticRegressionCannot) {
    const Checkers learned(4'000, 1);
    const auto forest = Forest::fit(learned.rows, kSmall);
    const auto logistic = Logistic::fit(learned.rows, 1.0).value();
    const Checkers fresh(1'000, 2);
    double by_forest = 0.0;
    double by_logistic = 0.0;
    for (std::size_t at = 0; at < fresh.inputs.size(); ++at) {
        const bool won = fresh.rows.won[at] != 0;
        by_forest += log_loss(forest.probability(fresh.inputs[at]), won) / 1'000.0;
        by_logistic += log_loss(logistic.probability(fresh.inputs[at]), won) / 1'000.0;
    }
    // Knowing the law loses 0.325 (the entropy of 0.9), knowing nothing ln 2 = 0.693.
    EXPECT_LT(by_forest, 0.5);
    EXPECT_GT(by_logistic, 0.68);
}

TEST(Forest, IsTheSameForAnyNumberOfThreadsAndAnotherForAnotherSeed) {
    const Checkers learned(1'000, 1);
    auto options = kSmall;
    const auto two = Forest::fit(learned.rows, options).text();
    options.threads = 1;
    EXPECT_EQ(Forest::fit(learned.rows, options).text(), two);
    options.seed = 8;
    EXPECT_NE(Forest::fit(learned.rows, options).text(), two);
}

TEST(Forest, LeavesHoldNoFewerThanTheyMust) {
    const Checkers learned(400, 3);
    auto options = kSmall;
    options.leaf_min = 201;  // No cut leaves so many on both sides.
    const auto forest = Forest::fit(learned.rows, options);
    EXPECT_EQ(forest.probability(learned.inputs[0]), forest.probability(learned.inputs[1]));
}

TEST(Forest, IsReadBackBitForBit) {
    const Checkers learned(1'000, 1);
    const auto forest = Forest::fit(learned.rows, kSmall);
    const auto again = Forest::parse(forest.text()).value();
    EXPECT_EQ(again.text(), forest.text());
    EXPECT_EQ(again.probability(learned.inputs[5]), forest.probability(learned.inputs[5]));
}

TEST(Forest, RefusesWhatItDidNotWrite) {
    const Checkers learned(1'000, 1);
    const auto text = Forest::fit(learned.rows, kSmall).text();
    for (std::size_t cut = 0; cut < text.size(); cut += 997) {
        EXPECT_FALSE(Forest::parse(text.substr(0, cut)).ok()) << cut;
    }
    EXPECT_FALSE(Forest::parse(text + "1 2 3\n").ok());
    // A child before its parent would never end; a share above 1 is no share.
    EXPECT_FALSE(
        Forest::parse("ml_automation_forest 1 2 1\n3\n0 0.5 0 2 0.5\n0 0 0 0 1\n0 0 0 0 1\n").ok());
    EXPECT_FALSE(Forest::parse("ml_automation_forest 1 2 1\n1\n0 0 0 0 1.5\n").ok());
    EXPECT_FALSE(Forest::parse("ml_automation_forest 1 2 1\n1\n0 0 0 0 nan\n").ok());
    EXPECT_FALSE(Forest::parse("ml_automation_forest 1 2 99999999999\n").ok());
    EXPECT_TRUE(Forest::parse("ml_automation_forest 1 2 1\n1\n0 0 0 0 1\n").ok());
}

}  // namespace
}  // namespace ml_automation::learning
