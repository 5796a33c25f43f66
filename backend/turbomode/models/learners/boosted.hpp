// Boosted: depth-wise gradient-boosted trees by XGBoost, through its C interface.
#pragma once

#include <memory>

#include "turbomode/models/learners/learner.hpp"

namespace turbomode::models {

class Boosted final : public Learner {
public:
    Boosted();
    ~Boosted() override;
    std::string_view name() const override { return "boosted"; }
    base::Result<void> fit(const TrainingRows& rows, const FitOptions& options) override;
    base::Result<std::vector<double>> score(const Inputs& inputs) const override;
    base::Result<std::vector<double>> contributions(const Inputs& inputs) const override;
    base::Result<std::string> bytes() const override;
    base::Result<void> load(std::string_view bytes) override;

private:
    struct Handle;
    std::unique_ptr<Handle> handle_;
};

}  // namespace turbomode::models
