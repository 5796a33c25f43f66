// Boosted: gradient-boosted trees by XGBoost, grown in one of three ways.
#pragma once

#include "turbomode/models/learners/tree_model.hpp"

namespace turbomode::models {

enum class Growth {
    Depth,    // Level by level, small trees.
    Leaf,     // The best leaf first, whatever its depth.
    Shallow,  // Stumps of two levels, hardly believed each.
};

class Boosted final : public Learner {
public:
    explicit Boosted(Growth growth) : growth_(growth) {}
    std::string_view name() const override;
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
    Growth growth_;
    TreeModel trees_;
};

}  // namespace turbomode::models
