// Catalogue: what can be said of the models in a registry without loading one.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "turbomode/models/manifest.hpp"
#include "turbomode/models/registry.hpp"

namespace turbomode::models {

struct CatalogueEntry {
    std::string id;
    // Null when it cannot be believed; anybody's when `fault` says so.
    nlohmann::ordered_json manifest;
    std::optional<base::TradingDate> as_of;  // Nothing when the manifest does not say.
    std::string fault;                       // Why this build cannot use it; empty: it can.

    // See models::expires_on(); nothing where it is not known.
    std::optional<base::TradingDate> expires_on(int days_max) const;
};

struct Catalogue {
    std::vector<CatalogueEntry> entries;  // As Registry::ids().
    std::optional<std::string> champion;
    std::optional<std::string> challenger;

    // "champion", "challenger", or nothing.
    std::string role_of(const std::string& id) const;
};

// Errors: as Registry::champion().
base::Result<Catalogue> catalogue_of(const Registry& registry, const ExitRule& rule);

// One of them. NotFound when there is no such model.
base::Result<CatalogueEntry> catalogue_entry(const Registry& registry,
                                             const ExitRule& rule,
                                             const std::string& id);

}  // namespace turbomode::models
