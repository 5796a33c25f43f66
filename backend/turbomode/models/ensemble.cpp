#include "turbomode/models/ensemble.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "turbomode/models/metrics.hpp"

namespace turbomode::models {

using base::Result;

namespace {

double mean(std::span<const double> values) {
    return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

double deviation(std::span<const double> centered_values) {
    double squares = 0.0;
    for (const double value : centered_values) {
        squares += value * value;
    }
    return std::sqrt(squares / static_cast<double>(centered_values.size()));
}

}  // namespace

std::vector<double> centered(std::vector<double> scores) {
    const double center = mean(scores);
    for (double& score : scores) {
        score -= center;
    }
    return scores;
}

Result<CombinedScore> combined_score(const std::vector<std::unique_ptr<Learner>>& learners,
                                     const std::vector<double>& weights,
                                     const Inputs& night) {
    CHECK(!learners.empty() && learners.size() == weights.size() && night.rows() > 0);
    CombinedScore combined{.score = std::vector<double>(night.rows(), 0.0), .learner_spreads = {}};
    for (std::size_t k = 0; k < learners.size(); ++k) {
        TRY_ASSIGN(auto scores, learners[k]->score(night));
        scores = centered(std::move(scores));
        combined.learner_spreads.push_back(deviation(scores));
        for (std::size_t i = 0; i < scores.size(); ++i) {
            combined.score[i] += weights[k] * scores[i];
        }
    }
    return combined;
}

Result<NightPrediction> Ensemble::predict(Side which, const Inputs& night) const {
    const SideModel& model = side(which);
    TRY_ASSIGN(auto win, combined_score(model.win_learners, model.win_weights, night));
    TRY_ASSIGN(const auto gain, combined_score(model.return_learners, model.return_weights, night));
    NightPrediction prediction{.stocks = {}, .learner_spreads = std::move(win.learner_spreads)};
    prediction.stocks.reserve(night.rows());
    for (std::size_t i = 0; i < night.rows(); ++i) {
        prediction.stocks.push_back(
            {.confidence = sigmoid(logit(model.base_rate) + model.win_slope * win.score[i]),
             .base_rate = model.base_rate,
             .expected_return = model.base_return + model.return_slope * gain.score[i]});
    }
    return prediction;
}

Result<std::vector<Contribution>> Ensemble::explain(Side which,
                                                    const Inputs& night,
                                                    std::size_t row) const {
    CHECK(row < night.rows());
    const SideModel& model = side(which);
    const InputColumns columns = input_columns();
    const auto inputs = night.row(row);
    const Inputs one{.values = inputs, .columns = night.columns};
    std::vector<double> log_odds(night.columns, 0.0);
    for (std::size_t k = 0; k < model.win_learners.size(); ++k) {
        if (model.win_weights[k] == 0.0) {
            continue;
        }
        TRY_ASSIGN(const auto moves, model.win_learners[k]->contributions(one));
        for (std::size_t c = 0; c < night.columns; ++c) {
            log_odds[c] += model.win_weights[k] * moves[c];
        }
    }
    // Near the base rate, a step in log-odds moves the probability by p (1 - p) times as much.
    const double scale = model.win_slope * model.base_rate * (1.0 - model.base_rate);
    std::vector<Contribution> contributions;
    for (std::size_t c = 0; c < night.columns; ++c) {
        contributions.push_back({.feature = columns.features[c],
                                 .rank = static_cast<double>(inputs[c]),
                                 .probability = scale * log_odds[c]});
    }
    std::ranges::sort(contributions, [](const Contribution& a, const Contribution& b) {
        return std::abs(a.probability) > std::abs(b.probability);
    });
    return contributions;
}

}  // namespace turbomode::models
