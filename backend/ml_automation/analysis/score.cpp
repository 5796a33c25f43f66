#include "ml_automation/analysis/score.hpp"

#include <algorithm>
#include <cmath>

namespace ml_automation::analysis {

namespace {

double log_odds(double probability) {
    constexpr double kEdge = 1e-6;
    const double kept = std::clamp(probability, kEdge, 1.0 - kEdge);
    return std::log(kept / (1.0 - kept));
}

}  // namespace

double rule_score(const Opinions& opinions) {
    double weight = 0.0;
    double sum = 0.0;
    for (const auto& opinion : opinions) {
        weight += opinion.confidence;
        sum += opinion.confidence * opinion.signed_strength();
    }
    return weight > 0.0 ? 0.5 * (1.0 + sum / weight) : 0.5;
}

double agreement(const Opinions& opinions) {
    double bullish = 0.0;
    double bearish = 0.0;
    for (const auto& opinion : opinions) {
        bullish += opinion.direction == Direction::Bullish ? opinion.confidence : 0.0;
        bearish += opinion.direction == Direction::Bearish ? opinion.confidence : 0.0;
    }
    const double both = bullish + bearish;
    return both > 0.0 ? std::max(bullish, bearish) / both : 0.0;
}

double combined_score(double rule_score,
                      const std::optional<Forecast>& forecast,
                      double model_weight) {
    if (!forecast) {
        return rule_score;
    }
    const double lift = log_odds(forecast->probability) - log_odds(forecast->base_rate);
    const double model_score = 1.0 / (1.0 + std::exp(-lift));
    return model_weight * model_score + (1.0 - model_weight) * rule_score;
}

Direction direction_of(double score) {
    if (score > kBullishAbove) {
        return Direction::Bullish;
    }
    return score < kBearishBelow ? Direction::Bearish : Direction::Neutral;
}

}  // namespace ml_automation::analysis
