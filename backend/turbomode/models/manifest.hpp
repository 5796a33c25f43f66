// Manifest: what is written about a model beside its files, to JSON and back.
#pragma once

#include <array>
#include <map>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "turbomode/models/training.hpp"

namespace turbomode::models {

inline constexpr const char* kApplication = "turbomode";
inline constexpr int kManifestVersion = 6;

// What a model was made from, beside the training itself.
struct ModelOrigin {
    std::string data_hash;    // Of the bars, actions and membership it learned from.
    std::string data_source;  // "SIMULATED", or the files.
    std::string config_hash;
    std::string build;  // Program version.
    std::uint64_t seed;
    std::vector<std::string> leaks = {};  // What the search for leaks objected to.
};

// `files`: names and bytes of all files of the model.
nlohmann::ordered_json manifest_of(const TrainedModel& model,
                                   const ExitRule& rule,
                                   const ModelOrigin& origin,
                                   const std::map<std::string, std::string>& files);

// What a manifest says of one side.
struct ManifestSide {
    SideModel model;      // Without its learners, which lie in files.
    SideMetrics metrics;  // Without the nights one by one, which lie in a file.
    SideNorms norms;
    SideRivals rivals;
    std::vector<FeatureImportance> importance;
};
struct ManifestBody {
    base::TradingDate as_of;
    std::array<ManifestSide, 2> sides;  // BUY, SELL
    std::vector<std::string> leaks;
};
// Errors: Refused, saying what is missing or of another kind.
base::Result<ManifestBody> read_body(const nlohmann::ordered_json& manifest);

// Why this build cannot use a model with such a manifest, which may be anybody's: another
// application, manifest version, feature schema or exit rule than `rule`.
base::Result<void> check_manifest(const nlohmann::ordered_json& manifest, const ExitRule& rule);

// The text under `key`; empty when there is none: a stranger's manifest may hold anything there.
std::string text_at(const nlohmann::ordered_json& manifest, const char* key);

// The measures in few words, without bins and nights.
nlohmann::ordered_json to_json(const SideMetrics& metrics);

}  // namespace turbomode::models
