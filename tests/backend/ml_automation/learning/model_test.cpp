#include "ml_automation/learning/model.hpp"

#include <cmath>
#include <limits>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "backend/ml_automation/learning/samples.hpp"

namespace ml_automation::learning {
namespace {

using testing::HasSubstr;
using testing_samples::kAsOf;
using testing_samples::samples_of;

constexpr TrainingOptions kSmall{.trees = 40, .depth_max = 5};

double strong(const analysis::Inputs& inputs) {
    return 1.0 / (1.0 + std::exp(-2.0 * static_cast<double>(inputs[2] + inputs[9])));
}

TEST(Model, FindsALawAndSaysHowOftenItHolds) {
    const auto model = train(samples_of(strong, 30, 1), kAsOf, kSmall).value();
    EXPECT_TRUE(model.figures().has_edge);
    EXPECT_GT(model.figures().auc, 0.7);
    EXPECT_LT(model.figures().log_loss, model.figures().log_loss_base - 0.05);
    // Calibrated: of fresh samples to which it gives so much, so many win.
    double promised = 0.0;
    double won = 0.0;
    double count = 0.0;
    for (const auto& sample : samples_of(strong, 30, 99)) {
        const double p = model.forecast(sample.inputs).probability;
        if (p > 0.7 && p < 0.9) {
            promised += p;
            won += sample.won ? 1.0 : 0.0;
            count += 1.0;
        }
    }
    ASSERT_GT(count, 300.0);
    EXPECT_NEAR(promised / count, won / count, 0.04);
}

TEST(Model, FindsNoEdgeInNoise) {
    int edges = 0;
    for (unsigned seed = 1; seed <= 10; ++seed) {
        const auto noise = [](const analysis::Inputs&) {
            return 0.4;
        };
        const auto model = train(samples_of(noise, 20, seed), kAsOf, kSmall).value();
        edges += model.figures().has_edge ? 1 : 0;
        // What it says stays near the base rate.
        EXPECT_NEAR(model.forecast(samples_of(noise, 1, 50).front().inputs).probability,
                    model.figures().base_rate,
                    0.1);
    }
    EXPECT_LE(edges, 2);
}

TEST(Model, TheRoundingOfTheBaseRateIsNoEdge) {
    // Noise whose win share jumps before the test: a model that always says the base rate is wrong
    // by the same last digit on every day, and so very surely.
    int unmoved = 0;
    for (unsigned seed = 1; seed <= 30; ++seed) {
        auto samples = samples_of([](const auto&) { return 0.4; }, 20, seed);
        testing_samples::Uniform uniform(1'000 + seed);
        for (auto& sample : samples) {
            if (sample.date > base::TradingDate{2024, 3, 1}) {
                sample.won = uniform.next() < 0.55;
            }
        }
        const auto model = train(std::move(samples), kAsOf, kSmall).value();
        if (model.mixture().shrinkage <= 0.0) {
            ++unmoved;
            EXPECT_FALSE(model.figures().has_edge) << seed << " gains " << model.figures().gain;
        }
    }
    EXPECT_GE(unmoved, 5);
}

TEST(Model, FitsOnNothingThatWasNotKnownWhenTheTestBegan) {
    const auto samples = samples_of(strong, 20, 1);
    const auto model = train(samples, kAsOf, kSmall).value();
    std::size_t before = 0;
    std::size_t straddling = 0;
    for (const auto& sample : samples) {
        const bool is_early = sample.date < model.figures().test_first;
        before += is_early && sample.known_on < model.figures().test_first ? 1U : 0U;
        straddling += is_early && sample.known_on >= model.figures().test_first ? 1U : 0U;
    }
    EXPECT_EQ(model.figures().fit_count, before);
    EXPECT_EQ(model.figures().purged_count, straddling);
    EXPECT_GT(straddling, 0U);
}

TEST(Model, WhatHappensInTheTestDoesNotChangeTheModel) {
    auto samples = samples_of(strong, 20, 1);
    const auto model = train(samples, kAsOf, kSmall).value();
    for (auto& sample : samples) {
        if (sample.date >= model.figures().test_first) {
            sample.won = !sample.won;
        }
    }
    const auto other = train(samples, kAsOf, kSmall).value();
    EXPECT_EQ(other.forest().text(), model.forest().text());
    EXPECT_EQ(other.logistic().json(), model.logistic().json());
    EXPECT_EQ(other.mixture().shrinkage, model.mixture().shrinkage);
    EXPECT_GT(other.figures().log_loss, model.figures().log_loss);
    EXPECT_FALSE(other.figures().has_edge);
}

TEST(Model, RefusesSamplesOfTheFuture) {
    auto samples = samples_of(strong, 20, 1);
    samples[7].known_on = kAsOf.plus_days(1);
    EXPECT_THAT(train(samples, kAsOf, kSmall).error().message, HasSubstr("2025-01-01"));
}

TEST(Model, RefusesInputsThatAreNoNumbersOrOfAnotherWidth) {
    auto samples = samples_of(strong, 20, 1);
    samples[7].inputs[9] = std::numeric_limits<float>::quiet_NaN();
    const auto error = train(samples, kAsOf, kSmall).error();
    EXPECT_EQ(error.code, base::ErrorCode::InvalidInput);
    EXPECT_THAT(error.message, HasSubstr("nan for " + analysis::input_names()[9]));
    samples[7].inputs.resize(3);
    EXPECT_THAT(train(samples, kAsOf, kSmall).error().message, HasSubstr("3 inputs instead of 22"));
}

TEST(Model, SaysWhatItIsShortOf) {
    EXPECT_THAT(train({}, kAsOf, kSmall).error().message, HasSubstr("no samples"));
    EXPECT_THAT(train(samples_of(strong, 2, 1), kAsOf, kSmall).error().message,
                HasSubstr("the fit has"));
    const auto never = [](const analysis::Inputs&) {
        return 0.0;
    };
    const auto error = train(samples_of(never, 20, 1), kAsOf, kSmall).error();
    EXPECT_EQ(error.code, base::ErrorCode::NotEnoughData);
    EXPECT_THAT(error.message, HasSubstr("0 wins"));
}

}  // namespace
}  // namespace ml_automation::learning
