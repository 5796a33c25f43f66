// A small trained model, fitted at once on made-up rows of the real width.
#pragma once

#include <vector>

#include "turbomode/models/training.hpp"

namespace turbomode::models {

// Rows whose wins and returns follow the first input, with noise.
struct MadeRows {
    std::size_t columns;
    std::size_t rank_columns;
    std::vector<float> inputs;
    std::vector<float> wins;
    std::vector<float> returns;
    std::vector<float> weights;
    std::vector<float> offsets;

    // For Objective::Win or Return.
    TrainingRows training(Objective objective) const;
    Inputs all() const { return {.values = inputs, .columns = columns}; }
};

struct MadeRowsOptions {
    std::size_t rows = 2000;
    std::size_t columns = 6;
    std::size_t rank_columns = 4;
    std::size_t lively_columns = 100;  // The rest, but for the last one, stay 0.
    double win_slope = 2.0;            // Log-odds a unit of the first input.
    double return_slope = 0.1;         // Net return a unit of the first input.
    double level = 0.0;                // Log-odds of every row's offset.
    std::uint64_t seed = 1;
};
MadeRows made_rows(const MadeRowsOptions& options);

// Knows all that can be: no stock is a stranger to it.
Familiarity knows_all();

// Both sides, both objectives, with the columns of the real schema.
TrainedModel small_model(std::uint64_t seed = 1);
// One night's inputs for it.
std::vector<float> small_night(std::size_t stocks);

}  // namespace turbomode::models
