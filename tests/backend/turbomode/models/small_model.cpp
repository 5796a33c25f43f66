#include "backend/turbomode/models/small_model.hpp"

#include <cmath>

#include "backend/turbomode/models/small_history.hpp"
#include "turbomode/models/metrics.hpp"

namespace turbomode::models {

namespace {

std::vector<std::unique_ptr<Learner>> fitted(const MadeRows& rows, Objective objective) {
    std::vector<std::unique_ptr<Learner>> learners;
    for (const auto name : learner_names()) {
        learners.push_back(make_learner(name));
        const auto result = learners.back()->fit(rows.training(objective),
                                                 {.objective = objective, .seed = 1, .threads = 1});
        CHECK(result.ok());
    }
    return learners;
}

// A third, a fifth, ...: no short decimals either.
std::vector<double> uneven_weights() {
    std::vector<double> weights;
    for (std::size_t k = 0; k < learner_names().size(); ++k) {
        weights.push_back(1.0 / (3.0 + 2.0 * static_cast<double>(k)));
    }
    return weights;
}

SideModel side_of(const MadeRows& rows, double base_rate) {
    return {
        .level = {.base_rate = base_rate,
                  .curve = VolatilityCurve({0.1 / 3.0, -0.2, -0.1 / 7.0, 0.0, -0.1, 0.0, 0.2, 0.0}),
                  .curve_usual = -0.1 / 3.0,
                  .regime_share = 0.1 / 3.0},
        .base_return = 0.1 / 3.0,  // No short decimal: written and read back bit by bit.
        .win_slopes = {.curve = 0.9, .score = 0.7},
        .return_slope = 0.4,
        .win_weights = uneven_weights(),
        .return_weights = uneven_weights(),
        .is_stacked = true,
        .win_learners = fitted(rows, Objective::Win),
        .return_learners = fitted(rows, Objective::Return)};
}

MadeRowsOptions real_width(std::size_t rows, std::uint64_t seed) {
    const auto columns = input_columns();
    return {.rows = rows,
            .columns = columns.features.size(),
            .rank_columns = columns.stock_columns,
            .lively_columns = 12,
            .seed = seed};
}

}  // namespace

TrainingRows MadeRows::training(Objective objective) const {
    const bool is_win = objective == Objective::Win;
    return {.inputs = all(),
            .rank_columns = rank_columns,
            .targets = is_win ? wins : returns,
            .offsets = is_win ? std::span<const float>{offsets} : std::span<const float>{},
            .weights = weights};
}

MadeRows made_rows(const MadeRowsOptions& options) {
    MadeRows rows{.columns = options.columns, .rank_columns = options.rank_columns};
    Draws draws(options.seed);
    for (std::size_t row = 0; row < options.rows; ++row) {
        for (std::size_t c = 0; c < options.columns; ++c) {
            const bool is_lively = c < options.lively_columns || c + 1 == options.columns;
            rows.inputs.push_back(is_lively ? static_cast<float>(draws.uniform() - 0.5) : 0.0F);
        }
        const auto first = static_cast<double>(rows.inputs[row * options.columns]);
        const double chance = sigmoid(options.level + options.win_slope * first);
        rows.wins.push_back(draws.uniform() < chance ? 1.0F : 0.0F);
        rows.returns.push_back(
            static_cast<float>(options.return_slope * first + 0.05 * draws.normal()));
        rows.offsets.push_back(static_cast<float>(options.level));
        rows.weights.push_back(1.0F);
    }
    return rows;
}

Familiarity knows_all() {
    const auto columns = input_columns();
    const std::vector<double> least(columns.features.size(), -1e9);
    const std::vector<double> most(columns.features.size(), 1e9);
    Familiarity familiarity{
        .means = std::vector<double>(columns.stock_columns, 0.1 / 3.0),
        .components = std::vector<double>(columns.stock_columns, 0.1 / 7.0),
        .variances = {0.1 / 3.0},
        .residual_variance = 1.0 / 12.0,
        .distance_max = 1e6,
        .lows = least,
        .highs = most,
        .distance_lows = least,
        .distance_highs = most,
        .drift = {.lows = least, .highs = most, .threshold = kDriftMin},
    };
    familiarity.lows.back() = 1e-9;  // Of the movement, which is above 0.
    return familiarity;
}

TrainedModel small_model(std::uint64_t seed) {
    const auto rows = made_rows(real_width(300, seed));
    const SideMetrics metrics{.nights = 5, .outcomes = 300, .win_rate = 0.5};
    const SideNorms norms{.spread_median = 0.02, .confidence_min = 0.3, .confidence_max = 0.7};
    return {.ensemble = Ensemble({side_of(rows, 0.46), side_of(rows, 0.39)}),
            .familiarity = knows_all(),
            .metrics = {metrics, metrics},
            .norms = {norms, norms},
            .first_session = base::TradingDate{2020, 1, 2},
            .as_of = base::TradingDate{2021, 3, 5},
            .samples = rows.wins.size()};
}

std::vector<float> small_night(std::size_t stocks) {
    auto rows = made_rows(real_width(stocks, 99));
    for (std::size_t row = 0; row < stocks; ++row) {
        float& movement = rows.inputs[(row + 1) * rows.columns - 1];
        movement = 0.02F * std::exp(movement);
    }
    return rows.inputs;
}

}  // namespace turbomode::models
