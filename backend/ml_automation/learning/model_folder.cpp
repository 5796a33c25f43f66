#include "ml_automation/learning/model_folder.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "base/file.hpp"
#include "base/hash.hpp"
#include "features/schema.hpp"
#include "ml_automation/analysis/inputs.hpp"

namespace ml_automation::learning {

using base::Error;
using base::ErrorCode;
using base::Result;
using base::TradingDate;
using nlohmann::ordered_json;

namespace fs = std::filesystem;

namespace {

constexpr const char* kApplication = "ml_automation";
constexpr int kManifestVersion = 1;
constexpr const char* kManifestFile = "manifest.json";
constexpr const char* kForestFile = "forest.txt";
constexpr const char* kLogisticFile = "logistic.json";
constexpr const char* kCurrentFile = "current.json";
// The sibling's folder of models, which this program never touches.
constexpr std::string_view kForeignFolder = "turbomode_models";

Error refused(const fs::path& path, std::string_view why) {
    return Error{ErrorCode::Refused, fmt::format("{}: {}", path.string(), why)};
}

// The text at `key`; empty when there is none: a stranger's file may hold anything.
std::string text_at(const ordered_json& json, const char* key) {
    if (!json.is_object()) {
        return "";
    }
    const auto found = json.find(key);
    return found != json.end() && found->is_string() ? found->get<std::string>() : "";
}

// Whether something of that name is there; a link to nothing, or to itself, is.
bool is_there(const fs::path& path) {
    std::error_code error;
    return fs::symlink_status(path, error).type() != fs::file_type::not_found;
}

ordered_json to_json(const Figures& figures) {
    return {{"fit_count", figures.fit_count},
            {"purged_count", figures.purged_count},
            {"test_count", figures.test_count},
            {"fit_first", figures.fit_first.text()},
            {"test_first", figures.test_first.text()},
            {"test_last", figures.test_last.text()},
            {"base_rate", figures.base_rate},
            {"test_win_share", figures.test_win_share},
            {"log_loss", figures.log_loss},
            {"log_loss_base", figures.log_loss_base},
            {"brier", figures.brier},
            {"brier_base", figures.brier_base},
            {"auc", figures.auc},
            {"accuracy", figures.accuracy},
            {"accuracy_base", figures.accuracy_base},
            {"gain", figures.gain},
            // JSON has no infinity, which stands for too few blocks to tell.
            {"gain_error",
             std::isfinite(figures.gain_error) ? ordered_json(figures.gain_error)
                                               : ordered_json(nullptr)},
            {"has_edge", figures.has_edge}};
}

// Throws what a JSON library throws.
Result<Figures> figures_of(const ordered_json& json) {
    Figures figures;
    const auto read = [&](const char* key, auto& value) {
        json.at(key).get_to(value);
    };
    read("fit_count", figures.fit_count);
    read("purged_count", figures.purged_count);
    read("test_count", figures.test_count);
    TRY_ASSIGN(figures.fit_first, TradingDate::parse(json.at("fit_first").get<std::string>()));
    TRY_ASSIGN(figures.test_first, TradingDate::parse(json.at("test_first").get<std::string>()));
    TRY_ASSIGN(figures.test_last, TradingDate::parse(json.at("test_last").get<std::string>()));
    read("base_rate", figures.base_rate);
    read("test_win_share", figures.test_win_share);
    read("log_loss", figures.log_loss);
    read("log_loss_base", figures.log_loss_base);
    read("brier", figures.brier);
    read("brier_base", figures.brier_base);
    read("auc", figures.auc);
    read("accuracy", figures.accuracy);
    read("accuracy_base", figures.accuracy_base);
    read("gain", figures.gain);
    const auto& error = json.at("gain_error");
    figures.gain_error =
        error.is_null() ? std::numeric_limits<double>::infinity() : error.get<double>();
    read("has_edge", figures.has_edge);
    return figures;
}

ordered_json manifest_of(const Model& model,
                         const ModelOrigin& origin,
                         const std::map<std::string, std::string>& files) {
    ordered_json hashes;
    for (const auto& [name, bytes] : files) {
        hashes[name] = base::sha256_hex(bytes);
    }
    const auto names = analysis::input_names();
    return {{"application", kApplication},
            {"manifest_version", kManifestVersion},
            {"as_of", model.as_of().text()},
            {"label", origin.label},
            {"inputs_hash", analysis::inputs_hash()},
            {"schema_hash", features::schema_hash()},
            {"inputs", std::vector<std::string>(names.begin(), names.end())},
            {"mixture",
             {{"forest_weight", model.mixture().forest_weight},
              {"shrinkage", model.mixture().shrinkage}}},
            {"figures", to_json(model.figures())},
            {"data_hash", origin.data_hash},
            {"data_source", origin.data_source},
            {"config_hash", origin.config_hash},
            {"build", origin.build},
            {"files", std::move(hashes)}};
}

Result<std::string> read_text(const fs::path& path) {
    auto text = base::read_file(path);
    return text.ok() ? std::move(text) : Result<std::string>{refused(path, "cannot be read")};
}

std::string id_of(std::string_view as_of, std::string_view manifest) {
    return fmt::format("ml-{}-{}", as_of, base::sha256_hex(manifest).substr(0, 8));
}

bool is_id(std::string_view text) {
    return text.starts_with("ml-") && text.size() == 22 &&
           text.find_first_not_of("-0123456789abcdefml") == std::string_view::npos;
}

// The manifest of a model of this build, whatever its files.
Result<ordered_json> read_manifest(const fs::path& folder, const std::string& id) {
    const auto path = folder / id / kManifestFile;
    if (!is_id(id)) {
        return refused(folder, fmt::format("'{}' is no model of ML Automation", id));
    }
    TRY_ASSIGN(const auto text, read_text(path));
    auto manifest = ordered_json::parse(text, nullptr, false);
    const auto application = text_at(manifest, "application");
    if (manifest.is_object() && application != kApplication) {
        return refused(path, fmt::format("is of '{}', not of ML Automation", application));
    }
    if (!manifest.is_object() || id_of(text_at(manifest, "as_of"), text) != id) {
        return refused(path, "is not the manifest that was written");
    }
    const auto version = manifest.find("manifest_version");
    if (version == manifest.end() || *version != kManifestVersion ||
        text_at(manifest, "inputs_hash") != analysis::inputs_hash()) {
        return refused(path, "is of another build, with other inputs; run ml_automation train");
    }
    return manifest;
}

Result<std::string> read_file_of(const fs::path& folder,
                                 const ordered_json& manifest,
                                 const char* name) {
    TRY_ASSIGN(auto text, read_text(folder / name));
    const auto files = manifest.find("files");
    if (files == manifest.end() || text_at(*files, name) != base::sha256_hex(text)) {
        return refused(folder / name, "its bytes are not those of the manifest");
    }
    return text;
}

Result<StoredModel> assemble(const std::string& id,
                             const ordered_json& manifest,
                             std::string_view forest_text,
                             std::string_view logistic_text) {
    TRY_ASSIGN(auto forest, Forest::parse(forest_text));
    TRY_ASSIGN(auto logistic, Logistic::parse(ordered_json::parse(logistic_text, nullptr, false)));
    TRY_ASSIGN(const auto as_of, TradingDate::parse(text_at(manifest, "as_of")));
    const std::size_t width = analysis::input_names().size();
    if (forest.input_count() != width || logistic.input_count() != width) {
        return Error{ErrorCode::Refused, fmt::format("{}: its learners have other inputs", id)};
    }
    try {
        const auto& mixture = manifest.at("mixture");
        const Mixture read{.forest_weight = mixture.at("forest_weight"),
                           .shrinkage = mixture.at("shrinkage")};
        TRY_ASSIGN(const auto figures, figures_of(manifest.at("figures")));
        const auto is_share = [](double value) {
            return value >= 0.0 && value <= 1.0;
        };
        if (!is_share(read.forest_weight) || !is_share(read.shrinkage) ||
            !is_share(figures.base_rate)) {
            return Error{ErrorCode::Refused, fmt::format("{}: its shares are not 0 to 1", id)};
        }
        return StoredModel{
            .id = id,
            .label = manifest.value("label", ""),
            .model = Model(as_of, std::move(forest), std::move(logistic), read, figures)};
    } catch (const nlohmann::json::exception& exception) {
        return Error{ErrorCode::Refused, fmt::format("{}: manifest: {}", id, exception.what())};
    }
}

// Refused when `folder` has a manifest that is not of this application.
Result<void> refuse_foreign_model(const fs::path& folder) {
    if (!is_there(folder / kManifestFile)) {
        return {};
    }
    TRY_ASSIGN(const auto text, read_text(folder / kManifestFile));
    const auto application = text_at(ordered_json::parse(text, nullptr, false), "application");
    if (application != kApplication) {
        return refused(folder,
                       fmt::format("is a model of '{}', not of ML Automation", application));
    }
    return {};
}

Result<void> write_into(const fs::path& folder,
                        const std::map<std::string, std::string>& files,
                        const std::string& manifest) {
    for (const auto& [name, bytes] : files) {
        TRY(base::write_file_atomically(folder / name, bytes));
    }
    return base::write_file_atomically(folder / kManifestFile, manifest);
}

}  // namespace

Result<std::string> save(const fs::path& folder, const Model& model, const ModelOrigin& origin) {
    const std::map<std::string, std::string> files{
        {kForestFile, model.forest().text()}, {kLogisticFile, model.logistic().json().dump(2)}};
    const auto manifest = manifest_of(model, origin, files).dump(2) + "\n";
    const auto id = id_of(model.as_of().text(), manifest);
    if (is_there(folder / id)) {
        return id;
    }
    const auto aside = folder / (id + ".new");
    std::error_code error;
    fs::remove_all(aside, error);
    fs::create_directories(aside, error);
    if (error) {
        return Error{ErrorCode::Failed,
                     fmt::format("{}: cannot be made: {}", aside.string(), error.message())};
    }
    const auto written = write_into(aside, files, manifest);
    if (!written.ok()) {
        fs::remove_all(aside, error);  // A full disk needs the room.
        return written.error();
    }
    fs::rename(aside, folder / id, error);
    if (error) {
        return Error{ErrorCode::Failed,
                     fmt::format("{}: cannot be renamed: {}", aside.string(), error.message())};
    }
    TRY(base::sync_folder(folder));
    return id;
}

Result<StoredModel> load(const fs::path& folder, const std::string& id) {
    TRY_ASSIGN(const auto manifest, read_manifest(folder, id));
    TRY_ASSIGN(const auto forest, read_file_of(folder / id, manifest, kForestFile));
    TRY_ASSIGN(const auto logistic, read_file_of(folder / id, manifest, kLogisticFile));
    return assemble(id, manifest, forest, logistic);
}

Result<std::vector<std::string>> list(const fs::path& folder) {
    std::vector<std::string> ids;
    std::error_code error;
    for (fs::directory_iterator it(folder, error), end; !error && it != end; it.increment(error)) {
        std::error_code unknown;  // Of a link to nothing, say: no folder then.
        if (it->is_directory(unknown) && is_id(it->path().filename().string())) {
            ids.push_back(it->path().filename().string());
        }
    }
    if (error && is_there(folder)) {
        return Error{ErrorCode::Failed, fmt::format("{}: {}", folder.string(), error.message())};
    }
    std::ranges::sort(ids);
    return ids;
}

Result<std::optional<std::string>> current(const fs::path& folder) {
    const auto path = folder / kCurrentFile;
    if (!is_there(path)) {
        return std::optional<std::string>{};
    }
    TRY_ASSIGN(const auto text, read_text(path));
    const auto json = ordered_json::parse(text, nullptr, false);
    auto id = text_at(json, "model_id");
    if (text_at(json, "application") != kApplication || !is_id(id)) {
        return refused(path, "does not say which model of ML Automation is the current one");
    }
    return std::optional{std::move(id)};
}

Result<void> make_current(const fs::path& folder, const std::string& id) {
    TRY(read_manifest(folder, id));
    const ordered_json json{{"application", kApplication}, {"model_id", id}};
    return base::write_file_atomically(folder / kCurrentFile, json.dump(2) + "\n");
}

Result<std::vector<std::string>> prune(const fs::path& folder, std::size_t keep_newest) {
    TRY_ASSIGN(const auto ids, list(folder));
    TRY_ASSIGN(const auto kept, current(folder));
    std::vector<std::string> removed;
    for (std::size_t at = 0; at + keep_newest < ids.size(); ++at) {
        std::error_code error;
        if (ids[at] != kept && fs::remove_all(folder / ids[at], error) > 0 && !error) {
            removed.push_back(ids[at]);
        }
    }
    return removed;
}

Result<void> refuse_foreign_folder(const fs::path& folder) {
    std::error_code error;
    // "models/" asks about what a link points to, "models" about the link.
    if (fs::is_symlink(folder.has_filename() ? folder : folder.parent_path(), error)) {
        return refused(folder, "is a link; ML Automation's models lie in a folder of their own");
    }
    const auto real = fs::weakly_canonical(folder, error);
    if (error) {
        return refused(folder, fmt::format("nobody knows where it lies: {}", error.message()));
    }
    if (std::ranges::find(real, fs::path{kForeignFolder}) != real.end()) {
        return refused(folder, "is TurboMode's; set paths.models_dir to another folder");
    }
    constexpr auto kReadable = fs::directory_options::skip_permission_denied;
    for (fs::recursive_directory_iterator it(folder, kReadable, error), end; !error && it != end;
         it.increment(error)) {
        if (it->path().filename() == kForeignFolder) {
            return refused(it->path(), "is TurboMode's; set paths.models_dir to another folder");
        }
        if (it.depth() == 0) {
            TRY(refuse_foreign_model(it->path()));
        }
    }
    // A folder that is not there yet holds nothing; one that goes meanwhile, neither.
    if (error && error != std::errc::no_such_file_or_directory) {
        return refused(folder, fmt::format("cannot be looked through: {}", error.message()));
    }
    return {};
}

}  // namespace ml_automation::learning
