// Notes: what is unlike anything the model learned from, in words.
#pragma once

#include <string>

#include "turbomode/models/familiarity.hpp"
#include "turbomode/nightly/scored.hpp"

namespace turbomode::nightly {

// What is strangest about a stock: "fell 90.0 % today".
std::string strangeness_of(const ScoredSession& scored, std::size_t row);

// What a night's message says beside its counts: up to three unfamiliar stocks, each with what is
// strangest about it, and what of the market's state no night before had. Begins with "; "; empty
// when all is familiar. REQUIRES: something was scored
std::string notes_of(const ScoredSession& scored, const models::Familiarity& familiarity);

}  // namespace turbomode::nightly
