// Logistic: ridge logistic regression on standardised inputs.
#pragma once

#include <span>
#include <vector>

#include <nlohmann/json.hpp>

#include "base/result.hpp"
#include "ml_automation/learning/rows.hpp"

namespace ml_automation::learning {

class Logistic {
public:
    // Maximises the likelihood less ridge x (sum of squared weights) / 2, the intercept left out,
    // by Newton steps. Failed when they do not settle.
    //
    // Source: T. Hastie, R. Tibshirani, J. Friedman, The Elements of Statistical Learning (2009),
    //         4.4.1.
    // REQUIRES: rows with a win and a loss among them; ridge > 0
    static base::Result<Logistic> fit(const Rows& rows, double ridge);

    double probability(std::span<const float> inputs) const;

    std::size_t input_count() const { return weights_.size(); }
    std::span<const double> weights() const { return weights_; }  // Of the standardised inputs.
    nlohmann::ordered_json json() const;
    // Corruption for anything that json() did not write.
    static base::Result<Logistic> parse(const nlohmann::ordered_json& json);

private:
    double intercept_ = 0.0;
    std::vector<double> means_, scales_, weights_;
};

}  // namespace ml_automation::learning
