#include "turbomode/models/learners/linear.hpp"

#include <Eigen/Cholesky>
#include <Eigen/Core>
#include <algorithm>
#include <cmath>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace turbomode::models {

using base::Error;
using base::ErrorCode;
using base::Result;

namespace {

// L2 penalty as a share of the number of rows. Ranks have variance 1/12, so this shrinks a lone
// informative column by about a third: neighbouring rows share most of their outcome, and count
// for much less than their number.
constexpr double kPenaltyPerRow = 0.04;
constexpr int kNewtonStepsMax = 25;
constexpr double kNewtonTolerance = 1e-6;  // Of a weight; weights are about 0.1.
constexpr Eigen::Index kBlockRows = 4096;

// The gradient and curvature of the loss at some weights.
struct Slope {
    Eigen::VectorXd gradient;
    Eigen::MatrixXd curvature;
};

Eigen::MatrixXd block_of(const TrainingRows& rows, Eigen::Index first, Eigen::Index count) {
    using RowMajor = Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
    const auto columns = static_cast<Eigen::Index>(rows.inputs.columns);
    const Eigen::Map<const RowMajor> all(
        rows.inputs.values.data() + first * columns, count, columns);
    return all.leftCols(static_cast<Eigen::Index>(rows.rank_columns)).cast<double>();
}

// For Win: mean p, variance p (1 - p). For Return: the score itself, variance 1.
Slope slope_at(const TrainingRows& rows, Objective objective, const Eigen::VectorXd& weights) {
    const auto n = static_cast<Eigen::Index>(rows.targets.size());
    Slope slope{.gradient = Eigen::VectorXd::Zero(weights.size()),
                .curvature = Eigen::MatrixXd::Zero(weights.size(), weights.size())};
    for (Eigen::Index first = 0; first < n; first += kBlockRows) {
        const Eigen::Index count = std::min(kBlockRows, n - first);
        const Eigen::MatrixXd x = block_of(rows, first, count);
        Eigen::VectorXd score = x * weights;
        Eigen::VectorXd residual(count);
        Eigen::VectorXd variance = Eigen::VectorXd::Ones(count);
        for (Eigen::Index i = 0; i < count; ++i) {
            const auto row = static_cast<std::size_t>(first + i);
            double mean = score[i];
            if (objective == Objective::Win) {
                mean = 1.0 / (1.0 + std::exp(-(score[i] + static_cast<double>(rows.offsets[row]))));
                variance[i] = mean * (1.0 - mean);
            }
            residual[i] = static_cast<double>(rows.targets[row]) - mean;
        }
        slope.gradient.noalias() += x.transpose() * residual;
        slope.curvature.selfadjointView<Eigen::Lower>().rankUpdate(
            (variance.cwiseSqrt().asDiagonal() * x).transpose());
    }
    return slope;
}

}  // namespace

Result<void> Linear::fit(const TrainingRows& rows, const FitOptions& options) {
    CHECK(!rows.targets.empty());
    CHECK(rows.rank_columns > 0 && rows.rank_columns <= rows.inputs.columns);
    const auto columns = static_cast<Eigen::Index>(rows.rank_columns);
    const double scale = options.objective == Objective::Win ? 0.25 : 1.0;  // p (1 - p) at 0.5.
    const double penalty = kPenaltyPerRow * scale * static_cast<double>(rows.targets.size());
    Eigen::VectorXd weights = Eigen::VectorXd::Zero(columns);
    for (int step = 0; step < kNewtonStepsMax; ++step) {
        Slope slope = slope_at(rows, options.objective, weights);
        slope.gradient -= penalty * weights;
        slope.curvature.diagonal().array() += penalty;
        const Eigen::VectorXd change =
            slope.curvature.selfadjointView<Eigen::Lower>().ldlt().solve(slope.gradient);
        if (!change.allFinite()) {
            return Error{ErrorCode::Failed, "linear learner: the Newton step is not finite"};
        }
        weights += change;
        if (options.objective == Objective::Return ||
            change.cwiseAbs().maxCoeff() < kNewtonTolerance) {
            break;  // Least squares is solved in one step.
        }
    }
    weights_.assign(rows.inputs.columns, 0.0);
    std::copy(weights.begin(), weights.end(), weights_.begin());
    return {};
}

Result<std::vector<double>> Linear::score(const Inputs& inputs) const {
    CHECK(inputs.columns == weights_.size());
    std::vector<double> scores(inputs.rows(), 0.0);
    for (std::size_t r = 0; r < scores.size(); ++r) {
        const auto row = inputs.row(r);
        for (std::size_t c = 0; c < row.size(); ++c) {
            scores[r] += weights_[c] * static_cast<double>(row[c]);
        }
    }
    return scores;
}

Result<std::vector<double>> Linear::contributions(const Inputs& inputs) const {
    CHECK(inputs.columns == weights_.size());
    std::vector<double> moves(inputs.values.size());
    for (std::size_t i = 0; i < moves.size(); ++i) {
        moves[i] = weights_[i % inputs.columns] * static_cast<double>(inputs.values[i]);
    }
    return moves;
}

Result<std::string> Linear::bytes() const {
    return nlohmann::json{{"learner", name()}, {"weights", weights_}}.dump();
}

Result<void> Linear::load(std::string_view bytes) {
    const auto document = nlohmann::json::parse(bytes, nullptr, false);
    if (!document.is_object() || !document.contains("learner") || document["learner"] != name() ||
        !document.contains("weights") || !document["weights"].is_array()) {
        return Error{ErrorCode::Corruption, "linear learner: not one of its files"};
    }
    weights_.clear();
    for (const auto& weight : document["weights"]) {
        if (!weight.is_number()) {
            return Error{ErrorCode::Corruption, "linear learner: a weight is not a number"};
        }
        weights_.push_back(weight.get<double>());
    }
    return {};
}

}  // namespace turbomode::models
