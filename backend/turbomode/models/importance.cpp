#include "turbomode/models/importance.hpp"

#include <algorithm>
#include <cmath>

#include "base/check.hpp"
#include "features/schema.hpp"

namespace turbomode::models {

using base::Result;

namespace {

constexpr std::size_t kNights = 10;
constexpr std::size_t kNightsApart = 25;
constexpr std::size_t kStocks = 50;

// Evenly spread over a night, all of a small one.
std::vector<std::size_t> spread_rows(std::size_t stocks) {
    const std::size_t count = std::min(stocks, kStocks);
    std::vector<std::size_t> rows(count);
    for (std::size_t i = 0; i < count; ++i) {
        rows[i] = i * stocks / count;
    }
    return rows;
}

// Adds each feature's distances from its mean over the explained stocks, by index in the schema.
void add_night(const std::vector<Explanation>& explained, std::vector<double>& sums) {
    std::vector<std::vector<double>> by_feature(sums.size());
    for (const auto& explanation : explained) {
        for (const auto& contribution : explanation.contributions) {
            by_feature[contribution.feature].push_back(contribution.log_odds);
        }
    }
    for (std::size_t feature = 0; feature < sums.size(); ++feature) {
        if (by_feature[feature].empty()) {
            continue;
        }
        for (const double distance : centered(std::move(by_feature[feature]))) {
            sums[feature] += std::abs(distance);
        }
    }
}

}  // namespace

Result<std::vector<FeatureImportance>> importance_of(const Ensemble& ensemble,
                                                     Side side,
                                                     const Nights& nights) {
    const auto all = nights.nights();
    CHECK(!all.empty());
    std::vector<double> sums(features::schema().size(), 0.0);
    std::size_t rows = 0;
    for (std::size_t n = 0; n < kNights && n * kNightsApart < all.size(); ++n) {
        const Night& night = all[all.size() - 1 - n * kNightsApart];
        const Inputs inputs{.values = nights.rows_of(night), .columns = nights.columns()};
        TRY_ASSIGN(const auto explained,
                   ensemble.explain(side, inputs, spread_rows(night.stocks.size())));
        add_night(explained, sums);
        rows += explained.size();
    }
    std::vector<FeatureImportance> importance;
    for (std::size_t feature = 0; feature < sums.size(); ++feature) {
        if (sums[feature] > 0.0) {
            importance.push_back({.feature = std::string{features::schema()[feature].name},
                                  .log_odds = sums[feature] / static_cast<double>(rows)});
        }
    }
    std::ranges::stable_sort(importance, std::ranges::greater{}, &FeatureImportance::log_odds);
    importance.resize(std::min(importance.size(), kImportanceFeatures));
    return importance;
}

}  // namespace turbomode::models
