// TreeModel: trees as XGBoost keeps them: grown through its C interface, or elsewhere and handed to
// it, saved in its form. Scored and explained by flat_trees.hpp and shapley.hpp. Learners of trees
// differ in how these are grown.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "turbomode/models/learners/flat_trees.hpp"
#include "turbomode/models/learners/learner.hpp"

namespace turbomode::models {

// One parameter of XGBoost's.
using Parameter = std::pair<std::string, std::string>;

struct Boosting {
    std::vector<Parameter> parameters;
    int rounds;  // So many times the trees of one round.
};

// Each is marked with the name of the learner whose it is.
class TreeModel {
public:
    // More rows are thinned out evenly to at most so many: time goes by rows, and what single trees
    // find does not get better with more of them.
    static constexpr std::size_t kRowsMax = 80'000;
    // Grows trees on targets beside their offsets (Win).
    static base::Result<TreeModel> boosted(std::string_view learner,
                                           const TrainingRows& rows,
                                           Objective objective,
                                           const Boosting& boosting);
    // Takes over trees grown elsewhere, in XGBoost's own JSON.
    static base::Result<TreeModel> from_json(std::string_view learner, const std::string& json);
    // Takes over what bytes() gave; another learner's are Corruption.
    static base::Result<TreeModel> from_bytes(std::string_view learner, std::string_view bytes);

    base::Result<std::vector<double>> score(const Inputs& inputs) const;
    base::Result<std::vector<double>> contributions(const Inputs& inputs) const;
    const std::string& bytes() const { return bytes_; }

private:
    class Booster;

    std::string bytes_;
    FlatTrees trees_;
};

}  // namespace turbomode::models
