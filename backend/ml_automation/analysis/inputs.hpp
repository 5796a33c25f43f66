// What the model gets to see of a stock on a session: what the analysers say, and shared features
// that are comparable across stocks and dates.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "features/build.hpp"
#include "ml_automation/analysis/analyser.hpp"

namespace ml_automation::analysis {

// In the order of input_names(); all finite.
using Inputs = std::vector<float>;

// "rsi.strength", "rsi.confidence", ..., then names of the shared schema.
std::span<const std::string> input_names();
// SHA-256 over the names and the shared schema's hash: a model is good for these inputs alone.
const std::string& inputs_hash();

// Nothing where an analyser or a feature has no value.
std::optional<Inputs> inputs_of(const features::Matrix& matrix,
                                std::size_t stock,
                                std::size_t session);

}  // namespace ml_automation::analysis
