#include "ml_automation/analysis/score.hpp"

#include <gtest/gtest.h>

namespace ml_automation::analysis {
namespace {

constexpr Opinion bullish(double strength, double confidence) {
    return {.direction = Direction::Bullish, .strength = strength, .confidence = confidence};
}
constexpr Opinion bearish(double strength, double confidence) {
    return {.direction = Direction::Bearish, .strength = strength, .confidence = confidence};
}
constexpr Opinion kNothing{};

TEST(RuleScore, IsAHalfWhenNothingIsSaidAndOneWhenAllIs) {
    EXPECT_DOUBLE_EQ(rule_score({kNothing, kNothing, kNothing, kNothing}), 0.5);
    const auto all = bullish(1.0, 1.0);
    EXPECT_DOUBLE_EQ(rule_score({all, all, all, all}), 1.0);
    const auto none = bearish(1.0, 1.0);
    EXPECT_DOUBLE_EQ(rule_score({none, none, none, none}), 0.0);
}

TEST(RuleScore, WeighsByConfidence) {
    EXPECT_DOUBLE_EQ(rule_score({bullish(1.0, 0.75), bearish(1.0, 0.25), kNothing, kNothing}),
                     0.75);
}

TEST(Agreement, IsThePartOfTheStrongerSide) {
    EXPECT_DOUBLE_EQ(agreement({bullish(0.1, 0.6), bearish(0.9, 0.2), kNothing, kNothing}), 0.75);
    EXPECT_DOUBLE_EQ(agreement({bearish(0.1, 0.6), kNothing, kNothing, kNothing}), 1.0);
    EXPECT_DOUBLE_EQ(agreement({kNothing, kNothing, kNothing, kNothing}), 0.0);
}

TEST(CombinedScore, AForecastOfTheBaseRateIsAHalf) {
    const Forecast usual{.probability = 0.4, .base_rate = 0.4};
    EXPECT_DOUBLE_EQ(combined_score(0.7, usual, 1.0), 0.5);
    EXPECT_DOUBLE_EQ(combined_score(0.7, usual, 0.5), 0.6);
    EXPECT_DOUBLE_EQ(combined_score(0.7, std::nullopt, 1.0), 0.7);
}

TEST(CombinedScore, RisesWithTheProbability) {
    double before = 0.0;
    for (const double probability : {0.0, 0.2, 0.4, 0.6, 0.8, 1.0}) {
        const double score =
            combined_score(0.5, Forecast{.probability = probability, .base_rate = 0.4}, 0.5);
        EXPECT_GT(score, before);
        EXPECT_LE(score, 1.0);
        before = score;
    }
}

TEST(DirectionOf, LeavesTheMiddleNeutral) {
    EXPECT_EQ(direction_of(0.55), Direction::Neutral);
    EXPECT_EQ(direction_of(0.56), Direction::Bullish);
    EXPECT_EQ(direction_of(0.45), Direction::Neutral);
    EXPECT_EQ(direction_of(0.44), Direction::Bearish);
}

}  // namespace
}  // namespace ml_automation::analysis
