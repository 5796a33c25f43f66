#include "turbomode/models/gate.hpp"

#include <cmath>
#include <limits>

#include <gtest/gtest.h>

namespace turbomode::models {
namespace {

SideMetrics modest() {
    return {.nights = 500,
            .outcomes = 100000,
            .win_rate = 0.42,
            .log_loss = 0.6800,
            .log_loss_base_rate = 0.6810,
            .log_loss_linear = 0.6803,
            .auc = 0.53,
            .calibration_error = 0.01,
            .rank_ic = 0.03,
            .rank_ic_t = 3.0};
}

// The objections when the SELL side's metrics are `sell`; each has to name that side or neither.
std::vector<std::string> objections_to(const SideMetrics& sell) {
    return promotion_objections({modest(), sell});
}

void expect_one(const std::vector<std::string>& objections, const std::string& words) {
    ASSERT_EQ(objections.size(), 1U);
    EXPECT_NE(objections.front().find(words), std::string::npos) << objections.front();
}

TEST(PromotionGate, LetsAModestEdgePass) {
    EXPECT_TRUE(objections_to(modest()).empty());
}

TEST(PromotionGate, RefusesASideThatIsWorseThanTheBaseRate) {
    auto sell = modest();
    sell.log_loss = sell.log_loss_linear = 0.6815;
    expect_one(objections_to(sell), "SELL: log-loss 0.68150 is worse than the base rate's");
}

TEST(PromotionGate, RefusesASideThatIsWorseThanTheLinearLearner) {
    auto sell = modest();
    sell.log_loss_linear = 0.6790;
    expect_one(objections_to(sell), "SELL: log-loss 0.68000 is worse than the linear learner's");
}

TEST(PromotionGate, RefusesWhatIsTooGoodToBeTrue) {
    auto by_rank = modest();
    by_rank.rank_ic = 0.11;
    expect_one(objections_to(by_rank), "SELL: rank IC 0.110");
    by_rank.rank_ic = -0.11;  // As strong the wrong way is as strange.
    expect_one(objections_to(by_rank), "too good to be true");
    auto by_order = modest();
    by_order.auc = 0.63;
    expect_one(objections_to(by_order), "AUC 0.630");
}

TEST(PromotionGate, WantsBothSidesTogetherToBeatTheBaseRate) {
    auto even = modest();
    even.log_loss = even.log_loss_linear = even.log_loss_base_rate;
    expect_one(promotion_objections({even, even}), "do not beat the base rate");
    EXPECT_TRUE(promotion_objections({modest(), even}).empty());
}

// As many nights, a day apart, with these correlations in turns.
std::vector<NightLoss> nights_of(std::size_t count, const std::vector<double>& correlations) {
    std::vector<NightLoss> nights;
    for (std::size_t n = 0; n < count; ++n) {
        nights.push_back({.date = base::TradingDate{2024, 1, 1}.plus_days(static_cast<int>(n)),
                          .outcomes = 100,
                          .log_loss = 0.69,
                          .log_loss_base_rate = 0.69,
                          .return_correlation = correlations[n / 10 % correlations.size()]});
    }
    return nights;
}

TEST(EdgeOf, AddsTheSidesUpAndCountsBlocksOfTenNights) {
    // Blocks of 0.03 and 0.01: mean 0.02, deviation 0.01 x sqrt(8 / 7), eight of them.
    const auto edge = edge_of({nights_of(80, {0.05, 0.02}), nights_of(80, {-0.02, -0.01})});
    EXPECT_EQ(edge.nights, 80U);
    EXPECT_NEAR(edge.correlation, 0.02, 1e-12);
    EXPECT_NEAR(edge.t, 0.02 / (0.01 * std::sqrt(8.0 / 7.0) / std::sqrt(8.0)), 1e-9);
}

TEST(EdgeOf, CountsNightsThatBothSidesHave) {
    auto sell = nights_of(80, {0.02});
    sell.erase(sell.begin(), sell.begin() + 30);
    EXPECT_EQ(edge_of({nights_of(80, {0.01}), sell}).nights, 50U);
    EXPECT_EQ(edge_of({nights_of(80, {0.01}), {}}).nights, 0U);
}

TEST(PromotionGate, RefusesMeasuresThatAreNoNumbers) {
    auto broken = modest();
    broken.log_loss = std::numeric_limits<double>::quiet_NaN();
    EXPECT_FALSE(objections_to(broken).empty());
    broken = modest();
    broken.auc = std::numeric_limits<double>::quiet_NaN();
    EXPECT_FALSE(objections_to(broken).empty());
    broken = modest();
    broken.rank_ic = std::numeric_limits<double>::quiet_NaN();
    EXPECT_FALSE(objections_to(broken).empty());
}

// 100 shared nights on which the champion gains 0.0010, with an error of 0.0003.
Comparison challenge(double challenger_gain, std::size_t nights = 100) {
    const SideComparison even{
        .nights = nights, .champion_gain = 0.0010, .challenger_gain = 0.0010, .error = 0.0003};
    auto other = even;
    other.challenger_gain = challenger_gain;
    return {even, other};
}

TEST(ChallengeGate, LetsAChallengerPassThatIsAsGoodOrBetter) {
    EXPECT_TRUE(challenge_objections(challenge(0.0010)).empty());
    EXPECT_TRUE(challenge_objections(challenge(0.0100)).empty());
}

TEST(ChallengeGate, ForgivesNoiseAndOneStandardErrorAndNoMore) {
    EXPECT_TRUE(challenge_objections(challenge(0.00051)).empty());  // 0.00049 of 0.0005.
    expect_one(challenge_objections(challenge(0.00049)), "SELL: on 100 nights");
}

TEST(ChallengeGate, NamesBothFigures) {
    const auto objections = challenge_objections(challenge(-0.0020));
    expect_one(objections, "it gains -0.00200 over the base rate, the champion 0.00100");
    expect_one(objections, "one standard error, 0.00030");
}

TEST(ChallengeGate, SaysNothingOfTooFewNights) {
    EXPECT_TRUE(challenge_objections(challenge(-0.0020, 59)).empty());
    EXPECT_FALSE(challenge_objections(challenge(-0.0020, 60)).empty());
}

TEST(ChallengeGate, RefusesMeasuresThatAreNoNumbers) {
    EXPECT_FALSE(challenge_objections(challenge(std::numeric_limits<double>::quiet_NaN())).empty());
}

const SideNorms kNorms{.spread_median = 0.04, .confidence_min = 0.30, .confidence_max = 0.60};

NightPrediction ordinary_night() {
    NightPrediction night{.stocks = {}, .learner_spreads = {0.1, 0.2}};
    for (int i = 0; i < 100; ++i) {
        night.stocks.push_back(
            {.confidence = 0.35 + 0.0015 * i, .base_rate = 0.42, .expected_return = 0.001});
    }
    return night;
}

std::vector<std::string> objections_to(const NightPrediction& night) {
    return sanity_objections({.side = Side::Sell, .prediction = night, .norms = kNorms});
}

TEST(SanityGate, LetsAnOrdinaryNightPass) {
    EXPECT_TRUE(objections_to(ordinary_night()).empty());
}

TEST(SanityGate, ObjectsToALearnerThatGivesEveryStockTheSameScore) {
    auto night = ordinary_night();
    night.learner_spreads[1] = 0.0;
    expect_one(objections_to(night), "SELL: the boosted_leaf learner");
    night.learner_spreads[1] = std::numeric_limits<double>::quiet_NaN();
    expect_one(objections_to(night), "SELL: the boosted_leaf learner");
}

TEST(SanityGate, ObjectsToConfidencesThatHardlySpread) {
    auto night = ordinary_night();
    for (auto& stock : night.stocks) {
        stock.confidence = 0.42 + 0.01 * (stock.confidence - 0.42);
    }
    expect_one(objections_to(night), "SELL: confidences spread by");
}

TEST(SanityGate, ObjectsToConfidencesFarBeyondAllThatHistorySaw) {
    auto night = ordinary_night();
    night.stocks.front().confidence = 0.71;
    expect_one(objections_to(night), "walk-forward history saw 0.300..0.600");
    night.stocks.front().confidence = 0.69;  // A little beyond may happen.
    EXPECT_TRUE(objections_to(night).empty());
    night.stocks.front().confidence = 0.19;
    expect_one(objections_to(night), "walk-forward history saw");
}

TEST(SanityGate, ObjectsToANumberThatIsNone) {
    auto night = ordinary_night();
    night.stocks[50].confidence = std::numeric_limits<double>::quiet_NaN();
    EXPECT_FALSE(objections_to(night).empty());
    night = ordinary_night();
    night.stocks[50].expected_return = std::numeric_limits<double>::infinity();
    EXPECT_FALSE(objections_to(night).empty());
}

TEST(SanityGate, ObjectsToANightWithoutStocks) {
    auto night = ordinary_night();
    night.stocks.clear();
    expect_one(objections_to(night), "SELL: not one stock was scored");
}

}  // namespace
}  // namespace turbomode::models
