#include "turbomode/models/catalogue.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "turbomode/models/artefact.hpp"

namespace turbomode::models {

using base::Error;
using base::ErrorCode;
using base::Result;

namespace {

CatalogueEntry entry_of(const Registry& registry, const ExitRule& rule, const std::string& id) {
    CatalogueEntry entry{.id = id, .manifest = nullptr, .as_of = {}, .fault = {}};
    auto manifest = read_manifest(registry.folder(), id);
    if (manifest.ok()) {
        entry.manifest = std::move(manifest).value();
        const auto as_of = base::TradingDate::parse(text_at(entry.manifest, "as_of"));
        entry.as_of = as_of.ok() ? std::optional{as_of.value()} : std::nullopt;
    }
    const auto looked = look_at(registry.folder(), id, rule);
    entry.fault = looked.ok() ? "" : looked.error().message;
    return entry;
}

}  // namespace

std::optional<base::TradingDate> CatalogueEntry::expires_on(int days_max) const {
    return as_of ? std::optional{models::expires_on(*as_of, days_max)} : std::nullopt;
}

std::string Catalogue::role_of(const std::string& id) const {
    return champion == id ? "champion" : challenger == id ? "challenger" : "";
}

Result<Catalogue> catalogue_of(const Registry& registry, const ExitRule& rule) {
    Catalogue catalogue;
    TRY_ASSIGN(catalogue.champion, registry.champion());
    std::vector<std::string> usable;
    for (const auto& id : registry.ids()) {
        catalogue.entries.push_back(entry_of(registry, rule, id));
        if (catalogue.entries.back().fault.empty()) {
            usable.push_back(id);
        }
    }
    catalogue.challenger = challenger_among(usable, catalogue.champion);
    return catalogue;
}

Result<CatalogueEntry> catalogue_entry(const Registry& registry,
                                       const ExitRule& rule,
                                       const std::string& id) {
    const auto ids = registry.ids();
    if (std::ranges::find(ids, id) == ids.end()) {
        return Error{ErrorCode::NotFound, fmt::format("{}: there is no such model", id)};
    }
    return entry_of(registry, rule, id);
}

}  // namespace turbomode::models
