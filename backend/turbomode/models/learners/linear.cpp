#include "turbomode/models/learners/linear.hpp"

#include <Eigen/Core>
#include <algorithm>
#include <cmath>

#include "turbomode/models/learners/weights_file.hpp"
#include "turbomode/models/metrics.hpp"

namespace turbomode::models {

using base::Error;
using base::ErrorCode;
using base::Result;

namespace {

// The elastic net's penalties, chosen out of sample on the years until 2012: L2 among 0.0005 to
// 0.3, L1 among 2e-4 and 2e-5. Many small weights rank better than few large ones, and how much to
// believe of their sum is the calibration's business. L2 as a share of the number of rows; ranks
// have variance 1/12.
constexpr double kPenaltyPerRow = 0.002;
// L1 a row and unit of weight: what moves the outcome by less, alone, is left out. So small that on
// real rows, whose noise is fifty times as large, hardly any weight is.
constexpr double kSparsityPerRow = 2e-5;
constexpr int kSweepsMax = 3000;  // Columns are many and alike; a sweep takes 40 us.
constexpr double kSweepTolerance = 1e-8;
constexpr int kNewtonStepsMax = 25;
constexpr double kNewtonTolerance = 1e-6;  // Of a weight; weights are about 0.1.
constexpr Eigen::Index kBlockRows = 4096;

// The gradient and curvature of the loss at some weights.
struct Slope {
    Eigen::VectorXd gradient;
    Eigen::MatrixXd curvature;
};

Eigen::MatrixXf block_of(const TrainingRows& rows, Eigen::Index first, Eigen::Index count) {
    using RowMajor = Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
    const auto columns = static_cast<Eigen::Index>(rows.inputs.columns);
    const Eigen::Map<const RowMajor> all(
        rows.inputs.values.data() + first * columns, count, columns);
    return all.leftCols(static_cast<Eigen::Index>(rows.rank_columns));
}

// For Win: mean p, variance p (1 - p). For Return: the score itself, variance 1.
Slope slope_at(const TrainingRows& rows, Objective objective, const Eigen::VectorXd& weights) {
    const auto n = static_cast<Eigen::Index>(rows.targets.size());
    Slope slope{.gradient = Eigen::VectorXd::Zero(weights.size()),
                .curvature = Eigen::MatrixXd::Zero(weights.size(), weights.size())};
    for (Eigen::Index first = 0; first < n; first += kBlockRows) {
        const Eigen::Index count = std::min(kBlockRows, n - first);
        const Eigen::MatrixXf x = block_of(rows, first, count);
        const Eigen::MatrixXd exact = x.cast<double>();
        const Eigen::VectorXd score = exact * weights;
        Eigen::VectorXd residual(count);
        Eigen::VectorXd variance(count);
        for (Eigen::Index i = 0; i < count; ++i) {
            const auto row = static_cast<std::size_t>(first + i);
            const auto weight = static_cast<double>(rows.weights[row]);
            double mean = score[i];
            variance[i] = weight;
            if (objective == Objective::Win) {
                mean = sigmoid(score[i] + static_cast<double>(rows.offsets[row]));
                variance[i] *= mean * (1.0 - mean);
            }
            residual[i] = weight * (static_cast<double>(rows.targets[row]) - mean);
        }
        slope.gradient.noalias() += exact.transpose() * residual;
        // In single precision within a block: it only steers the steps, which end where the
        // gradient says.
        Eigen::MatrixXf curvature = Eigen::MatrixXf::Zero(weights.size(), weights.size());
        curvature.selfadjointView<Eigen::Lower>().rankUpdate(
            (variance.cwiseSqrt().cast<float>().asDiagonal() * x).transpose());
        slope.curvature += curvature.cast<double>();
    }
    return slope;
}

// The weights at which the quadratic with this gradient (of the likelihood at `at`) and curvature,
// less both penalties, is greatest: by turns, one weight after the other (J. Friedman, T. Hastie
// and R. Tibshirani, Regularization Paths for Generalized Linear Models, 2010).
Eigen::VectorXd elastic_net_step(const Slope& slope,
                                 const Eigen::VectorXd& at,
                                 double penalty,
                                 double sparsity) {
    const Eigen::MatrixXd curvature = slope.curvature.selfadjointView<Eigen::Lower>();
    Eigen::VectorXd weights = at;
    // The likelihood's slope at `weights`, kept up to date.
    Eigen::VectorXd gradient = slope.gradient;
    for (int sweep = 0; sweep < kSweepsMax; ++sweep) {
        double largest = 0.0;
        for (Eigen::Index i = 0; i < weights.size(); ++i) {
            const double pull = gradient[i] + curvature(i, i) * weights[i];
            const double beyond = std::max(0.0, std::abs(pull) - sparsity);
            const double next = std::copysign(beyond, pull) / (curvature(i, i) + penalty);
            const double change = next - weights[i];
            if (change != 0.0) {
                gradient -= change * curvature.col(i);
                weights[i] = next;
                largest = std::max(largest, std::abs(change));
            }
        }
        if (!(largest > kSweepTolerance)) {
            break;
        }
    }
    return weights;
}

}  // namespace

Result<void> Linear::fit(const TrainingRows& rows, const FitOptions& options) {
    CHECK(!rows.targets.empty());
    CHECK(rows.rank_columns > 0 && rows.rank_columns <= rows.inputs.columns);
    const auto columns = static_cast<Eigen::Index>(rows.rank_columns);
    const double scale = options.objective == Objective::Win ? 0.25 : 1.0;  // p (1 - p) at 0.5.
    const auto count = static_cast<double>(rows.targets.size());
    const double penalty = kPenaltyPerRow * scale * count;
    // Deviations of wins about their night are about 1/2; those of returns are brought to that.
    const double unit =
        options.objective == Objective::Win ? 1.0 : 2.0 * root_mean_square(rows.targets);
    const double sparsity = kSparsityPerRow * unit * count;
    Eigen::VectorXd weights = Eigen::VectorXd::Zero(columns);
    for (int step = 0; step < kNewtonStepsMax; ++step) {
        const Slope slope = slope_at(rows, options.objective, weights);
        const Eigen::VectorXd next = elastic_net_step(slope, weights, penalty, sparsity);
        if (!next.allFinite()) {
            return Error{ErrorCode::Failed, "linear learner: the Newton step is not finite"};
        }
        const double change = (next - weights).cwiseAbs().maxCoeff();
        weights = next;
        if (change < kNewtonTolerance) {
            break;
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
    return numbers_text(name(), {{"weights", weights_}});
}

Result<void> Linear::load(std::string_view bytes) {
    return read_numbers(bytes, name(), {{"weights", &weights_}});
}

}  // namespace turbomode::models
