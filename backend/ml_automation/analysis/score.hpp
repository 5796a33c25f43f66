// What the analysers say together, and with the model.
#pragma once

#include <optional>

#include "ml_automation/analysis/analyser.hpp"

namespace ml_automation::analysis {

// A probability that a paper trade bought now wins, and the share of all that do.
struct Forecast {
    double probability;
    double base_rate;
};

// 0 to 1, 1/2 when nothing is said: half of 1 + the mean signed strength, weighted by confidence.
double rule_score(const Opinions& opinions);

// 0 to 1: of the confidence that takes a side, the part on the side that has more of it. It tells
// how far the analysers agree; it is no probability of anything. 0 when none takes a side.
double agreement(const Opinions& opinions);

// 0 to 1: the rule's score and the model's, mixed by the model's weight. The model's is the
// forecast's log-odds less those of the base rate, back on 0 to 1: 1/2 when it expects no more than
// usual. Without a forecast the rule's alone.
double combined_score(double rule_score,
                      const std::optional<Forecast>& forecast,
                      double model_weight);

inline constexpr double kBullishAbove = 0.55;
inline constexpr double kBearishBelow = 0.45;
Direction direction_of(double score);

}  // namespace ml_automation::analysis
