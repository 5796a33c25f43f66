#include "turbomode/models/artefact.hpp"

#include <map>
#include <unistd.h>

#include <fmt/format.h>

#include "base/file.hpp"
#include "base/hash.hpp"

namespace turbomode::models {

using base::Error;
using base::ErrorCode;
using base::Result;
using nlohmann::ordered_json;

namespace {

constexpr const char* kFamiliarityFile = "familiarity.model";

std::string file_name(Side side, std::string_view objective, std::string_view learner) {
    return fmt::format("{}_{}_{}.model", side == Side::Buy ? "buy" : "sell", objective, learner);
}

std::string id_of(base::TradingDate as_of, const std::string& manifest) {
    return fmt::format("tm-{}-{}", as_of.text(), base::sha256_hex(manifest).substr(0, 8));
}

Result<std::map<std::string, std::string>> files_of(const TrainedModel& trained) {
    std::map<std::string, std::string> files{
        {kFamiliarityFile, to_bytes(trained.familiarity)},
        {kNightLossesFile, csv_of({trained.metrics[0].losses, trained.metrics[1].losses})}};
    for (const Side side : kSides) {
        const SideModel& model = trained.ensemble.side(side);
        for (const auto& learner : model.win_learners) {
            TRY_ASSIGN(files[file_name(side, "win", learner->name())], learner->bytes());
        }
        for (const auto& learner : model.return_learners) {
            TRY_ASSIGN(files[file_name(side, "return", learner->name())], learner->bytes());
        }
    }
    return files;
}

Error refused(const std::filesystem::path& path, std::string_view why) {
    return Error{ErrorCode::Refused, fmt::format("{}: refused: {}", path.string(), why)};
}

Result<std::string> checked_file(const std::filesystem::path& path, const ordered_json& manifest) {
    const auto name = path.filename().string();
    if (!std::filesystem::exists(path)) {
        return refused(path, "this file of the model is missing");
    }
    TRY_ASSIGN(auto bytes, base::read_file(path));
    const auto expected = text_at(manifest.at("files"), name.c_str());
    const auto actual = base::sha256_hex(bytes);
    if (actual != expected) {
        return refused(
            path,
            fmt::format("its bytes changed: SHA-256 {:.12} instead of {:.12}", actual, expected));
    }
    return bytes;
}

Result<std::vector<std::unique_ptr<Learner>>> load_learners(const std::filesystem::path& folder,
                                                            const ordered_json& manifest,
                                                            Side side,
                                                            std::string_view objective) {
    std::vector<std::unique_ptr<Learner>> learners;
    for (const auto name : learner_names()) {
        TRY_ASSIGN(const auto bytes,
                   checked_file(folder / file_name(side, objective, name), manifest));
        learners.push_back(make_learner(name));
        TRY(learners.back()->load(bytes));
    }
    return learners;
}

Result<void> load_learners(const std::filesystem::path& folder,
                           const ordered_json& manifest,
                           Side side,
                           SideModel& model) {
    TRY_ASSIGN(model.win_learners, load_learners(folder, manifest, side, "win"));
    TRY_ASSIGN(model.return_learners, load_learners(folder, manifest, side, "return"));
    const std::size_t learners = learner_names().size();
    if (model.win_weights.size() != learners || model.return_weights.size() != learners) {
        return refused(folder / kManifestFile, "not one weight a learner");
    }
    return {};
}

Result<NightLosses> load_night_losses(const std::filesystem::path& folder,
                                      const ordered_json& manifest) {
    const auto path = folder / kNightLossesFile;
    TRY_ASSIGN(const auto bytes, checked_file(path, manifest));
    return read_night_losses(bytes, path.string());
}

// The manifest of a model that this build can use.
Result<ordered_json> usable_manifest(const std::filesystem::path& folder,
                                     const std::string& id,
                                     const ExitRule& rule) {
    TRY_ASSIGN(auto manifest, read_manifest(folder, id));
    const auto checked = check_manifest(manifest, rule);
    if (!checked.ok()) {
        return refused(folder / id / kManifestFile, checked.error().message);
    }
    const auto files = manifest.find("files");
    if (files == manifest.end() || !files->is_object()) {
        return refused(folder / id / kManifestFile, "it names no files");
    }
    return manifest;
}

Result<void> write_into(const std::filesystem::path& folder,
                        const std::map<std::string, std::string>& files,
                        const std::string& manifest) {
    for (const auto& [name, bytes] : files) {
        TRY(base::write_file_atomically(folder / name, bytes));
    }
    return base::write_file_atomically(folder / kManifestFile, manifest);
}

}  // namespace

Result<std::string> save(const std::filesystem::path& folder,
                         const TrainedModel& model,
                         const ExitRule& rule,
                         const ModelOrigin& origin) {
    TRY_ASSIGN(const auto files, files_of(model));
    const std::string manifest = manifest_of(model, rule, origin, files).dump(2) + "\n";
    const std::string id = id_of(model.as_of, manifest);
    const auto final_path = folder / id;
    if (std::filesystem::exists(final_path)) {
        return id;
    }
    const auto aside = folder / fmt::format(".{}.{}.tmp", id, ::getpid());
    std::error_code error;
    std::filesystem::create_directories(aside, error);
    if (error) {
        return Error{ErrorCode::Failed,
                     fmt::format("{}: cannot be made: {}", aside.string(), error.message())};
    }
    const auto written = write_into(aside, files, manifest);
    if (!written.ok()) {
        std::filesystem::remove_all(aside, error);  // A full disk needs the room.
        return written.error();
    }
    std::filesystem::rename(aside, final_path, error);
    if (error) {
        return Error{ErrorCode::Failed,
                     fmt::format("{}: cannot be renamed: {}", aside.string(), error.message())};
    }
    TRY(base::sync_folder(folder));
    return id;
}

Result<ordered_json> read_manifest(const std::filesystem::path& folder, const std::string& id) {
    const auto path = folder / id / kManifestFile;
    if (id.find('/') != std::string::npos || !std::filesystem::exists(path)) {
        return Error{ErrorCode::NotFound,
                     fmt::format("{}: there is no model '{}'", folder.string(), id)};
    }
    TRY_ASSIGN(const auto bytes, base::read_file(path));
    auto manifest = ordered_json::parse(bytes, nullptr, false);
    if (!manifest.is_object()) {
        return refused(path, "it is no JSON object");
    }
    const auto date = base::TradingDate::parse(text_at(manifest, "as_of"));
    if (!date.ok() || id_of(date.value(), bytes) != id) {
        return refused(path, "its bytes changed: it is not the manifest its folder is named after");
    }
    return manifest;
}

Result<void> look_at(const std::filesystem::path& folder,
                     const std::string& id,
                     const ExitRule& rule) {
    TRY_ASSIGN(const auto manifest, usable_manifest(folder, id, rule));
    for (const auto& [name, hash] : manifest.at("files").items()) {
        if (!std::filesystem::exists(folder / id / name)) {
            return refused(folder / id / name, "this file of the model is missing");
        }
    }
    return {};
}

Result<NightLosses> read_night_losses_of(const std::filesystem::path& folder,
                                         const std::string& id,
                                         const ExitRule& rule) {
    TRY_ASSIGN(const auto manifest, usable_manifest(folder, id, rule));
    return load_night_losses(folder / id, manifest);
}

Result<StoredModel> load(const std::filesystem::path& folder,
                         const std::string& id,
                         const ExitRule& rule) {
    TRY_ASSIGN(auto manifest, usable_manifest(folder, id, rule));
    auto read = read_body(manifest);
    if (!read.ok()) {
        return refused(folder / id / kManifestFile, read.error().message);
    }
    auto& [as_of, sides, leaks] = read.value();
    TRY_ASSIGN(auto losses, load_night_losses(folder / id, manifest));
    for (std::size_t side = 0; side < kSides.size(); ++side) {
        TRY(load_learners(folder / id, manifest, kSides[side], sides[side].model));
        sides[side].metrics.losses = std::move(losses[side]);
    }
    TRY_ASSIGN(const auto known, checked_file(folder / id / kFamiliarityFile, manifest));
    TRY_ASSIGN(auto familiarity, familiarity_of(known));
    auto& [buy, sell] = sides;
    return StoredModel{.id = id,
                       .manifest = std::move(manifest),
                       .ensemble = Ensemble({std::move(buy.model), std::move(sell.model)}),
                       .familiarity = std::move(familiarity),
                       .metrics = {std::move(buy.metrics), std::move(sell.metrics)},
                       .norms = {buy.norms, sell.norms},
                       .rivals = {std::move(buy.rivals), std::move(sell.rivals)},
                       .importance = {std::move(buy.importance), std::move(sell.importance)},
                       .leaks = std::move(leaks),
                       .as_of = as_of};
}

}  // namespace turbomode::models
