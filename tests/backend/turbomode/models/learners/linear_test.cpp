#include "turbomode/models/learners/linear.hpp"

#include <Eigen/Dense>
#include <cmath>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "backend/turbomode/models/small_model.hpp"

namespace turbomode::models {
namespace {

// The learner's own: the first times 1/4 for wins, the second times twice the deviation of returns.
constexpr double kPenaltyPerRow = 0.002;
constexpr double kSparsityPerRow = 2e-5;

// The fitted weights, one a column.
Eigen::VectorXd weights_of(const MadeRows& rows, Objective objective) {
    Linear linear;
    const auto result =
        linear.fit(rows.training(objective), {.objective = objective, .seed = 1, .threads = 1});
    EXPECT_TRUE(result.ok());
    const auto weights = nlohmann::json::parse(linear.bytes().value())["weights"];
    const auto values = weights.get<std::vector<double>>();
    return Eigen::Map<const Eigen::VectorXd>(values.data(),
                                             static_cast<Eigen::Index>(values.size()));
}

Eigen::MatrixXd rank_inputs(const MadeRows& rows) {
    const auto n = static_cast<Eigen::Index>(rows.wins.size());
    Eigen::MatrixXd x(n, static_cast<Eigen::Index>(rows.rank_columns));
    for (Eigen::Index r = 0; r < n; ++r) {
        for (Eigen::Index c = 0; c < x.cols(); ++c) {
            x(r, c) = static_cast<double>(
                rows.all().row(static_cast<std::size_t>(r))[static_cast<std::size_t>(c)]);
        }
    }
    return x;
}

Eigen::VectorXd vector_of(const std::vector<float>& values) {
    return Eigen::Map<const Eigen::VectorXf>(values.data(),
                                             static_cast<Eigen::Index>(values.size()))
        .cast<double>();
}

// More rows than one block of the learner's sums.
const MadeRowsOptions kRows{.rows = 5000, .columns = 8, .rank_columns = 5, .level = -0.4};

// The penalised likelihood is greatest where its slope is 0 for a weight that is not, and no more
// than the L1 penalty for one that is.
void expect_greatest(const Eigen::VectorXd& weights,
                     const Eigen::VectorXd& likelihood_slope,
                     double ridge,
                     double sparsity) {
    for (Eigen::Index i = 0; i < weights.size(); ++i) {
        const double slope = likelihood_slope[i] - ridge * weights[i];
        if (weights[i] == 0.0) {
            EXPECT_LE(std::abs(slope), sparsity * (1.0 + 1e-9)) << i;
        } else {
            EXPECT_NEAR(slope, std::copysign(sparsity, weights[i]), 1e-5) << i;
        }
    }
}

TEST(Linear, SolvesTheElasticNetForReturns) {
    const auto rows = made_rows(kRows);
    const Eigen::MatrixXd x = rank_inputs(rows);
    const Eigen::VectorXd returns = vector_of(rows.returns);
    const Eigen::VectorXd weights = weights_of(rows, Objective::Return).head(5);
    const auto count = static_cast<double>(x.rows());
    const double deviation = std::sqrt(returns.squaredNorm() / count);
    expect_greatest(weights,
                    x.transpose() * (returns - x * weights),
                    kPenaltyPerRow * count,
                    kSparsityPerRow * 2.0 * deviation * count);
    EXPECT_GT(weights[0], 0.05);
}

TEST(Linear, StandsWhereThePenalisedLogisticLossIsFlat) {
    const auto rows = made_rows(kRows);
    const Eigen::MatrixXd x = rank_inputs(rows);
    const Eigen::VectorXd weights = weights_of(rows, Objective::Win).head(5);
    const Eigen::ArrayXd score = (x * weights + vector_of(rows.offsets)).array();
    const Eigen::VectorXd residual = vector_of(rows.wins) - (1.0 / (1.0 + (-score).exp())).matrix();
    const auto count = static_cast<double>(x.rows());
    expect_greatest(
        weights, x.transpose() * residual, 0.25 * kPenaltyPerRow * count, kSparsityPerRow * count);
    EXPECT_GT(weights[0], 1.7);  // 2, hardly shrunk.
}

TEST(Linear, LeavesOutWhatMovesNothing) {
    // Returns without noise: what the other columns have to say is below the penalty.
    auto rows = made_rows({.rows = 20'000, .columns = 30, .rank_columns = 30});
    for (std::size_t row = 0; row < rows.returns.size(); ++row) {
        rows.returns[row] = 0.1F * rows.inputs[row * rows.columns];
    }
    const auto weights = weights_of(rows, Objective::Return);
    EXPECT_NE(weights[0], 0.0);
    EXPECT_GT((weights.array() == 0.0).count(), 3);
}

TEST(Linear, GivesNoWeightToTheMarketsState) {
    const auto weights = weights_of(made_rows(kRows), Objective::Win);
    EXPECT_EQ(weights.tail(3), Eigen::VectorXd::Zero(3));
}

TEST(Linear, SaysSoWhenItsInputsAreNotFinite) {
    auto rows = made_rows({.rows = 100});
    rows.inputs[0] = std::nanf("");
    Linear linear;
    const auto result = linear.fit(rows.training(Objective::Return),
                                   {.objective = Objective::Return, .seed = 1, .threads = 1});
    ASSERT_FALSE(result.ok());
    EXPECT_EQ(result.error().code, base::ErrorCode::Failed);
}

}  // namespace
}  // namespace turbomode::models
