// NeuralNet: two hidden layers of rectified linear units on the ranks, trained by Adam, with Eigen:
// a net this small gains nothing from a framework a hundred times its size.
//
// Source: D. Kingma and J. Ba, Adam (2015), with decoupled weight decay (I. Loshchilov and
// F. Hutter, 2019). Contributions by the rescale rule of A. Shrikumar, P. Greenside and A. Kundaje,
// DeepLIFT (2017), against a stock in the middle of every ranking; they add up exactly.
#pragma once

#include <vector>

#include "turbomode/models/learners/learner.hpp"

namespace turbomode::models {

// Uses the rank columns only: the market's state tells nights apart, and so invites learning the
// nights by heart.
class NeuralNet final : public Learner {
public:
    std::string_view name() const override { return "neural_net"; }
    base::Result<void> fit(const TrainingRows& rows, const FitOptions& options) override;
    base::Result<std::vector<double>> score(const Inputs& inputs) const override;
    base::Result<std::vector<double>> contributions(const Inputs& inputs) const override;
    base::Result<std::string> bytes() const override;
    base::Result<void> load(std::string_view bytes) override;

private:
    std::vector<double> shape_;  // Columns, rank columns, scale of the output.
    // Of each layer, unit after unit: one weight an input, then the bias.
    std::vector<double> weights_1_, weights_2_, weights_3_;
};

}  // namespace turbomode::models
