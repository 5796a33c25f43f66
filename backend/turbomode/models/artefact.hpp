// Artefact: a trained model as a folder: a manifest, one file a learner, and what is familiar.
//
// Written aside and renamed, so that a folder is there whole or not at all. The manifest names
// every file with its SHA-256; what does not match is refused by name. It holds no time of day:
// the same data, settings and seed give the same bytes.
#pragma once

#include <filesystem>
#include <string>

#include <nlohmann/json.hpp>

#include "turbomode/models/training.hpp"

namespace turbomode::models {

inline constexpr const char* kApplication = "turbomode";
inline constexpr const char* kManifestFile = "manifest.json";

// What a model was made from, beside the training itself.
struct ModelOrigin {
    std::string data_hash;    // Of the bars, actions and membership it learned from.
    std::string data_source;  // "SIMULATED", or the files.
    std::string config_hash;
    std::string build;  // Program version.
    std::uint64_t seed;
};

struct StoredModel {
    std::string id;
    nlohmann::ordered_json manifest;
    Ensemble ensemble;
    Familiarity familiarity;
    std::array<SideNorms, 2> norms;
    std::array<SideRivals, 2> rivals;
    base::TradingDate as_of;
};

// Writes `folder`/<id>/ and returns the id: "tm-<as_of>-<8 hex digits of the manifest's hash>".
// A model that is there already is left as it is.
base::Result<std::string> save(const std::filesystem::path& folder,
                               const TrainedModel& model,
                               const ExitRule& rule,
                               const ModelOrigin& origin);

// Reads the manifest alone. Errors: NotFound; Refused when it is not the one that was written.
base::Result<nlohmann::ordered_json> read_manifest(const std::filesystem::path& folder,
                                                   const std::string& id);

// Loads a model. Refused, saying which: another application, another feature schema, another exit
// rule than `rule`, a file whose bytes changed, a missing file.
base::Result<StoredModel> load(const std::filesystem::path& folder,
                               const std::string& id,
                               const ExitRule& rule);

nlohmann::ordered_json to_json(const SideMetrics& metrics);

}  // namespace turbomode::models
