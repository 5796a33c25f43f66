#include "turbomode/models/nonnegative_logistic.hpp"

#include <cmath>

#include <gtest/gtest.h>

#include "backend/turbomode/models/small_history.hpp"
#include "turbomode/models/metrics.hpp"

namespace turbomode::models {
namespace {

// Outcomes of log-odds 0.3 + coefficients x, columns standard normal.
LogisticRows rows_with(const std::vector<double>& coefficients,
                       std::size_t count,
                       std::uint64_t seed) {
    Draws draws(seed);
    LogisticRows rows{.columns = coefficients.size()};
    for (std::size_t r = 0; r < count; ++r) {
        double score = 0.3;
        for (const double coefficient : coefficients) {
            rows.x.push_back(draws.normal());
            score += coefficient * rows.x.back();
        }
        rows.log_odds.push_back(0.3);
        rows.wins.push_back(draws.uniform() < sigmoid(score) ? 1.0F : 0.0F);
    }
    return rows;
}

// The slope of the log-likelihood along one column.
double slope_along(const LogisticRows& rows, const std::vector<double>& at, std::size_t column) {
    double slope = 0.0;
    for (std::size_t r = 0; r < rows.wins.size(); ++r) {
        double score = rows.log_odds[r];
        for (std::size_t k = 0; k < rows.columns; ++k) {
            score += at[k] * rows.x[r * rows.columns + k];
        }
        slope += (static_cast<double>(rows.wins[r]) - sigmoid(score)) *
                 rows.x[r * rows.columns + column];
    }
    return slope;
}

TEST(FitNonnegative, StandsWhereTheLikelihoodIsFlatOrFallsOffTheEdge) {
    const auto rows = rows_with({0.8, -0.5, 0.2, 0.0}, 5'000, 1);
    const auto fitted = fit_nonnegative(rows, {.coefficient_max = 10.0});
    for (std::size_t k = 0; k < fitted.size(); ++k) {
        EXPECT_GE(fitted[k], 0.0);
        if (fitted[k] > 0.0) {
            EXPECT_NEAR(slope_along(rows, fitted, k), 0.0, 1e-4) << k;
        } else {
            EXPECT_LE(slope_along(rows, fitted, k), 0.0) << k;
        }
    }
    EXPECT_NEAR(fitted[0], 0.8, 0.1);
    EXPECT_EQ(fitted[1], 0.0);
}

TEST(FitNonnegative, KeepsToTheLimit) {
    const auto rows = rows_with({2.0}, 2'000, 2);
    EXPECT_NEAR(fit_nonnegative(rows, {.coefficient_max = 0.7})[0], 0.7, 1e-9);
}

TEST(FitNonnegative, PullsCoefficientsTogether) {
    const auto rows = rows_with({1.0, 0.2}, 5'000, 3);
    const auto free = fit_nonnegative(rows, {.coefficient_max = 10.0});
    const auto pulled = fit_nonnegative(rows, {.coefficient_max = 10.0, .pull_share = 4.0});
    EXPECT_LT(pulled[0] - pulled[1], 0.6 * (free[0] - free[1]));
    EXPECT_GT(pulled[0], pulled[1]);
}

TEST(FitNonnegative, ComesBackFromScoresHundredsOfUnitsWide) {
    auto rows = rows_with({3.0, 1.0}, 5'000, 4);
    for (double& x : rows.x) {
        x *= 300.0;
    }
    const auto fitted = fit_nonnegative(rows, {.coefficient_max = 10.0});
    EXPECT_NEAR(300.0 * fitted[0], 3.0, 0.3);
    EXPECT_NEAR(300.0 * fitted[1], 1.0, 0.15);
}

TEST(FitNonnegative, GivesNothingToAColumnThatSaysNothing) {
    LogisticRows rows{.columns = 1, .x = {0.0, 0.0}, .log_odds = {0.0, 0.0}, .wins = {1.0F, 0.0F}};
    EXPECT_EQ(fit_nonnegative(rows, {.coefficient_max = 3.0})[0], 0.0);
}

}  // namespace
}  // namespace turbomode::models
