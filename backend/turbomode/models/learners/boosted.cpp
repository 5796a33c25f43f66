#include "turbomode/models/learners/boosted.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace turbomode::models {

using base::Result;

namespace {

// One number for all, or the inputs would have to be sorted into bins for each (BinnedInputs).
constexpr const char* kBins = "64";

// Looked at out of sample on the years until 2012: depths of 2, 4 and 6, and 31 leaves, with leaves
// of a two-thousandth to a hundredth of the rows. Deep trees with small leaves say most beside the
// linear learner; depth 4 says as much as depth 6, depth 2 hardly anything. Rounds and rate were
// then changed for time (from 60 at 0.08), and the shallow trees to three levels under a heavier
// penalty, without measuring again.
struct Settings {
    std::string_view name;
    Boosting boosting;
    double leaf_row_share_min;  // A leaf holds at least this share of the rows,
};
constexpr double kLeafRowsMin = 80.0;   // and at least so many,
constexpr double kFewRowsShare = 0.02;  // but of few rows no more than this share.

const Settings& settings_of(Growth growth) {
    static const Settings kDepth{"boosted_depth",
                                 {.parameters = {{"tree_method", "hist"},
                                                 {"max_bin", kBins},
                                                 {"max_depth", "6"},
                                                 {"eta", "0.1"},
                                                 {"lambda", "20"},
                                                 {"subsample", "0.3"},
                                                 {"colsample_bytree", "0.3"}},
                                  .rounds = 50},
                                 0.001};
    static const Settings kLeaf{"boosted_leaf",
                                {.parameters = {{"tree_method", "hist"},
                                                {"max_bin", kBins},
                                                {"grow_policy", "lossguide"},
                                                {"max_depth", "0"},
                                                {"max_leaves", "31"},
                                                {"eta", "0.1"},
                                                {"lambda", "20"},
                                                {"subsample", "0.3"},
                                                {"colsample_bytree", "0.2"}},
                                 .rounds = 50},
                                0.0005};
    static const Settings kShallow{"boosted_shallow",
                                   {.parameters = {{"tree_method", "hist"},
                                                   {"max_bin", kBins},
                                                   {"max_depth", "3"},
                                                   {"eta", "0.1"},
                                                   {"lambda", "100"},
                                                   {"subsample", "0.25"},
                                                   {"colsample_bytree", "0.2"}},
                                    .rounds = 60},
                                   0.005};
    return growth == Growth::Depth ? kDepth : growth == Growth::Leaf ? kLeaf : kShallow;
}

}  // namespace

std::string_view Boosted::name() const {
    return settings_of(growth_).name;
}

Result<void> Boosted::fit(const TrainingRows& rows, const FitOptions& options) {
    CHECK(!rows.targets.empty());
    const auto& settings = settings_of(growth_);
    Boosting boosting = settings.boosting;
    // XGBoost counts a leaf's rows by their curvature: p (1 - p), about 1/4, for wins.
    const auto count = static_cast<double>(std::min(rows.targets.size(), TreeModel::kRowsMax));
    const double leaf_rows = std::max(std::min(kLeafRowsMin, kFewRowsShare * count),
                                      settings.leaf_row_share_min * count);
    const bool is_win = options.objective == Objective::Win;
    boosting.parameters.emplace_back("min_child_weight",
                                     fmt::format("{}", is_win ? leaf_rows / 4.0 : leaf_rows));
    boosting.parameters.emplace_back("seed", fmt::format("{}", options.seed));
    boosting.parameters.emplace_back("nthread", fmt::format("{}", options.threads));
    TRY_ASSIGN(trees_, TreeModel::boosted(name(), rows, options.objective, boosting));
    return {};
}

Result<void> Boosted::load(std::string_view bytes) {
    TRY_ASSIGN(trees_, TreeModel::from_bytes(name(), bytes));
    return {};
}

}  // namespace turbomode::models
