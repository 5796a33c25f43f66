#include "turbomode/models/stacking.hpp"

#include <algorithm>
#include <cmath>

#include "base/check.hpp"
#include "turbomode/models/metrics.hpp"

namespace turbomode::models {

namespace {

using Scores = std::vector<std::vector<double>> LearnerNight::*;

constexpr double kSpreadMin = 1e-12;
// How firmly weights are held at their mean: as if so large a share of the evidence said so. Not
// chosen by any measurement: halfway.
constexpr double kPullShare = 0.5;
constexpr int kNewtonStepsMax = 20;
constexpr int kSweepsMax = 100;
constexpr double kTolerance = 1e-7;

// 1 / (learners x root mean square of the scores), by learner.
std::vector<double> unit_weights(const std::vector<LearnerNight>& nights, Scores scores) {
    CHECK(!nights.empty());
    const std::size_t learners = (nights.front().*scores).size();
    std::vector<double> weights(learners, 0.0);
    for (std::size_t k = 0; k < learners; ++k) {
        double squares = 0.0;
        double count = 0.0;
        for (const auto& night : nights) {
            CHECK((night.*scores).size() == learners);
            for (const double score : (night.*scores)[k]) {
                squares += score * score;
                count += 1.0;
            }
        }
        const double spread = std::sqrt(squares / std::max(count, 1.0));
        weights[k] = spread > kSpreadMin ? 1.0 / (spread * static_cast<double>(learners)) : 0.0;
    }
    return weights;
}

// The log-likelihood of the wins near some weights: its slope and curvature.
struct Likelihood {
    std::vector<double> slope;
    std::vector<std::vector<double>> curvature;
};

Likelihood likelihood_at(const std::vector<LearnerNight>& nights,
                         const std::vector<double>& units,
                         const std::vector<double>& weights) {
    const std::size_t n = weights.size();
    Likelihood sum{.slope = std::vector<double>(n, 0.0),
                   .curvature = std::vector<std::vector<double>>(n, std::vector<double>(n, 0.0))};
    std::vector<double> x(n);
    for (const auto& night : nights) {
        const double level = logit(night.base_rate);
        for (std::size_t i = 0; i < night.wins.size(); ++i) {
            double score = level;
            for (std::size_t k = 0; k < n; ++k) {
                x[k] = units[k] * night.win_scores[k][i];
                score += weights[k] * x[k];
            }
            const double p = sigmoid(score);
            const double residual = static_cast<double>(night.wins[i]) - p;
            for (std::size_t k = 0; k < n; ++k) {
                sum.slope[k] += residual * x[k];
                for (std::size_t j = 0; j <= k; ++j) {
                    sum.curvature[k][j] += p * (1.0 - p) * x[k] * x[j];
                }
            }
        }
    }
    for (std::size_t k = 0; k < n; ++k) {
        for (std::size_t j = 0; j < k; ++j) {
            sum.curvature[j][k] = sum.curvature[k][j];
        }
    }
    return sum;
}

double mean_of(const std::vector<double>& values) {
    double sum = 0.0;
    for (const double value : values) {
        sum += value;
    }
    return sum / static_cast<double>(values.size());
}

// Weights of 0 or more at which the quadratic about `at`, less the pull towards their mean, is
// greatest: one after the other.
std::vector<double> step_from(const std::vector<double>& at, const Likelihood& likelihood) {
    std::vector<double> weights = at;
    std::vector<double> slope = likelihood.slope;
    double pull = 0.0;
    for (std::size_t k = 0; k < at.size(); ++k) {
        pull += kPullShare * likelihood.curvature[k][k] / static_cast<double>(at.size());
    }
    for (int sweep = 0; sweep < kSweepsMax; ++sweep) {
        double largest = 0.0;
        for (std::size_t k = 0; k < weights.size(); ++k) {
            const double curvature = likelihood.curvature[k][k];
            const double wanted = slope[k] + curvature * weights[k] + pull * mean_of(weights);
            const double next = std::max(0.0, wanted / std::max(curvature + pull, 1e-12));
            const double change = next - weights[k];
            weights[k] = next;
            for (std::size_t j = 0; j < weights.size(); ++j) {
                slope[j] -= change * likelihood.curvature[k][j];
            }
            largest = std::max(largest, std::abs(change));
        }
        if (largest < kTolerance) {
            break;
        }
    }
    return weights;
}

std::vector<double> weighed_sum(const std::vector<std::vector<double>>& scores,
                                const std::vector<double>& weights) {
    CHECK(scores.size() == weights.size() && !scores.empty());
    std::vector<double> sum(scores.front().size(), 0.0);
    for (std::size_t k = 0; k < scores.size(); ++k) {
        for (std::size_t i = 0; i < sum.size(); ++i) {
            sum[i] += weights[k] * scores[k][i];
        }
    }
    return sum;
}

}  // namespace

LearnerWeights equal_weights(const std::vector<LearnerNight>& nights) {
    return {.win = unit_weights(nights, &LearnerNight::win_scores),
            .gain = unit_weights(nights, &LearnerNight::return_scores)};
}

LearnerWeights stacked_weights(const std::vector<LearnerNight>& nights) {
    auto result = equal_weights(nights);
    std::vector<double> listened(result.win.size(), 0.0);
    for (int step = 0; step < kNewtonStepsMax; ++step) {
        const auto next = step_from(listened, likelihood_at(nights, result.win, listened));
        double largest = 0.0;
        for (std::size_t k = 0; k < next.size(); ++k) {
            largest = std::max(largest, std::abs(next[k] - listened[k]));
        }
        listened = next;
        if (largest < kTolerance) {
            break;
        }
    }
    // The slope of the calibration gives the size; here only the proportions count.
    const double mean = mean_of(listened);
    if (mean > 0.0) {
        for (std::size_t k = 0; k < listened.size(); ++k) {
            result.win[k] *= listened[k] / mean;
        }
    }
    return result;
}

ScoredNight weighed(const LearnerNight& night, const LearnerWeights& weights, std::size_t linear) {
    return {.session = night.session,
            .base_rate = night.base_rate,
            .base_return = night.base_return,
            .win_scores = weighed_sum(night.win_scores, weights.win),
            .return_scores = weighed_sum(night.return_scores, weights.gain),
            .linear_scores = night.win_scores.at(linear),
            .net_returns = night.net_returns,
            .wins = night.wins};
}

}  // namespace turbomode::models
