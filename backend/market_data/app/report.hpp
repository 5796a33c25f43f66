// What update tells of the bars it wrote, whoever brought them.
#pragma once

#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "market_data/store/types.hpp"

namespace market_data::app {

nlohmann::ordered_json report_of(const store::PriceCounts& prices);

// Warns of `failures`, quarantined bars and revised closes: the first twenty, and how many more.
void tell(const std::vector<std::string>& failures, const store::PriceCounts& prices);

}  // namespace market_data::app
