// Importance: which features move a model's confidences, and how far.
#pragma once

#include <string>
#include <vector>

#include "turbomode/models/ensemble.hpp"

namespace turbomode::models {

struct FeatureImportance {
    std::string feature;
    double
        log_odds;  // Mean over stocks of how far it set a confidence apart from its night's mean.
};

// The strongest first, at most kImportanceFeatures, of one side: mean absolute contributions (see
// Ensemble::explain) less their mean over the night, which moves no confidence because scores are
// centred. Over fifty stocks each of ten nights: the last of `nights` and the 25th, 50th, ...
// before it; a year, so that no single market decides.
// REQUIRES: at least one night, each of the inputs' columns.
// Errors: Failed, with a library's own words.
inline constexpr std::size_t kImportanceFeatures = 20;
base::Result<std::vector<FeatureImportance>> importance_of(const Ensemble& ensemble,
                                                           Side side,
                                                           const Nights& nights);

}  // namespace turbomode::models
