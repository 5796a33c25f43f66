#include "turbomode/models/artefact.hpp"

#include <map>
#include <unistd.h>

#include <fmt/format.h>

#include "base/file.hpp"
#include "base/hash.hpp"
#include "features/schema.hpp"

namespace turbomode::models {

using base::Error;
using base::ErrorCode;
using base::Result;
using nlohmann::ordered_json;

namespace {

constexpr int kManifestVersion = 4;
constexpr const char* kFamiliarityFile = "familiarity.model";

std::string file_name(Side side, std::string_view objective, std::string_view learner) {
    return fmt::format("{}_{}_{}.model", side == Side::Buy ? "buy" : "sell", objective, learner);
}

std::string id_of(base::TradingDate as_of, const std::string& manifest) {
    return fmt::format("tm-{}-{}", as_of.text(), base::sha256_hex(manifest).substr(0, 8));
}

ordered_json to_json(const SideModel& model) {
    return {{"base_rate", model.level.base_rate},
            {"base_return", model.base_return},
            {"volatility_curve", model.level.curve.coefficients()},
            {"curve_usual", model.level.curve_usual},
            {"regime_share", model.level.regime_share},
            {"curve_slope", model.win_slopes.curve},
            {"win_slope", model.win_slopes.score},
            {"return_slope", model.return_slope},
            {"learners", learner_names()},
            {"is_stacked", model.is_stacked},
            {"win_weights", model.win_weights},
            {"return_weights", model.return_weights}};
}

ordered_json to_json(const SideNorms& norms) {
    return {{"spread_median", norms.spread_median},
            {"confidence_min", norms.confidence_min},
            {"confidence_max", norms.confidence_max}};
}

ordered_json to_json(const WinSlopes& slopes) {
    return {{"curve", slopes.curve}, {"score", slopes.score}};
}

ordered_json to_json(const SideRivals& rivals) {
    return {{"linear_slopes", to_json(rivals.linear)},
            {"equal_weights", rivals.equal_weights},
            {"equal_slopes", to_json(rivals.equal)}};
}

SideRivals rivals_in(const ordered_json& part) {
    const auto slopes = [](const ordered_json& row) {
        return WinSlopes{.curve = row.at("curve"), .score = row.at("score")};
    };
    return {.linear = slopes(part.at("linear_slopes")),
            .equal_weights = part.at("equal_weights"),
            .equal = slopes(part.at("equal_slopes"))};
}

Result<std::map<std::string, std::string>> files_of(const TrainedModel& trained) {
    std::map<std::string, std::string> files{{kFamiliarityFile, to_bytes(trained.familiarity)}};
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

ordered_json manifest_of(const TrainedModel& model,
                         const ExitRule& rule,
                         const ModelOrigin& origin,
                         const std::map<std::string, std::string>& files) {
    ordered_json hashes = ordered_json::object();
    for (const auto& [name, bytes] : files) {
        hashes[name] = base::sha256_hex(bytes);
    }
    ordered_json sides = ordered_json::object();
    for (const Side side : kSides) {
        const auto index = side == Side::Buy ? 0U : 1U;
        sides[std::string{name_of(side)}] = {{"model", to_json(model.ensemble.side(side))},
                                             {"metrics", to_json(model.metrics[index])},
                                             {"norms", to_json(model.norms[index])},
                                             {"rivals", to_json(model.rivals[index])}};
    }
    return {{"manifest_version", kManifestVersion},
            {"application", kApplication},
            {"as_of", model.as_of.text()},
            {"first_session", model.first_session.text()},
            {"samples", model.samples},
            {"schema_version", features::kSchemaVersion},
            {"schema_hash", features::schema_hash()},
            {"exit_rule_hash", exit_rule_hash(rule)},
            {"data_hash", origin.data_hash},
            {"data_source", origin.data_source},
            {"config_hash", origin.config_hash},
            {"build", origin.build},
            {"seed", origin.seed},
            {"sides", sides},
            {"files", hashes}};
}

// The text under `key`; empty when there is none: a stranger's manifest may hold anything there.
std::string text_at(const ordered_json& manifest, const char* key) {
    const auto found = manifest.find(key);
    return found != manifest.end() && found->is_string() ? found->get<std::string>()
                                                         : std::string{};
}

Error refused(const std::filesystem::path& path, std::string_view why) {
    return Error{ErrorCode::Refused, fmt::format("{}: refused: {}", path.string(), why)};
}

Result<void> check_manifest(const std::filesystem::path& path,
                            const ordered_json& manifest,
                            const ExitRule& rule) {
    const auto text = [&](const char* key) {
        return text_at(manifest, key);
    };
    if (text("application") != kApplication) {
        return refused(
            path, fmt::format("a model of '{}', not of '{}'", text("application"), kApplication));
    }
    if (manifest.value("manifest_version", 0) != kManifestVersion) {
        return refused(
            path,
            fmt::format("made by another version of the program (manifest {}, this build "
                        "has {}); train a new model",
                        manifest.value("manifest_version", 0),
                        kManifestVersion));
    }
    if (text("schema_hash") != features::schema_hash()) {
        return refused(path,
                       fmt::format("its features have schema {:.12}, this build has {:.12}; "
                                   "train a new model",
                                   text("schema_hash"),
                                   features::schema_hash()));
    }
    if (text("exit_rule_hash") != exit_rule_hash(rule)) {
        return refused(path,
                       "it was trained for another exit rule than the settings'; train a "
                       "new model or restore the settings");
    }
    return {};
}

Result<std::string> checked_file(const std::filesystem::path& path, const ordered_json& manifest) {
    const auto name = path.filename().string();
    if (!std::filesystem::exists(path)) {
        return refused(path, "this file of the model is missing");
    }
    TRY_ASSIGN(auto bytes, base::read_file(path));
    const auto expected = manifest.at("files").value(name, std::string{});
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

struct LoadedSide {
    SideModel model;
    SideNorms norms;
    SideRivals rivals;
};

Result<LoadedSide> load_side(const std::filesystem::path& folder,
                             const ordered_json& manifest,
                             Side side) {
    const auto& part = manifest.at("sides").at(std::string{name_of(side)});
    const auto& model = part.at("model");
    const auto& norms = part.at("norms");
    const VolatilityCurve::Coefficients curve = model.at("volatility_curve");
    LoadedSide loaded{
        .model = {.level = {.base_rate = model.at("base_rate"),
                            .curve = VolatilityCurve(curve),
                            .curve_usual = model.at("curve_usual"),
                            .regime_share = model.at("regime_share")},
                  .base_return = model.at("base_return"),
                  .win_slopes = {.curve = model.at("curve_slope"), .score = model.at("win_slope")},
                  .return_slope = model.at("return_slope"),
                  .win_weights = model.at("win_weights"),
                  .return_weights = model.at("return_weights"),
                  .is_stacked = model.at("is_stacked")},
        .norms = {.spread_median = norms.at("spread_median"),
                  .confidence_min = norms.at("confidence_min"),
                  .confidence_max = norms.at("confidence_max")},
        .rivals = rivals_in(part.at("rivals"))};
    TRY_ASSIGN(loaded.model.win_learners, load_learners(folder, manifest, side, "win"));
    TRY_ASSIGN(loaded.model.return_learners, load_learners(folder, manifest, side, "return"));
    const std::size_t learners = learner_names().size();
    if (loaded.model.win_weights.size() != learners ||
        loaded.model.return_weights.size() != learners) {
        return refused(folder / kManifestFile, "not one weight a learner");
    }
    return loaded;
}

}  // namespace

ordered_json to_json(const SideMetrics& metrics) {
    return {{"nights", metrics.nights},
            {"outcomes", metrics.outcomes},
            {"win_rate", metrics.win_rate},
            {"log_loss", metrics.log_loss},
            {"log_loss_base_rate", metrics.log_loss_base_rate},
            {"log_loss_linear", metrics.log_loss_linear},
            {"log_loss_equal", metrics.log_loss_equal},
            {"auc", metrics.auc},
            {"calibration_error", metrics.calibration_error},
            {"rank_ic", metrics.rank_ic},
            {"rank_ic_t", metrics.rank_ic_t}};
}

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
    for (const auto& [name, bytes] : files) {
        TRY(base::write_file_atomically(aside / name, bytes));
    }
    TRY(base::write_file_atomically(aside / kManifestFile, manifest));
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

Result<StoredModel> load(const std::filesystem::path& folder,
                         const std::string& id,
                         const ExitRule& rule) {
    TRY_ASSIGN(auto manifest, read_manifest(folder, id));
    TRY(check_manifest(folder / id / kManifestFile, manifest, rule));
    try {
        TRY_ASSIGN(auto buy, load_side(folder / id, manifest, Side::Buy));
        TRY_ASSIGN(auto sell, load_side(folder / id, manifest, Side::Sell));
        TRY_ASSIGN(const auto known, checked_file(folder / id / kFamiliarityFile, manifest));
        TRY_ASSIGN(auto familiarity, familiarity_of(known));
        const auto as_of = base::TradingDate::parse(std::string{manifest.at("as_of")});
        return StoredModel{.id = id,
                           .manifest = std::move(manifest),
                           .ensemble = Ensemble({std::move(buy.model), std::move(sell.model)}),
                           .familiarity = std::move(familiarity),
                           .norms = {buy.norms, sell.norms},
                           .rivals = {buy.rivals, sell.rivals},
                           .as_of = as_of.value()};
    } catch (const ordered_json::exception& exception) {
        return refused(folder / id / kManifestFile, exception.what());
    }
}

}  // namespace turbomode::models
