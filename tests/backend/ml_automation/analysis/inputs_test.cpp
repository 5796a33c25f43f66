#include "ml_automation/analysis/inputs.hpp"

#include <cmath>
#include <set>

#include <gtest/gtest.h>

#include "backend/ml_automation/analysis/markets.hpp"

namespace ml_automation::analysis {
namespace {

using testing_markets::panel_of;

TEST(Inputs, EachHasANameOfItsOwn) {
    const auto names = input_names();
    EXPECT_EQ(names.size(), 22U);
    EXPECT_EQ(std::set<std::string>(names.begin(), names.end()).size(), names.size());
    EXPECT_EQ(inputs_hash().size(), 64U);
}

TEST(Inputs, BeginWithWhatTheAnalysersSay) {
    const auto panel = panel_of(
        [](int stock, int session) {
            return 100.0 * std::exp(0.05 * std::sin(0.1 * session + stock) + 0.001 * session);
        },
        [](int session) { return 1e6 + 1e5 * (session % 7); });
    const auto matrix = features::build(panel, panel.sessions.back(), {.last_sessions = 1});
    const auto opinions = analyse(matrix, 1, 0).value();
    const auto inputs = inputs_of(matrix, 1, 0).value();
    ASSERT_EQ(inputs.size(), input_names().size());
    for (std::size_t at = 0; at < opinions.size(); ++at) {
        EXPECT_FLOAT_EQ(inputs[2 * at], static_cast<float>(opinions[at].signed_strength()));
        EXPECT_FLOAT_EQ(inputs[2 * at + 1], static_cast<float>(opinions[at].confidence));
    }
    for (const float value : inputs) {
        EXPECT_TRUE(std::isfinite(value));
    }
}

TEST(Inputs, AreNotMadeUpWhereThereIsNoHistory) {
    const auto panel =
        panel_of([](int, int session) { return 100.0 + session; }, [](int) { return 1e6; });
    const auto matrix = features::build(panel, panel.sessions.back());
    EXPECT_FALSE(inputs_of(matrix, 0, 60));
}

}  // namespace
}  // namespace ml_automation::analysis
