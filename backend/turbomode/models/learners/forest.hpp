// Forest: random forest and extremely randomised trees, grown here on one binned matrix (XGBoost's
// own forest mode takes four times as long and knows no random thresholds; docs/adr/0012) and kept
// as XGBoost keeps its trees.
//
// Sources: L. Breiman, Random Forests, Machine Learning 45 (2001); P. Geurts, D. Ernst and
// L. Wehenkel, Extremely Randomized Trees, Machine Learning 63 (2006). Gain and leaf values as in
// T. Chen and C. Guestrin, XGBoost (2016): a Newton step from the night's level.
#pragma once

#include "turbomode/models/learners/tree_model.hpp"

namespace turbomode::models {

enum class Thresholds { Best, Random };

class Forest final : public Learner {
public:
    explicit Forest(Thresholds thresholds) : thresholds_(thresholds) {}
    std::string_view name() const override {
        return thresholds_ == Thresholds::Best ? "random_forest" : "extra_trees";
    }
    base::Result<void> fit(const TrainingRows& rows, const FitOptions& options) override;
    base::Result<std::vector<double>> score(const Inputs& inputs) const override {
        return trees_.score(inputs);
    }
    base::Result<std::vector<double>> contributions(const Inputs& inputs) const override {
        return trees_.contributions(inputs);
    }
    base::Result<std::string> bytes() const override { return trees_.bytes(); }
    base::Result<void> load(std::string_view bytes) override;

private:
    static std::shared_ptr<const BinnedInputs::Bins> bins_of(const TrainingRows& rows,
                                                             unsigned threads);

    Thresholds thresholds_;
    TreeModel trees_;
};

}  // namespace turbomode::models
