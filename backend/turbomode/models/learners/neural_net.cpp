#include "turbomode/models/learners/neural_net.hpp"

#include <Eigen/Core>
#include <algorithm>
#include <cmath>
#include <numeric>
#include <random>

#include "turbomode/models/learners/weights_file.hpp"
#include "turbomode/models/metrics.hpp"

namespace turbomode::models {

using base::Error;
using base::ErrorCode;
using base::Result;

namespace {

// Not chosen by any measurement but of time; checked out of sample on the years until 2012, where
// it said as much beside the volatility curve as any other learner.
constexpr Eigen::Index kUnits1 = 16;
constexpr Eigen::Index kUnits2 = 8;
constexpr int kEpochs = 4;      // Over many rows; over few,
constexpr int kStepsMin = 250;  // as many as make so many steps.
constexpr std::size_t kBatchRows = 512;
constexpr float kStep = 2e-3F;
constexpr float kDecay = 0.02F;  // Of a weight, a step, in units of kStep.
constexpr float kMoment1 = 0.9F;
constexpr float kMoment2 = 0.999F;
constexpr float kFloor = 1e-8F;
constexpr double kScaleMin = 1e-9;        // Of returns: all of them 0.
constexpr float kRankScale = 3.4641016F;  // Ranks have variance 1/12.

using Matrix = Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

// A layer's weights, its biases in the last column, and what Adam remembers of their gradients.
struct Layer {
    Matrix weights, moment_1, moment_2, gradient;

    Layer(Eigen::Index units, Eigen::Index inputs, std::mt19937_64& random)
        : weights(Matrix::Zero(units, inputs + 1)),
          moment_1(Matrix::Zero(units, inputs + 1)),
          moment_2(Matrix::Zero(units, inputs + 1)),
          gradient(Matrix::Zero(units, inputs + 1)) {
        // Uniform in +-sqrt(6 / inputs) (K. He et al., 2015), from the bits of the engine alone, so
        // that every library draws the same.
        const float limit = std::sqrt(6.0F / static_cast<float>(inputs));
        for (Eigen::Index u = 0; u < units; ++u) {
            for (Eigen::Index i = 0; i < inputs; ++i) {
                const auto unit = static_cast<float>(random() >> 40U) / 16'777'216.0F;
                weights(u, i) = limit * (2.0F * unit - 1.0F);
            }
        }
    }
    // Rows x units out of rows x inputs.
    Matrix apply(const Matrix& in) const {
        const Eigen::Index inputs = weights.cols() - 1;
        Matrix out = in * weights.leftCols(inputs).transpose();
        out.rowwise() += weights.col(inputs).transpose();
        return out;
    }
    // Takes the loss' slope at the outputs, gives that at the inputs.
    Matrix backward(const Matrix& in, const Matrix& slope) {
        const Eigen::Index inputs = weights.cols() - 1;
        gradient.leftCols(inputs).noalias() = slope.transpose() * in;
        gradient.col(inputs) = slope.colwise().sum().transpose();
        return slope * weights.leftCols(inputs);
    }
    void step(int number) {
        const auto t = static_cast<float>(number);
        moment_1 = kMoment1 * moment_1 + (1.0F - kMoment1) * gradient;
        moment_2 = kMoment2 * moment_2 + (1.0F - kMoment2) * gradient.cwiseAbs2();
        const float fix_1 = 1.0F / (1.0F - std::pow(kMoment1, t));
        const float fix_2 = 1.0F / (1.0F - std::pow(kMoment2, t));
        const Matrix change =
            (fix_1 * moment_1).array() / ((fix_2 * moment_2).array().sqrt() + kFloor);
        weights -= kStep * change;
        weights.leftCols(weights.cols() - 1) *= 1.0F - kStep * kDecay;
    }
    std::vector<double> numbers() const {
        std::vector<double> all(static_cast<std::size_t>(weights.size()));
        std::copy_n(weights.data(), all.size(), all.begin());
        return all;
    }
};

Matrix batch_of(const TrainingRows& rows, std::span<const std::uint32_t> order) {
    Matrix batch(static_cast<Eigen::Index>(order.size()),
                 static_cast<Eigen::Index>(rows.rank_columns));
    for (std::size_t i = 0; i < order.size(); ++i) {
        const auto row = rows.inputs.row(order[i]);
        for (std::size_t c = 0; c < rows.rank_columns; ++c) {
            batch(static_cast<Eigen::Index>(i), static_cast<Eigen::Index>(c)) = kRankScale * row[c];
        }
    }
    return batch;
}

// What a fit trains: both hidden layers, the output, and the scale of its targets.
struct Net {
    Layer first, second, last;
    double scale;
    int steps = 0;

    // One step along the mean gradient of the loss over a batch.
    void learn(const TrainingRows& rows,
               Objective objective,
               std::span<const std::uint32_t> order) {
        const Matrix in = batch_of(rows, order);
        const Matrix hidden_1 = first.apply(in).cwiseMax(0.0F);
        const Matrix hidden_2 = second.apply(hidden_1).cwiseMax(0.0F);
        Matrix slope = last.apply(hidden_2);
        for (std::size_t i = 0; i < order.size(); ++i) {
            float& at = slope(static_cast<Eigen::Index>(i), 0);
            const auto target = static_cast<double>(rows.targets[order[i]]);
            const double expected =
                objective == Objective::Win
                    ? sigmoid(static_cast<double>(at) + static_cast<double>(rows.offsets[order[i]]))
                    : static_cast<double>(at);
            const auto weight = static_cast<double>(rows.weights[order[i]]);
            at = static_cast<float>(weight * (expected - target / scale) /
                                    static_cast<double>(order.size()));
        }
        const Matrix slope_2 =
            (last.backward(hidden_2, slope).array() * (hidden_2.array() > 0.0F).cast<float>());
        const Matrix slope_1 =
            (second.backward(hidden_1, slope_2).array() * (hidden_1.array() > 0.0F).cast<float>());
        first.backward(in, slope_1);
        ++steps;
        first.step(steps);
        second.step(steps);
        last.step(steps);
    }
};

void shuffle(std::vector<std::uint32_t>& order, std::mt19937_64& random) {
    for (std::size_t i = order.size(); i > 1; --i) {
        std::swap(order[i - 1], order[random() % i]);
    }
}

// One row through one layer, in double precision: before and after the rectifier.
struct Signals {
    std::vector<double> before, after;
};

Signals signals_of(std::span<const double> in, const std::vector<double>& weights, bool rectify) {
    const std::size_t width = in.size() + 1;
    const std::size_t units = weights.size() / width;
    Signals signals{.before = std::vector<double>(units), .after = {}};
    auto& sums = signals.before;
    for (std::size_t u = 0; u < units; ++u) {
        sums[u] = weights[u * width + in.size()];
    }
    // All units at once, input after input: sums side by side do not wait for each other.
    for (std::size_t i = 0; i < in.size(); ++i) {
        for (std::size_t u = 0; u < units; ++u) {
            sums[u] += weights[u * width + i] * in[i];
        }
    }
    signals.after = signals.before;
    if (rectify) {
        for (double& signal : signals.after) {
            signal = std::max(signal, 0.0);
        }
    }
    return signals;
}

// How much a unit passes on of what moved it away from its reference.
std::vector<double> multipliers(const Signals& now, const Signals& reference) {
    std::vector<double> shares;
    for (std::size_t u = 0; u < now.before.size(); ++u) {
        const double moved = now.before[u] - reference.before[u];
        shares.push_back(std::abs(moved) > 1e-12 ? (now.after[u] - reference.after[u]) / moved
                                                 : (now.before[u] > 0.0 ? 1.0 : 0.0));
    }
    return shares;
}

// The weights of the output seen through one more layer: for each input the sum over units.
std::vector<double> through(const std::vector<double>& above,
                            const std::vector<double>& weights,
                            std::size_t inputs) {
    std::vector<double> below(inputs, 0.0);
    for (std::size_t u = 0; u < above.size(); ++u) {
        for (std::size_t i = 0; i < inputs; ++i) {
            below[i] += above[u] * weights[u * (inputs + 1) + i];
        }
    }
    return below;
}

std::vector<double> scaled_ranks(std::span<const float> row, std::size_t rank_columns) {
    std::vector<double> in(rank_columns);
    std::ranges::transform(row.first(rank_columns), in.begin(), [](float rank) {
        return static_cast<double>(kRankScale) * static_cast<double>(rank);
    });
    return in;
}

}  // namespace

Result<void> NeuralNet::fit(const TrainingRows& rows, const FitOptions& options) {
    CHECK(!rows.targets.empty());
    std::mt19937_64 random(options.seed);
    const auto columns = static_cast<Eigen::Index>(rows.rank_columns);
    Net net{.first = Layer(kUnits1, columns, random),
            .second = Layer(kUnits2, kUnits1, random),
            .last = Layer(1, kUnits2, random),
            .scale = options.objective == Objective::Win
                         ? 1.0
                         : std::max(kScaleMin, root_mean_square(rows.targets))};
    std::vector<std::uint32_t> order(rows.targets.size());
    std::iota(order.begin(), order.end(), 0U);
    // The output starts at 0: what is never learned is no noise in the scores.
    net.last.weights.setZero();
    for (int epoch = 0; epoch < kEpochs || net.steps < kStepsMin; ++epoch) {
        shuffle(order, random);
        for (std::size_t first = 0; first < order.size(); first += kBatchRows) {
            const auto count = std::min(kBatchRows, order.size() - first);
            net.learn(rows, options.objective, std::span(order).subspan(first, count));
        }
    }
    if (!net.first.weights.allFinite() || !net.last.weights.allFinite()) {
        return Error{ErrorCode::Failed, "neural net: a weight is not finite"};
    }
    shape_ = {static_cast<double>(rows.inputs.columns),
              static_cast<double>(rows.rank_columns),
              net.scale};
    weights_1_ = net.first.numbers();
    weights_2_ = net.second.numbers();
    weights_3_ = net.last.numbers();
    return {};
}

Result<std::vector<double>> NeuralNet::score(const Inputs& inputs) const {
    CHECK(shape_.size() == 3 && static_cast<double>(inputs.columns) == shape_[0]);
    const auto rank_columns = static_cast<std::size_t>(shape_[1]);
    std::vector<double> scores;
    for (std::size_t r = 0; r < inputs.rows(); ++r) {
        const auto in = scaled_ranks(inputs.row(r), rank_columns);
        const auto first = signals_of(in, weights_1_, true);
        const auto second = signals_of(first.after, weights_2_, true);
        scores.push_back(shape_[2] * signals_of(second.after, weights_3_, false).after[0]);
    }
    return scores;
}

Result<std::vector<double>> NeuralNet::contributions(const Inputs& inputs) const {
    CHECK(shape_.size() == 3 && static_cast<double>(inputs.columns) == shape_[0]);
    const auto rank_columns = static_cast<std::size_t>(shape_[1]);
    const std::vector<double> middle(rank_columns, 0.0);
    const auto middle_1 = signals_of(middle, weights_1_, true);
    const auto middle_2 = signals_of(middle_1.after, weights_2_, true);
    std::vector<double> moves(inputs.values.size(), 0.0);
    for (std::size_t r = 0; r < inputs.rows(); ++r) {
        const auto in = scaled_ranks(inputs.row(r), rank_columns);
        const auto first = signals_of(in, weights_1_, true);
        const auto second = signals_of(first.after, weights_2_, true);
        auto share = through({shape_[2]}, weights_3_, second.after.size());
        const auto pass_2 = multipliers(second, middle_2);
        std::ranges::transform(share, pass_2, share.begin(), std::multiplies{});
        share = through(share, weights_2_, first.after.size());
        const auto pass_1 = multipliers(first, middle_1);
        std::ranges::transform(share, pass_1, share.begin(), std::multiplies{});
        share = through(share, weights_1_, rank_columns);
        for (std::size_t c = 0; c < rank_columns; ++c) {
            moves[r * inputs.columns + c] = share[c] * in[c];
        }
    }
    return moves;
}

Result<std::string> NeuralNet::bytes() const {
    return numbers_text(name(),
                        {{"shape", shape_},
                         {"weights_1", weights_1_},
                         {"weights_2", weights_2_},
                         {"weights_3", weights_3_}});
}

Result<void> NeuralNet::load(std::string_view bytes) {
    TRY(read_numbers(bytes,
                     name(),
                     {{"shape", &shape_},
                      {"weights_1", &weights_1_},
                      {"weights_2", &weights_2_},
                      {"weights_3", &weights_3_}}));
    const bool fits = shape_.size() == 3 &&
                      static_cast<double>(weights_1_.size()) ==
                          static_cast<double>(kUnits1) * (shape_[1] + 1.0) &&
                      weights_2_.size() == static_cast<std::size_t>(kUnits2 * (kUnits1 + 1)) &&
                      weights_3_.size() == static_cast<std::size_t>(kUnits2 + 1);
    if (!fits) {
        return Error{ErrorCode::Corruption, "neural_net learner: its weights do not fit together"};
    }
    return {};
}

}  // namespace turbomode::models
