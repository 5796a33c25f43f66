// A model in words, for people.
#pragma once

#include <string>

#include "turbomode/models/artefact.hpp"
#include "turbomode/models/gate.hpp"

namespace turbomode::app {

// What both sides earned together; one line.
std::string edge_text(const models::Edge& edge);
// What one side measured out of fold; one line.
std::string metrics_text(models::Side side, const models::SideMetrics& metrics);

// Where the model comes from, and a side: measures, learners, features, reliability. `standing`:
// its first line after the id, such as "champion".
std::string model_text(const models::StoredModel& model, const std::string& standing);

}  // namespace turbomode::app
