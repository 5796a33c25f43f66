#include "turbomode/models/learners/support_vector.hpp"

#include <Eigen/Cholesky>
#include <Eigen/Core>
#include <algorithm>
#include <cmath>
#include <numbers>
#include <random>

#include "turbomode/models/learners/weights_file.hpp"
#include "turbomode/models/metrics.hpp"

namespace turbomode::models {

using base::Error;
using base::ErrorCode;
using base::Result;

namespace {

// The penalty was chosen out of sample on the years until 2012, among 0.00005 to 0.02; the rest by
// time alone.
constexpr Eigen::Index kFeatures = 160;
constexpr std::size_t kRowsMax = 80'000;     // More rows are thinned out to about so many.
constexpr double kPenaltyPerRow = 0.0005;    // Of the weights, in squares.
constexpr double kEpsilonDeviations = 0.25;  // Half width of the tube, in deviations of returns.
constexpr int kNewtonStepsMax = 12;
constexpr double kNewtonTolerance = 1e-6;
constexpr double kScaleMin = 1e-9;  // Of returns: all of them 0.
constexpr Eigen::Index kBlockRows = 2048;

// In (0, 1), from the bits of the engine alone, so that every library draws the same.
double uniform(std::mt19937_64& random) {
    return (static_cast<double>(random() >> 11U) + 0.5) / 9'007'199'254'740'992.0;
}

// A standard normal number (G. Box and M. Muller, 1958).
double normal(std::mt19937_64& random) {
    const double radius = std::sqrt(-2.0 * std::log(uniform(random)));
    return radius * std::cos(2.0 * std::numbers::pi * uniform(random));
}

// One row's target: a class -1 or 1 beside what the night gives to all, or a return.
struct Target {
    double value;
    double level;
    double weight;
};

// A class, and the level that the squared hinge of the night alone is least at: 2 p - 1.
Target target_of(const TrainingRows& rows, Objective objective, std::size_t row, double scale) {
    const auto value = static_cast<double>(rows.targets[row]);
    const auto weight = static_cast<double>(rows.weights[row]);
    if (objective == Objective::Return) {
        return {.value = value / scale, .level = 0.0, .weight = weight};
    }
    return {.value = 2.0 * value - 1.0,
            .level = 2.0 * sigmoid(static_cast<double>(rows.offsets[row])) - 1.0,
            .weight = weight};
}

// By how much a row misses its margin or its tube: negative above, positive below; 0 when it does
// not.
double miss(Objective objective, const Target& target, double score) {
    const double at = score + target.level;
    if (objective == Objective::Win) {
        return target.value * at < 1.0 ? target.value - at : 0.0;
    }
    const double off = target.value - at;
    return std::abs(off) <= kEpsilonDeviations ? 0.0
           : off > 0.0                         ? off - kEpsilonDeviations
                                               : off + kEpsilonDeviations;
}

// The random directions and phases whose cosines stand for the kernel.
struct Waves {
    Eigen::MatrixXf frequencies;  // Rank columns x features.
    Eigen::RowVectorXf phases;

    Waves(Eigen::Index columns, std::mt19937_64& random)
        : frequencies(columns, kFeatures), phases(kFeatures) {
        // Two stocks are about sqrt(columns / 6) apart: the width of the kernel.
        const double width = std::sqrt(static_cast<double>(columns) / 6.0);
        for (Eigen::Index f = 0; f < kFeatures; ++f) {
            for (Eigen::Index c = 0; c < columns; ++c) {
                frequencies(c, f) = static_cast<float>(normal(random) / width);
            }
            phases[f] = static_cast<float>(2.0 * std::numbers::pi * uniform(random));
        }
    }
};

// Every `step`-th row as the machine sees it, with its target.
struct Seen {
    Eigen::MatrixXf features;
    std::vector<Target> targets;
};

Seen seen_of(const TrainingRows& rows, Objective objective, double scale, const Waves& waves) {
    using RowMajor = Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
    const std::size_t step = (rows.targets.size() + kRowsMax - 1) / kRowsMax;
    const auto count = static_cast<Eigen::Index>((rows.targets.size() + step - 1) / step);
    const auto columns = waves.frequencies.rows();
    Seen seen{.features = Eigen::MatrixXf(count, kFeatures), .targets = {}};
    for (Eigen::Index first = 0; first < count; first += kBlockRows) {
        const Eigen::Index size = std::min(kBlockRows, count - first);
        RowMajor block(size, columns);
        for (Eigen::Index i = 0; i < size; ++i) {
            const auto row = static_cast<std::size_t>(first + i) * step;
            std::copy_n(rows.inputs.row(row).begin(), columns, block.row(i).data());
            seen.targets.push_back(target_of(rows, objective, row, scale));
        }
        RowMajor angles = block * waves.frequencies;
        angles.rowwise() += waves.phases;
        seen.features.middleRows(first, size) = angles.array().cos();
    }
    return seen;
}

// One Newton step of the loss with its penalty.
Eigen::VectorXd newton_step(const Seen& seen, Objective objective, const Eigen::VectorXd& weights) {
    const Eigen::Index count = seen.features.rows();
    const double penalty = kPenaltyPerRow * static_cast<double>(count);
    Eigen::VectorXd gradient = -penalty * weights;
    Eigen::MatrixXd curvature = Eigen::MatrixXd::Zero(kFeatures, kFeatures);
    curvature.diagonal().array() += penalty;
    for (Eigen::Index first = 0; first < count; first += kBlockRows) {
        const Eigen::Index size = std::min(kBlockRows, count - first);
        const Eigen::MatrixXd x = seen.features.middleRows(first, size).cast<double>();
        Eigen::VectorXd misses = x * weights;
        Eigen::VectorXd missing = Eigen::VectorXd::Zero(size);
        for (Eigen::Index i = 0; i < size; ++i) {
            const auto& target = seen.targets[static_cast<std::size_t>(first + i)];
            misses[i] = miss(objective, target, misses[i]);
            missing[i] = misses[i] != 0.0 ? std::sqrt(target.weight) : 0.0;
            misses[i] *= target.weight;
        }
        gradient.noalias() += x.transpose() * misses;
        curvature.selfadjointView<Eigen::Lower>().rankUpdate(
            (missing.asDiagonal() * x).transpose());
    }
    return curvature.selfadjointView<Eigen::Lower>().ldlt().solve(gradient);
}

}  // namespace

Result<void> SupportVector::fit(const TrainingRows& rows, const FitOptions& options) {
    CHECK(!rows.targets.empty());
    std::mt19937_64 random(options.seed);
    const Waves waves(static_cast<Eigen::Index>(rows.rank_columns), random);
    const double scale = options.objective == Objective::Win
                             ? 1.0
                             : std::max(kScaleMin, root_mean_square(rows.targets));
    const Seen seen = seen_of(rows, options.objective, scale, waves);
    Eigen::VectorXd weights = Eigen::VectorXd::Zero(kFeatures);
    for (int step = 0; step < kNewtonStepsMax; ++step) {
        const Eigen::VectorXd change = newton_step(seen, options.objective, weights);
        if (!change.allFinite()) {
            return Error{ErrorCode::Failed, "support_vector learner: a step is not finite"};
        }
        weights += change;
        if (change.cwiseAbs().maxCoeff() < kNewtonTolerance) {
            break;
        }
    }
    weights *= scale;
    shape_ = {static_cast<double>(rows.inputs.columns), static_cast<double>(rows.rank_columns)};
    frequencies_.assign(waves.frequencies.data(),
                        waves.frequencies.data() + waves.frequencies.size());
    phases_.assign(waves.phases.begin(), waves.phases.end());
    weights_.assign(weights.begin(), weights.end());
    return {};
}

Result<std::vector<double>> SupportVector::score(const Inputs& inputs) const {
    CHECK(shape_.size() == 2 && static_cast<double>(inputs.columns) == shape_[0]);
    using RowMajor = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
    const auto columns = static_cast<Eigen::Index>(shape_[1]);
    const auto features = static_cast<Eigen::Index>(weights_.size());
    const Eigen::Map<const RowMajor> frequencies(frequencies_.data(), features, columns);
    const Eigen::Map<const Eigen::ArrayXd> phases(phases_.data(), features);
    const Eigen::Map<const Eigen::VectorXd> weights(weights_.data(), features);
    std::vector<double> scores;
    scores.reserve(inputs.rows());
    for (std::size_t r = 0; r < inputs.rows(); ++r) {
        const Eigen::VectorXd row =
            Eigen::Map<const Eigen::VectorXf>(inputs.row(r).data(), columns).cast<double>();
        const Eigen::VectorXd angles = frequencies * row;
        scores.push_back(weights.dot((angles.array() + phases).cos().matrix()));
    }
    return scores;
}

Result<std::vector<double>> SupportVector::contributions(const Inputs& inputs) const {
    CHECK(shape_.size() == 2 && static_cast<double>(inputs.columns) == shape_[0]);
    const auto columns = static_cast<std::size_t>(shape_[1]);
    std::vector<double> moves(inputs.values.size(), 0.0);
    for (std::size_t r = 0; r < inputs.rows(); ++r) {
        const auto row = inputs.row(r);
        for (std::size_t f = 0; f < weights_.size(); ++f) {
            const double* const frequency = frequencies_.data() + f * columns;
            double turned = 0.0;
            for (std::size_t c = 0; c < columns; ++c) {
                turned += frequency[c] * static_cast<double>(row[c]);
            }
            // The mean slope of the cosine on the straight way there.
            const double slope =
                std::abs(turned) > 1e-9
                    ? (std::cos(phases_[f] + turned) - std::cos(phases_[f])) / turned
                    : -std::sin(phases_[f]);
            for (std::size_t c = 0; c < columns; ++c) {
                moves[r * inputs.columns + c] +=
                    weights_[f] * slope * frequency[c] * static_cast<double>(row[c]);
            }
        }
    }
    return moves;
}

Result<std::string> SupportVector::bytes() const {
    return numbers_text(name(),
                        {{"shape", shape_},
                         {"frequencies", frequencies_},
                         {"phases", phases_},
                         {"weights", weights_}});
}

Result<void> SupportVector::load(std::string_view bytes) {
    TRY(read_numbers(bytes,
                     name(),
                     {{"shape", &shape_},
                      {"frequencies", &frequencies_},
                      {"phases", &phases_},
                      {"weights", &weights_}}));
    const bool fits = shape_.size() == 2 && phases_.size() == weights_.size() &&
                      static_cast<double>(frequencies_.size()) ==
                          shape_[1] * static_cast<double>(weights_.size());
    if (!fits) {
        return Error{ErrorCode::Corruption,
                     "support_vector learner: its numbers do not fit together"};
    }
    return {};
}

}  // namespace turbomode::models
