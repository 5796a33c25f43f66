// GET /turbomode/models, /turbomode/models/{id}, /turbomode/trials: what can score, what else there
// is, and what was tried.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "base/result.hpp"
#include "turbomode/api/json.hpp"
#include "turbomode/models/registry.hpp"

namespace turbomode::api {

// Where the models are, and what they have to fit.
struct ModelShelf {
    models::Registry registry;
    models::ExitRule rule;
    int expired_after_days = 0;
    std::filesystem::path trials;  // The ledger of evaluations.
};

// `tonight`: the session that a model would score next. Errors: as models::catalogue_of().
base::Result<Json> models_json(const std::optional<base::TradingDate>& as_of,
                               const ModelShelf& shelf,
                               base::TradingDate tonight,
                               const Page& page);

// NotFound when there is no such model.
base::Result<Json> model_json(const std::optional<base::TradingDate>& as_of,
                              const ModelShelf& shelf,
                              base::TradingDate tonight,
                              const std::string& id);

// Failed when the ledger cannot be read.
base::Result<Json> trials_json(const std::optional<base::TradingDate>& as_of,
                               const ModelShelf& shelf,
                               const Page& page);

}  // namespace turbomode::api
