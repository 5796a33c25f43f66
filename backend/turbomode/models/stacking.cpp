#include "turbomode/models/stacking.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "base/check.hpp"
#include "turbomode/models/nonnegative_logistic.hpp"

namespace turbomode::models {

namespace {

using Scores = std::vector<std::vector<double>> LearnerNight::*;

constexpr double kSpreadMin = 1e-12;
// How firmly weights are held at their mean: as if so large a share of the evidence said so. Not
// chosen by any measurement: halfway.
constexpr double kPullShare = 0.5;
constexpr double kWeightMax = 100.0;  // Of a unit score's; more than any that was listened to.

// 1 / (learners x root mean square of the scores), by learner.
std::vector<double> unit_weights(std::span<const LearnerNight> nights, Scores scores) {
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

LearnerWeights equal_weights(std::span<const LearnerNight> nights) {
    return {.win = unit_weights(nights, &LearnerNight::win_scores),
            .gain = unit_weights(nights, &LearnerNight::return_scores)};
}

LearnerWeights stacked_weights(std::span<const LearnerNight> nights) {
    auto result = equal_weights(nights);
    LogisticRows rows{.columns = result.win.size()};
    std::size_t outcomes = 0;
    for (const auto& night : nights) {
        outcomes += night.wins.size();
    }
    const std::size_t step = logistic_step(outcomes);
    for (const auto& night : nights) {
        for (std::size_t i = night.session % step; i < night.wins.size(); i += step) {
            for (std::size_t k = 0; k < rows.columns; ++k) {
                rows.x.push_back(result.win[k] * night.win_scores[k][i]);
            }
            rows.log_odds.push_back(night.level + night.curve[i]);
            rows.wins.push_back(night.wins[i]);
        }
    }
    const auto listened =
        fit_nonnegative(rows, {.coefficient_max = kWeightMax, .pull_share = kPullShare});
    // The slope of the calibration gives the size; here only the proportions count.
    const double mean = std::accumulate(listened.begin(), listened.end(), 0.0) /
                        static_cast<double>(listened.size());
    if (mean > 0.0) {
        for (std::size_t k = 0; k < listened.size(); ++k) {
            result.win[k] *= listened[k] / mean;
        }
    }
    return result;
}

std::vector<double> win_shares(const LearnerWeights& weights, const LearnerWeights& equal) {
    CHECK(weights.win.size() == equal.win.size());
    std::vector<double> shares(weights.win.size(), 0.0);
    double sum = 0.0;
    for (std::size_t k = 0; k < shares.size(); ++k) {
        shares[k] = equal.win[k] > 0.0 ? weights.win[k] / equal.win[k] : 0.0;
        sum += shares[k];
    }
    for (double& share : shares) {
        share = sum > 0.0 ? share / sum : 0.0;
    }
    return shares;
}

ScoredNight weighed(const LearnerNight& night, const LearnerWeights& weights, std::size_t linear) {
    return {.session = night.session,
            .base_rate = night.base_rate,
            .base_return = night.base_return,
            .level = night.level,
            .curve = night.curve,
            .win_scores = weighed_sum(night.win_scores, weights.win),
            .return_scores = weighed_sum(night.return_scores, weights.gain),
            .linear_scores = night.win_scores.at(linear),
            .net_returns = night.net_returns,
            .wins = night.wins};
}

}  // namespace turbomode::models
