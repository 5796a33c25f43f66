#include "turbomode/models/importance.hpp"

#include <algorithm>
#include <cmath>

#include <gtest/gtest.h>

#include "backend/turbomode/models/small_history.hpp"
#include "backend/turbomode/models/small_model.hpp"
#include "features/schema.hpp"

namespace turbomode::models {
namespace {

const bars::Panel& panel() {
    static const bars::Panel value = random_walks({.stocks = 60, .sessions = 80, .seed = 3});
    return value;
}

Nights nights_with(const InputValue& value) {
    return Nights::of(panel(), matrix_of(panel(), value), 2);
}

// Noise, but every stock moves alike: the volatility curve tells none apart.
InputValue calm_noise() {
    const std::size_t last = input_columns().features.size() - 1;
    return [last, rest = noise(4)](std::size_t input, std::size_t stock, std::size_t session) {
        return input == last ? 0.02 : rest(input, stock, session);
    };
}

TEST(ImportanceOf, PutsTheFeatureThatDecidesFirst) {
    const auto model = small_model();  // Its wins follow the first input, all others are noise.
    const auto nights = nights_with(calm_noise());
    for (const Side side : kSides) {
        const auto importance = importance_of(model.ensemble, side, nights);
        ASSERT_TRUE(importance.ok()) << importance.error().message;
        const auto& found = importance.value();
        ASSERT_FALSE(found.empty());
        EXPECT_LE(found.size(), kImportanceFeatures);
        EXPECT_EQ(found[0].feature, features::schema()[input_columns().features[0]].name);
        EXPECT_GT(found[0].log_odds, 2.0 * found[1].log_odds);
        EXPECT_TRUE(
            std::ranges::is_sorted(found, std::ranges::greater{}, &FeatureImportance::log_odds));
    }
}

TEST(ImportanceOf, IsTheMeanDistanceFromTheNightsMean) {
    // The last night and the 25th, 50th and 75th before it; 50 of its 60 stocks: row 60 i / 50.
    const auto model = small_model();
    const auto nights = nights_with(calm_noise());
    std::vector<std::size_t> rows;
    for (std::size_t i = 0; i < 50; ++i) {
        rows.push_back(60 * i / 50);
    }
    const std::size_t feature = input_columns().features[0];
    double sum = 0.0;
    for (const std::size_t back : {1U, 26U, 51U, 76U}) {
        const Night& night = nights.nights()[nights.nights().size() - back];
        const Inputs inputs{.values = nights.rows_of(night), .columns = nights.columns()};
        std::vector<double> moves;
        const auto explained = model.ensemble.explain(Side::Buy, inputs, rows).value();
        for (const auto& explanation : explained) {
            moves.push_back(
                std::ranges::find(explanation.contributions, feature, &Contribution::feature)
                    ->log_odds);
        }
        for (const double distance : centered(moves)) {
            sum += std::abs(distance);
        }
    }
    const auto found = importance_of(model.ensemble, Side::Buy, nights).value();
    EXPECT_NEAR(found[0].log_odds, sum / 200.0, 1e-12);
}

TEST(ImportanceOf, GivesNothingToWhatIsTheSameForAllStocks) {
    const auto model = small_model();
    // Every stock alike: no feature tells them apart.
    const auto alike = importance_of(
        model.ensemble, Side::Buy, nights_with([](std::size_t, std::size_t, std::size_t session) {
            return 0.02 + 1e-4 * static_cast<double>(session);
        }));
    ASSERT_TRUE(alike.ok());
    for (const auto& [feature, log_odds] : alike.value()) {
        EXPECT_LT(log_odds, 1e-6) << feature;
    }
}

}  // namespace
}  // namespace turbomode::models
