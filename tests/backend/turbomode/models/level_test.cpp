#include "turbomode/models/level.hpp"

#include <cmath>
#include <vector>

#include <gtest/gtest.h>

#include "turbomode/models/metrics.hpp"

namespace turbomode::models {
namespace {

// Falls by 1 for every e-fold of movement.
Level level() {
    return {.base_rate = 0.45,
            .curve = VolatilityCurve({0.1, -1.0}),
            .curve_usual = 0.2,
            .regime_share = 0.5};
}

// Two columns a stock, the movement last.
std::vector<float> night(const std::vector<double>& movements) {
    std::vector<float> values;
    for (const double movement : movements) {
        values.push_back(0.3F);
        values.push_back(static_cast<float>(movement));
    }
    return values;
}

TEST(LevelOf, CentresTheCurveWithinTheNight) {
    const auto values = night({0.01, 0.01 * std::exp(1.0), 0.01 * std::exp(2.0)});
    const auto result = level_of(level(), {.values = values, .columns = 2});
    ASSERT_EQ(result.curve.size(), 3U);
    EXPECT_NEAR(result.curve[0], 1.0, 1e-6);
    EXPECT_NEAR(result.curve[1], 0.0, 1e-6);
    EXPECT_NEAR(result.curve[2], -1.0, 1e-6);
}

TEST(LevelOf, MovesTheBaseRateByHalfOfWhatTheCurveSeesInTheNight) {
    const auto calm = night({0.01, 0.012});
    const auto wild = night({0.04, 0.048});
    const Inputs calm_inputs{.values = calm, .columns = 2};
    const Inputs wild_inputs{.values = wild, .columns = 2};
    const auto one = level_of(level(), calm_inputs);
    const auto two = level_of(level(), wild_inputs);
    EXPECT_NEAR(one.log_odds - two.log_odds, 0.5 * std::log(4.0), 1e-6);
    EXPECT_NEAR(
        one.log_odds, logit(0.45) + 0.5 * (mean_log_odds(level().curve, calm_inputs) - 0.2), 1e-12);
}

TEST(RegimeShareOf, GrowsWithTheNightsSeenUpToAHalf) {
    EXPECT_EQ(regime_share_of(0), 0.0);
    EXPECT_NEAR(regime_share_of(300), 0.1, 1e-12);
    EXPECT_EQ(regime_share_of(1'500), 0.5);
    EXPECT_EQ(regime_share_of(5'000), 0.5);
}

}  // namespace
}  // namespace turbomode::models
