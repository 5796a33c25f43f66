// Linear: logistic regression for wins, least squares for returns, both as an elastic net, by
// Newton's method with Eigen.
#pragma once

#include <vector>

#include "turbomode/models/learners/learner.hpp"

namespace turbomode::models {

// Uses the rank columns only: the market's state is the same for all stocks of a night, so a
// linear model cannot tell them apart by it. No intercept: ranks have mean 0 and the offset
// carries the level.
class Linear final : public Learner {
public:
    std::string_view name() const override { return "linear"; }
    base::Result<void> fit(const TrainingRows& rows, const FitOptions& options) override;
    base::Result<std::vector<double>> score(const Inputs& inputs) const override;
    base::Result<std::vector<double>> contributions(const Inputs& inputs) const override;
    base::Result<std::string> bytes() const override;
    base::Result<void> load(std::string_view bytes) override;

private:
    std::vector<double> weights_;  // One a column; 0 beyond the rank columns.
};

}  // namespace turbomode::models
