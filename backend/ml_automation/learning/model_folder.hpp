// Where models are kept: a folder each, with a manifest that says whose it is and what it is good
// for.
//
// Written aside and renamed, so that a folder is there whole or not at all. No time of day is in
// it: the same samples, settings and seed give the same bytes.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "ml_automation/learning/model.hpp"

namespace ml_automation::learning {

// What a model was made from, beside the samples themselves.
struct ModelOrigin {
    std::string data_hash;    // Of the samples.
    std::string data_source;  // "SIMULATED", or the files.
    std::string config_hash;
    std::string build;  // Program version.
    std::string label;  // What "won" means: the rule of the paper trades.
};

struct StoredModel {
    std::string id;
    std::string label;  // As in its origin.
    Model model;
};

// Writes `folder`/<id>/ and returns the id: "ml-<as_of>-<8 hex digits of the manifest's hash>". A
// model that is there already is left as it is.
base::Result<std::string> save(const std::filesystem::path& folder,
                               const Model& model,
                               const ModelOrigin& origin);

// Refused, saying which: another application, other inputs, a file whose bytes changed or that is
// not there, a name that is no model's.
base::Result<StoredModel> load(const std::filesystem::path& folder, const std::string& id);

// Of all models there, oldest first.
base::Result<std::vector<std::string>> list(const std::filesystem::path& folder);

// Which model scores; nothing before the first.
base::Result<std::optional<std::string>> current(const std::filesystem::path& folder);
base::Result<void> make_current(const std::filesystem::path& folder, const std::string& id);

// Removes all but the newest so many, and the current one. What was removed.
base::Result<std::vector<std::string>> prune(const std::filesystem::path& folder,
                                             std::size_t keep_newest);

// Refused, naming it, when the folder is TurboMode's, lies in it or holds it at any depth, is a
// link, or has a model of another application in it.
base::Result<void> refuse_foreign_folder(const std::filesystem::path& folder);

}  // namespace ml_automation::learning
