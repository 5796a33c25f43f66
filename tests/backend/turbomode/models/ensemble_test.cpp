#include "turbomode/models/ensemble.hpp"

#include <cmath>
#include <numeric>

#include <gtest/gtest.h>

#include "backend/turbomode/models/small_model.hpp"
#include "turbomode/models/metrics.hpp"

namespace turbomode::models {
namespace {

Inputs inputs_of(const std::vector<float>& night) {
    return {.values = night, .columns = input_columns().features.size()};
}

TEST(Centered, LeavesTheDifferencesAndTakesTheLevel) {
    EXPECT_EQ(centered({1.0, 2.0, 6.0}), (std::vector<double>{-2.0, -1.0, 3.0}));
    EXPECT_TRUE(centered({}).empty());
}

TEST(Ensemble, PutsTheMiddleOfTheNightAtItsLevel) {
    const auto model = small_model();
    const auto night = small_night(60);
    for (const Side side : {Side::Buy, Side::Sell}) {
        const auto prediction = model.ensemble.predict(side, inputs_of(night));
        ASSERT_TRUE(prediction.ok());
        const auto& part = model.ensemble.side(side);
        double log_odds = 0.0;
        double expected_return = 0.0;
        ASSERT_EQ(prediction.value().stocks.size(), 60U);
        for (const auto& stock : prediction.value().stocks) {
            EXPECT_EQ(stock.base_rate, part.level.base_rate);
            log_odds += logit(stock.confidence) / 60.0;
            expected_return += stock.expected_return / 60.0;
        }
        EXPECT_NEAR(log_odds, level_of(part.level, inputs_of(night)).log_odds, 1e-9);
        EXPECT_NEAR(expected_return, part.base_return, 1e-9);
        EXPECT_EQ(prediction.value().learner_spreads.size(), learner_names().size());
    }
}

TEST(Ensemble, PredictsTheCurveAndTheWeighedSumOfItsLearnersTimesTheirSlopes) {
    const auto model = small_model();
    const auto night = small_night(40);
    const auto& part = model.ensemble.side(Side::Buy);
    std::vector<double> sum(40, 0.0);
    for (std::size_t k = 0; k < part.win_learners.size(); ++k) {
        const auto scores = centered(part.win_learners[k]->score(inputs_of(night)).value());
        for (std::size_t i = 0; i < sum.size(); ++i) {
            sum[i] += part.win_weights[k] * scores[i];
        }
    }
    const auto level = level_of(part.level, inputs_of(night));
    const auto prediction = model.ensemble.predict(Side::Buy, inputs_of(night)).value();
    for (std::size_t i = 0; i < sum.size(); ++i) {
        EXPECT_NEAR(logit(prediction.stocks[i].confidence),
                    level.log_odds + part.win_slopes.curve * level.curve[i] +
                        part.win_slopes.score * sum[i],
                    1e-9);
    }
}

TEST(Ensemble, SpreadsTellWhichLearnerSaysNothing) {
    const auto model = small_model();
    const auto night = small_night(30);
    const auto differing = model.ensemble.predict(Side::Buy, inputs_of(night));
    for (const double spread : differing.value().learner_spreads) {
        EXPECT_GT(spread, 1e-3);
    }
    std::vector<float> alike;
    for (int i = 0; i < 30; ++i) {
        alike.insert(alike.end(),
                     night.begin(),
                     night.begin() + static_cast<std::ptrdiff_t>(inputs_of(night).columns));
    }
    const auto same = model.ensemble.predict(Side::Buy, inputs_of(alike));
    for (const double spread : same.value().learner_spreads) {
        EXPECT_LT(spread, 1e-9);
    }
}

std::vector<Explanation> explanations(const TrainedModel& model, const Inputs& inputs) {
    std::vector<std::size_t> rows(inputs.rows());
    std::iota(rows.begin(), rows.end(), std::size_t{0});
    return model.ensemble.explain(Side::Buy, inputs, rows).value();
}

TEST(Ensemble, ExplainsByTheStrongestFeatureFirst) {
    const auto model = small_model();
    const auto night = small_night(30);
    const auto inputs = inputs_of(night);
    std::size_t first_is_planted = 0;
    const auto all = explanations(model, inputs);
    for (std::size_t row = 0; row < inputs.rows(); ++row) {
        const auto& reasons = all[row].contributions;
        ASSERT_EQ(reasons.size() + 1, inputs.columns) << "the movement is there twice";
        for (std::size_t i = 1; i < reasons.size(); ++i) {
            EXPECT_GE(std::abs(reasons[i - 1].log_odds), std::abs(reasons[i].log_odds));
        }
        const bool is_planted = reasons[0].feature == input_columns().features[0];
        first_is_planted += is_planted ? 1 : 0;
        if (is_planted) {
            EXPECT_EQ(reasons[0].rank, static_cast<double>(inputs.row(row)[0]));
            EXPECT_GT(reasons[0].rank * reasons[0].probability, 0.0);  // It helps where it is high.
        }
    }
    EXPECT_GT(first_is_planted, 10U);
}

TEST(Ensemble, ExplanationsAddUpToTheLogOddsAndDifferOnlyByTheirFeatures) {
    const auto model = small_model();
    const auto night = small_night(30);
    const auto inputs = inputs_of(night);
    const auto prediction = model.ensemble.predict(Side::Buy, inputs).value();
    const auto all = explanations(model, inputs);
    for (std::size_t row = 0; row < inputs.rows(); ++row) {
        double sum = all[row].base_log_odds + all[row].level;
        for (const auto& contribution : all[row].contributions) {
            sum += contribution.log_odds;
        }
        EXPECT_NEAR(sum, logit(prediction.stocks[row].confidence), 1e-9);
        EXPECT_EQ(all[row].base_log_odds, logit(prediction.stocks[row].base_rate));
        // What is left over is the same for every stock of the night, or a feature was left out.
        EXPECT_NEAR(all[row].level, all[0].level, 1e-5);
    }
    EXPECT_TRUE(model.ensemble.explain(Side::Buy, inputs, {}).value().empty());
}

}  // namespace
}  // namespace turbomode::models
