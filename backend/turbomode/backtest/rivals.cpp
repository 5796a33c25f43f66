#include "turbomode/backtest/rivals.hpp"

#include <algorithm>

#include "base/check.hpp"
#include "features/schema.hpp"

namespace turbomode::backtest {

namespace {

Rival calibrated(std::string_view name,
                 const models::NightLevel& level,
                 const std::vector<double>& scores,
                 const models::WinSlopes& slopes) {
    std::vector<double> confidences;
    for (std::size_t i = 0; i < scores.size(); ++i) {
        confidences.push_back(
            models::confidence_of(level.log_odds, level.curve[i], scores[i], slopes));
    }
    return {.name = name, .scores = confidences, .confidences = std::move(confidences)};
}

// A column of the inputs times `sign`.
Rival by_feature(std::string_view name,
                 std::string_view feature,
                 double sign,
                 const models::Inputs& night) {
    const auto columns = models::input_columns();
    const auto index = features::index_of(feature);
    CHECK(index.has_value());
    const auto found = std::ranges::find(columns.features, *index);
    CHECK(found != columns.features.end());
    const auto column = static_cast<std::size_t>(found - columns.features.begin());
    Rival rival{.name = name, .scores = {}, .confidences = {}};
    for (std::size_t row = 0; row < night.rows(); ++row) {
        rival.scores.push_back(sign * static_cast<double>(night.row(row)[column]));
    }
    return rival;
}

}  // namespace

std::vector<Rival> rivals_of(const models::SideModel& model,
                             const models::SideRivals& rivals,
                             models::Side side,
                             const models::Inputs& night,
                             const models::NightPrediction& prediction) {
    const auto level = models::level_of(model.level, night);
    std::vector<double> equal(night.rows(), 0.0);
    for (std::size_t k = 0; k < rivals.equal_weights.size(); ++k) {
        for (std::size_t i = 0; i < equal.size(); ++i) {
            equal[i] += rivals.equal_weights[k] * prediction.learner_scores[k][i];
        }
    }
    const double sign = side == models::Side::Buy ? 1.0 : -1.0;
    std::vector<Rival> all;
    all.push_back(calibrated(
        "logistic", level, prediction.learner_scores[models::linear_position()], rivals.linear));
    all.push_back(calibrated("equal_weight", level, equal, rivals.equal));
    all.push_back(by_feature("momentum_12_1", "return_log_250_to_20", sign, night));
    all.push_back(by_feature("reversal_5", "return_log_5", -sign, night));
    return all;
}

}  // namespace turbomode::backtest
