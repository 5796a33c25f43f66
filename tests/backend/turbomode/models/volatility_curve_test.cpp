#include "turbomode/models/volatility_curve.hpp"

#include <cmath>
#include <vector>

#include <gtest/gtest.h>

#include "backend/turbomode/models/small_history.hpp"
#include "turbomode/models/metrics.hpp"

namespace turbomode::models {
namespace {

struct Trades {
    std::vector<double> movements;
    std::vector<float> wins;
    std::vector<double> weights;
};

// Trades whose chance falls as the stock moves more: log-odds -0.8 (ln movement - ln 2 %).
Trades falling(std::size_t count, std::uint64_t seed) {
    Draws draws(seed);
    Trades trades;
    for (std::size_t i = 0; i < count; ++i) {
        const double movement = 0.02 * std::exp(0.5 * draws.normal());
        trades.movements.push_back(movement);
        const double chance = sigmoid(-0.8 * std::log(movement / 0.02));
        trades.wins.push_back(draws.uniform() < chance ? 1.0F : 0.0F);
        trades.weights.push_back(1.0);
    }
    return trades;
}

TEST(VolatilityCurve, FollowsTheChancesThatMadeTheTrades) {
    const auto trades = falling(60'000, 1);
    const auto curve = VolatilityCurve::fit(trades.movements, trades.wins, trades.weights);
    for (const double movement : {0.008, 0.012, 0.02, 0.03, 0.06}) {
        EXPECT_NEAR(curve.log_odds(movement), -0.8 * std::log(movement / 0.02), 0.08) << movement;
    }
}

TEST(VolatilityCurve, MeetsTheRateOfItsTradesByTheirWeight) {
    auto trades = falling(2'000, 2);
    for (std::size_t i = 0; i < trades.weights.size(); ++i) {
        trades.weights[i] = i % 3 == 0 ? 2.0 : 0.5;
    }
    const auto curve = VolatilityCurve::fit(trades.movements, trades.wins, trades.weights);
    double expected = 0.0;
    double seen = 0.0;
    for (std::size_t i = 0; i < trades.wins.size(); ++i) {
        expected += trades.weights[i] * sigmoid(curve.log_odds(trades.movements[i]));
        seen += trades.weights[i] * static_cast<double>(trades.wins[i]);
    }
    EXPECT_NEAR(expected, seen, 1e-6);
}

TEST(VolatilityCurve, IsTheRateAloneWhereAllMoveAlike) {
    const std::vector<double> movements(100, 0.02);
    std::vector<float> wins(100, 0.0F);
    for (std::size_t i = 0; i < 30; ++i) {
        wins[i] = 1.0F;
    }
    const auto curve = VolatilityCurve::fit(movements, wins, std::vector<double>(100, 1.0));
    EXPECT_NEAR(sigmoid(curve.log_odds(0.02)), 0.3, 1e-6);
    EXPECT_TRUE(std::isfinite(curve.log_odds(0.0)));
    EXPECT_TRUE(std::isfinite(curve.log_odds(5.0)));
}

TEST(VolatilityCurve, StaysFiniteWhenAllWin) {
    const auto trades = falling(500, 3);
    const std::vector<float> wins(500, 1.0F);
    const auto curve = VolatilityCurve::fit(trades.movements, wins, trades.weights);
    EXPECT_GT(sigmoid(curve.log_odds(0.02)), 0.99);
}

TEST(VolatilityCurve, KeepsItsCoefficients) {
    const auto trades = falling(500, 4);
    const auto curve = VolatilityCurve::fit(trades.movements, trades.wins, trades.weights);
    const VolatilityCurve again(curve.coefficients());
    EXPECT_EQ(again.log_odds(0.0173), curve.log_odds(0.0173));
}

}  // namespace
}  // namespace turbomode::models
