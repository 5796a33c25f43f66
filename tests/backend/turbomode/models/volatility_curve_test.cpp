#include "turbomode/models/volatility_curve.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
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

// The learner's own; the level is free.
constexpr double kPenaltyShare = 1e-3;

// By how much the penalised likelihood still rises along its steepest coefficient, a trade. The
// splines are those of curves with a single coefficient.
double slope_left(const VolatilityCurve& curve, const Trades& trades) {
    const double total = std::accumulate(trades.weights.begin(), trades.weights.end(), 0.0);
    double steepest = 0.0;
    for (std::size_t c = 0; c < VolatilityCurve::kCoefficients; ++c) {
        VolatilityCurve::Coefficients single{};
        single[c] = 1.0;
        const VolatilityCurve spline(single);
        double slope = c == 0 ? 0.0 : -kPenaltyShare * total * curve.coefficients()[c];
        for (std::size_t i = 0; i < trades.wins.size(); ++i) {
            const double expected = sigmoid(curve.log_odds(trades.movements[i]));
            slope += trades.weights[i] * (static_cast<double>(trades.wins[i]) - expected) *
                     spline.log_odds(trades.movements[i]);
        }
        steepest = std::max(steepest, std::abs(slope) / total);
    }
    return steepest;
}

// Where wins and losses can be told apart by a line, a plain Newton step from the level jumps so
// far that every trade is past doubt, and the next steps have no curvature to find back by.
TEST(VolatilityCurve, FindsTheGreatestLikelihoodWhereMovementsTellWinsFromLosses) {
    for (const double cut : {0.0065, 0.008, 0.02, 0.045, 0.065}) {
        for (const float above : {1.0F, 0.0F}) {
            for (const double weight_spread : {0.0, 4.0}) {
                auto trades = falling(300, 5);
                Draws draws(6);
                for (std::size_t i = 0; i < trades.wins.size(); ++i) {
                    trades.wins[i] = trades.movements[i] > cut ? above : 1.0F - above;
                    trades.weights[i] = std::exp(weight_spread * draws.normal());
                }
                const auto curve =
                    VolatilityCurve::fit(trades.movements, trades.wins, trades.weights);
                EXPECT_LT(slope_left(curve, trades), 1e-7) << cut << ' ' << weight_spread;
                const double rise = curve.log_odds(1.1 * cut) - curve.log_odds(cut / 1.1);
                EXPECT_GT(above > 0.0F ? rise : -rise, 0.0) << cut << ' ' << weight_spread;
            }
        }
    }
}

TEST(VolatilityCurve, FindsTheGreatestLikelihoodBesideMovementsThatNoStockMakes) {
    for (const double extreme : {0.0, 5.0, 1e6, 1e300}) {
        auto trades = falling(200, 7);
        std::ranges::fill(trades.movements, 0.02);
        std::ranges::fill(trades.wins, 0.0F);
        for (std::size_t i = 0; i < 4; ++i) {
            trades.movements[i] = extreme;
            trades.wins[i] = 1.0F;
        }
        const auto curve = VolatilityCurve::fit(trades.movements, trades.wins, trades.weights);
        EXPECT_LT(slope_left(curve, trades), 1e-7) << extreme;
        EXPECT_GT(sigmoid(curve.log_odds(extreme)), 0.9) << extreme;
        EXPECT_LT(sigmoid(curve.log_odds(0.02)), 0.1) << extreme;
    }
}

TEST(VolatilityCurve, KeepsItsCoefficients) {
    const auto trades = falling(500, 4);
    const auto curve = VolatilityCurve::fit(trades.movements, trades.wins, trades.weights);
    const VolatilityCurve again(curve.coefficients());
    EXPECT_EQ(again.log_odds(0.0173), curve.log_odds(0.0173));
}

}  // namespace
}  // namespace turbomode::models
