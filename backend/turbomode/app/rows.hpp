// Stored rows as JSON for the command line.
#pragma once

#include <nlohmann/json.hpp>

#include "turbomode/store/types.hpp"

namespace turbomode::app {

nlohmann::ordered_json to_json(const store::ActiveRow& row);
nlohmann::ordered_json to_json(const store::ClosedRow& row);
nlohmann::ordered_json to_json(const store::Run& run);

}  // namespace turbomode::app
