// Promotion: all that a model has to pass to become champion, as train and models promote ask it.
#pragma once

#include <string>
#include <vector>

#include "turbomode/app/context.hpp"

namespace turbomode::app {

struct Verdict {
    std::vector<std::string> objections;  // Empty: it may become champion.
    // Beside the champion: null without another one, else {champion, compared, why_not, sides}.
    nlohmann::ordered_json comparison;
    std::string comparison_text;  // A line, or nothing.
};

// What is asked about. `leaks`: what the search for leaks objected to when it was trained.
struct Challenger {
    std::string id;
    const std::array<models::SideMetrics, 2>& metrics;
    const std::vector<std::string>& leaks;
};

// The gate of models/gate.hpp, leaks, and the champion on the nights that both predicted out of
// fold. A champion that this build cannot read, or that shares too few nights, stops nobody; the
// verdict says so.
base::Result<Verdict> judge_promotion(const models::Registry& registry,
                                      const models::ExitRule& rule,
                                      const Challenger& challenger);

}  // namespace turbomode::app
