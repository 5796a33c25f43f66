#include "turbomode/backtest/rivals.hpp"

#include <algorithm>

#include <gtest/gtest.h>

#include "backend/turbomode/models/small_model.hpp"
#include "features/schema.hpp"

namespace turbomode::backtest {
namespace {

using models::Side;

class RivalsTest : public testing::Test {
protected:
    RivalsTest() {
        for (auto& rivals : model_.rivals) {
            rivals = {.linear = {.curve = 0.0, .score = 1.0},
                      .equal_weights = std::vector<double>(models::learner_names().size(), 0.1),
                      .equal = {.curve = 0.0, .score = 0.0}};
        }
    }
    std::vector<Rival> of(Side side) const {
        const auto prediction = model_.ensemble.predict(side, inputs_).value();
        return rivals_of(model_.ensemble.side(side),
                         model_.rivals[side == Side::Buy ? 0 : 1],
                         side,
                         inputs_,
                         prediction);
    }

    models::TrainedModel model_ = models::small_model();
    std::vector<float> night_ = models::small_night(25);
    models::Inputs inputs_{.values = night_, .columns = models::input_columns().features.size()};
};

TEST_F(RivalsTest, AreTheModelsPartsAndTwoPlainRules) {
    const auto rivals = of(Side::Buy);
    ASSERT_EQ(rivals.size(), 4U);
    EXPECT_EQ(rivals[0].name, "logistic");
    EXPECT_EQ(rivals[1].name, "equal_weight");
    EXPECT_EQ(rivals[2].name, "momentum_12_1");
    EXPECT_EQ(rivals[3].name, "reversal_5");
    EXPECT_EQ(rivals[0].confidences.size(), 25U);
    EXPECT_TRUE(rivals[2].confidences.empty());
    // With slopes of 0 only the level is left, the same for all.
    const auto [low, high] = std::ranges::minmax(rivals[1].confidences);
    EXPECT_DOUBLE_EQ(low, high);
}

TEST_F(RivalsTest, PlainRulesFollowTheirReturnAndTurnWithTheSide) {
    const auto column = [&](std::string_view feature) {
        const auto columns = models::input_columns().features;
        return static_cast<std::size_t>(std::ranges::find(columns, *features::index_of(feature)) -
                                        columns.begin());
    };
    const auto buy = of(Side::Buy);
    const auto sell = of(Side::Sell);
    const auto momentum = column("return_log_250_to_20");
    const auto week = column("return_log_5");
    for (std::size_t row = 0; row < 25; ++row) {
        const auto inputs = inputs_.row(row);
        EXPECT_EQ(buy[2].scores[row], static_cast<double>(inputs[momentum]));
        EXPECT_EQ(buy[3].scores[row], -static_cast<double>(inputs[week]));
        EXPECT_EQ(sell[2].scores[row], -buy[2].scores[row]);
        EXPECT_EQ(sell[3].scores[row], -buy[3].scores[row]);
    }
}

}  // namespace
}  // namespace turbomode::backtest
