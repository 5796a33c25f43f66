// SupportVector: a support-vector machine with a radial kernel on the ranks, in the primal: random
// Fourier features stand for the kernel (libsvm took 190 s for a tenth of the rows:
// docs/adr/0012), and the squared hinge, or for returns the squared epsilon-insensitive loss, is
// minimised by Newton's method with Eigen.
//
// Sources: C. Cortes and V. Vapnik, Support-Vector Networks (1995); A. Rahimi and B. Recht, Random
// Features for Large-Scale Kernel Machines (2007); O. Chapelle, Training a Support Vector Machine
// in the Primal (2007). Contributions are integrated gradients (M. Sundararajan, A. Taly and Q.
// Yan, 2017) from a stock in the middle of every ranking, in closed form; they add up exactly.
#pragma once

#include <vector>

#include "turbomode/models/learners/learner.hpp"

namespace turbomode::models {

class SupportVector final : public Learner {
public:
    std::string_view name() const override { return "support_vector"; }
    base::Result<void> fit(const TrainingRows& rows, const FitOptions& options) override;
    base::Result<std::vector<double>> score(const Inputs& inputs) const override;
    base::Result<std::vector<double>> contributions(const Inputs& inputs) const override;
    base::Result<std::string> bytes() const override;
    base::Result<void> load(std::string_view bytes) override;

private:
    std::vector<double> shape_;        // Columns, rank columns.
    std::vector<double> frequencies_;  // One row a feature: rank columns.
    std::vector<double> phases_;       // One a feature.
    std::vector<double> weights_;      // One a feature.
};

}  // namespace turbomode::models
