// Rows of a table of inputs with their outcomes, as the learners take them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <numeric>
#include <vector>

#include "ml_automation/analysis/inputs.hpp"

namespace ml_automation::learning {

// `inputs` and `won` are of one length, all rows of one width. The rows outlive it.
struct Rows {
    std::vector<const analysis::Inputs*> inputs;
    std::vector<std::uint8_t> won;

    std::size_t size() const { return won.size(); }
    std::size_t wins() const { return std::accumulate(won.begin(), won.end(), std::size_t{0}); }
    // REQUIRES: size() > 0
    double win_share() const { return static_cast<double>(wins()) / static_cast<double>(size()); }
};

}  // namespace ml_automation::learning
