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

// `log_odds`: by column of `inputs`; columns of the same feature are one contribution.
Explanation explanation_of(std::span<const float> inputs,
                           std::span<const double> log_odds,
                           const SidePrediction& prediction) {
    const InputColumns columns = input_columns();
    Explanation explanation{
        .base_log_odds = logit(prediction.base_rate), .level = 0.0, .contributions = {}};
    // Near the base rate, a step in log-odds moves the probability by p (1 - p) times as much.
    const double scale = prediction.base_rate * (1.0 - prediction.base_rate);
    double sum = explanation.base_log_odds;
    for (std::size_t c = 0; c < inputs.size(); ++c) {
        const auto same = std::ranges::find(
            explanation.contributions, columns.features[c], &Contribution::feature);
        if (same == explanation.contributions.end()) {
            explanation.contributions.push_back({.feature = columns.features[c],
                                                 .rank = static_cast<double>(inputs[c]),
                                                 .log_odds = log_odds[c],
                                                 .probability = scale * log_odds[c]});
        } else {
            same->log_odds += log_odds[c];
            same->probability += scale * log_odds[c];
        }
        sum += log_odds[c];
    }
    explanation.level = logit(prediction.confidence) - sum;
    std::ranges::sort(explanation.contributions, std::ranges::greater{}, [](const auto& one) {
        return std::abs(one.log_odds);
    });
    return explanation;
}

}  // namespace

double confidence_of(double level, double curve, double score, const WinSlopes& slopes) {
    return sigmoid(level + slopes.curve * curve + slopes.score * score);
}

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
    CombinedScore combined{.score = std::vector<double>(night.rows(), 0.0), .learner_scores = {}};
    for (std::size_t k = 0; k < learners.size(); ++k) {
        TRY_ASSIGN(auto scores, learners[k]->score(night));
        scores = centered(std::move(scores));
        for (std::size_t i = 0; i < scores.size(); ++i) {
            combined.score[i] += weights[k] * scores[i];
        }
        combined.learner_scores.push_back(std::move(scores));
    }
    return combined;
}

Result<NightPrediction> Ensemble::predict(Side which, const Inputs& night) const {
    const SideModel& model = side(which);
    TRY_ASSIGN(auto win, combined_score(model.win_learners, model.win_weights, night));
    TRY_ASSIGN(const auto gain, combined_score(model.return_learners, model.return_weights, night));
    const NightLevel level = level_of(model.level, night);
    NightPrediction prediction{
        .stocks = {}, .learner_spreads = {}, .learner_scores = std::move(win.learner_scores)};
    for (const auto& scores : prediction.learner_scores) {
        prediction.learner_spreads.push_back(deviation(scores));
    }
    prediction.stocks.reserve(night.rows());
    for (std::size_t i = 0; i < night.rows(); ++i) {
        prediction.stocks.push_back(
            {.confidence =
                 confidence_of(level.log_odds, level.curve[i], win.score[i], model.win_slopes),
             .base_rate = model.level.base_rate,
             .expected_return = model.base_return + model.return_slope * gain.score[i]});
    }
    return prediction;
}

Result<std::vector<Explanation>> Ensemble::explain(Side which,
                                                   const Inputs& night,
                                                   std::span<const std::size_t> rows) const {
    const SideModel& model = side(which);
    std::vector<float> values;
    for (const auto row : rows) {
        CHECK(row < night.rows());
        const auto inputs = night.row(row);
        values.insert(values.end(), inputs.begin(), inputs.end());
    }
    const Inputs asked{.values = values, .columns = night.columns};
    std::vector<double> log_odds(values.size(), 0.0);
    for (std::size_t k = 0; k < model.win_learners.size() && !rows.empty(); ++k) {
        if (model.win_weights[k] == 0.0) {
            continue;
        }
        TRY_ASSIGN(const auto moves, model.win_learners[k]->contributions(asked));
        for (std::size_t i = 0; i < moves.size(); ++i) {
            log_odds[i] += model.win_slopes.score * model.win_weights[k] * moves[i];
        }
    }
    TRY_ASSIGN(const auto predicted, predict(which, night));
    const NightLevel level = level_of(model.level, night);
    std::vector<Explanation> explanations;
    for (std::size_t i = 0; i < rows.size(); ++i) {
        const auto moves = std::span(log_odds).subspan(i * night.columns, night.columns);
        moves.back() += model.win_slopes.curve * level.curve[rows[i]];
        explanations.push_back(explanation_of(asked.row(i), moves, predicted.stocks[rows[i]]));
    }
    return explanations;
}

}  // namespace turbomode::models
