#include "ml_automation/learning/logistic.hpp"

#include <cmath>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "backend/ml_automation/learning/samples.hpp"

namespace ml_automation::learning {
namespace {

using testing::HasSubstr;
using testing_samples::Uniform;

struct Line {
    std::vector<analysis::Inputs> inputs;
    Rows rows;

    // Log-odds 0.3 + 1.0 x first - 0.5 x second, both of unit variance.
    explicit Line(std::size_t count) {
        Uniform uniform(11);
        const double width = std::sqrt(12.0);
        for (std::size_t at = 0; at < count; ++at) {
            const double a = width * (uniform.next() - 0.5);
            const double b = width * (uniform.next() - 0.5);
            inputs.push_back({static_cast<float>(a), static_cast<float>(b), 4.0F});
            rows.won.push_back(uniform.next() < 1.0 / (1.0 + std::exp(-(0.3 + a - 0.5 * b))) ? 1
                                                                                             : 0);
        }
        for (const auto& one : inputs) {
            rows.inputs.push_back(&one);
        }
    }
};

TEST(Logistic, FindsTheWeightsThatMadeTheSamples) {
    const Line line(40'000);
    const auto fitted = Logistic::fit(line.rows, 1.0).value();
    EXPECT_NEAR(fitted.weights()[0], 1.0, 0.05);
    EXPECT_NEAR(fitted.weights()[1], -0.5, 0.05);
    EXPECT_NEAR(fitted.weights()[2], 0.0, 1e-9);  // A constant says nothing.
    const analysis::Inputs middle{0.0F, 0.0F, 4.0F};
    EXPECT_NEAR(fitted.probability(middle), 1.0 / (1.0 + std::exp(-0.3)), 0.02);
}

TEST(Logistic, IsAtItsMaximum) {
    // The slope of the penalised likelihood is 0 there: the mean of what is expected is the win
    // share, for the intercept bears no penalty.
    const Line line(2'000);
    const auto fitted = Logistic::fit(line.rows, 5.0).value();
    double expected = 0.0;
    for (const auto& inputs : line.inputs) {
        expected += fitted.probability(inputs);
    }
    EXPECT_NEAR(expected, static_cast<double>(line.rows.wins()), 1e-6);
}

TEST(Logistic, ARidgeKeepsSeparatedSamplesFinite) {
    const std::vector<analysis::Inputs> inputs{{-1.0F}, {-2.0F}, {1.0F}, {2.0F}};
    Rows rows{.inputs = {}, .won = {0, 0, 1, 1}};
    for (const auto& one : inputs) {
        rows.inputs.push_back(&one);
    }
    const auto fitted = Logistic::fit(rows, 1.0).value();
    EXPECT_GT(fitted.probability(inputs[3]), 0.5);
    EXPECT_LT(fitted.probability(inputs[3]), 1.0);
}

TEST(Logistic, IsReadBackAsItWasWrittenAndNothingElseIs) {
    const Line line(1'000);
    const auto fitted = Logistic::fit(line.rows, 1.0).value();
    const auto again = Logistic::parse(fitted.json()).value();
    EXPECT_EQ(again.probability(line.inputs[3]), fitted.probability(line.inputs[3]));
    auto json = fitted.json();
    json["scales"][0] = 0.0;
    EXPECT_FALSE(Logistic::parse(json).ok());
    json.erase("means");
    EXPECT_THAT(Logistic::parse(json).error().message, HasSubstr("means"));
    EXPECT_FALSE(Logistic::parse(nlohmann::ordered_json{}).ok());
}

}  // namespace
}  // namespace ml_automation::learning
