#include "turbomode/models/drift.hpp"

#include <algorithm>

#include <gtest/gtest.h>

#include "backend/turbomode/models/small_history.hpp"
#include "features/build.hpp"
#include "features/schema.hpp"

namespace turbomode::models {
namespace {

const Nights& nights() {
    static const Nights kNights = [] {
        const auto panel = random_walks(
            {.stocks = 20,
             .sessions = static_cast<std::size_t>(features::warmup_sessions_max()) + 60});
        const auto matrix =
            features::build(panel, panel.sessions.back(), {.last_sessions = 60, .threads = 1});
        return Nights::of(panel, matrix, 1);
    }();
    return kNights;
}

std::size_t column_of(std::string_view feature) {
    const auto columns = input_columns();
    const auto found = std::ranges::find(columns.features, features::index_of(feature).value());
    return static_cast<std::size_t>(found - columns.features.begin());
}

TEST(Drift, TheNightsItLearnedFromHaveNone) {
    const auto reference = fit_drift(nights(), 0, nights().nights().size());
    EXPECT_GE(reference.threshold, kDriftMin);
    for (std::size_t night = 0; night < nights().nights().size(); ++night) {
        const auto drift = drift_of(reference, nights().extremes_of(night));
        EXPECT_EQ(drift.statistic, 0.0);
        EXPECT_FALSE(drift.is_drift());
        EXPECT_TRUE(drift.features.empty());
    }
}

TEST(Drift, TheThresholdIsWhatTheLastFifthLookedLikeToTheFirstFour) {
    const std::size_t count = nights().nights().size();
    const auto whole = fit_drift(nights(), 0, count);
    auto known = fit_drift(nights(), 0, count * 4 / 5);
    double usual = kDriftMin;
    for (std::size_t night = count * 4 / 5; night < count; ++night) {
        usual = std::max(usual, drift_of(known, nights().extremes_of(night)).statistic);
    }
    EXPECT_EQ(whole.threshold, usual);
    EXPECT_GT(usual, kDriftMin);  // Fifty nights do not know the range of ten more.
}

TEST(Drift, NamesAFeatureThatComesInAnotherUnit) {
    const auto reference = fit_drift(nights(), 0, nights().nights().size());
    const auto last = nights().extremes_of(nights().nights().size() - 1);
    std::vector<Extremes> tonight(last.begin(), last.end());
    const auto broken = column_of("return_log_20");
    tonight[broken].median = 100.0;
    const auto drift = drift_of(reference, tonight);
    EXPECT_TRUE(drift.is_drift());
    ASSERT_EQ(drift.features.size(), 1U);
    EXPECT_EQ(features::schema()[drift.features[0]].name, "return_log_20");
    const double width = reference.highs[broken] - reference.lows[broken];
    EXPECT_NEAR(drift.statistic, (100.0 - reference.highs[broken]) / width, 1e-9);
}

TEST(Drift, NamesAFeatureOnceAndTheFurthestFirst) {
    const auto reference = fit_drift(nights(), 0, nights().nights().size());
    const auto last = nights().extremes_of(nights().nights().size() - 1);
    std::vector<Extremes> tonight(last.begin(), last.end());
    tonight[column_of("return_log_20")].median = -100.0;
    tonight[column_of(kMovementFeature)].median = 1e6;
    tonight.back().median = 1e6;  // The same feature once more.
    const auto drift = drift_of(reference, tonight);
    ASSERT_EQ(drift.features.size(), 2U);
    EXPECT_EQ(features::schema()[drift.features[0]].name, kMovementFeature);
}

TEST(Drift, AMedianThatNeverMovedIsNotLookedAt) {
    DriftReference reference{.lows = std::vector(nights().columns(), 0.0),
                             .highs = std::vector(nights().columns(), 0.0),
                             .threshold = kDriftMin};
    EXPECT_EQ(drift_of(reference, nights().extremes_of(0)).statistic, 0.0);
}

}  // namespace
}  // namespace turbomode::models
