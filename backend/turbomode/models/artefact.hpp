// Artefact: a trained model as a folder: a manifest, one file a learner, and what is familiar.
//
// Written aside and renamed, so that a folder is there whole or not at all. The manifest names
// every file with its SHA-256; what does not match is refused by name. It holds no time of day:
// the same data, settings and seed give the same bytes.
#pragma once

#include <filesystem>
#include <string>

#include <nlohmann/json.hpp>

#include "turbomode/models/manifest.hpp"
#include "turbomode/models/training.hpp"

namespace turbomode::models {

inline constexpr const char* kManifestFile = "manifest.json";
inline constexpr const char* kNightLossesFile = "out_of_fold.csv";  // See night_losses.hpp.

struct StoredModel {
    std::string id;
    nlohmann::ordered_json manifest;
    Ensemble ensemble;
    Familiarity familiarity;
    std::array<SideMetrics, 2> metrics;  // BUY, SELL
    std::array<SideNorms, 2> norms;
    std::array<SideRivals, 2> rivals;
    std::array<std::vector<FeatureImportance>, 2> importance;
    std::vector<std::string> leaks;  // What the search for leaks objected to.
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

// As load(), but without opening the files: the manifest is one of this build and `rule`, and every
// file that it names is there. Quick, and blind to a file whose bytes changed.
base::Result<void> look_at(const std::filesystem::path& folder,
                           const std::string& id,
                           const ExitRule& rule);

// The model's nights out of fold alone. Errors: as load().
base::Result<NightLosses> read_night_losses_of(const std::filesystem::path& folder,
                                               const std::string& id,
                                               const ExitRule& rule);

// Loads a model. Refused, saying which: another application, another feature schema, another exit
// rule than `rule`, a file whose bytes changed, a missing file.
base::Result<StoredModel> load(const std::filesystem::path& folder,
                               const std::string& id,
                               const ExitRule& rule);

}  // namespace turbomode::models
