#include "turbomode/app/stranger.hpp"

#include <toml++/toml.h>

#include <fmt/format.h>

namespace turbomode::app {

namespace fs = std::filesystem;
using base::Error;
using base::ErrorCode;
using base::Result;

Result<Stranger> stranger_of(const Context& context) {
    const auto file = context.at(fmt::format("{}.toml", kStranger));
    toml::table table;
    std::error_code error;
    if (fs::exists(file, error)) {
        try {
            table = toml::parse_file(file.string());
        } catch (const toml::parse_error& fault) {
            return Error{ErrorCode::Refused,
                         fmt::format("{}: could not be read: {}; where ML Automation keeps its "
                                     "things cannot be told",
                                     file.string(),
                                     fault.description())};
        }
    }
    const auto paths = table["paths"];
    Stranger stranger{
        .database = context.at(
            paths["database"].value_or(std::string{"backend/backend/data/advanced_ml_system.db"})),
        .models_dir =
            context.at(paths["models_dir"].value_or(std::string{"backend/data/ml_models"})),
        .locks = {},
        .cycle_at = table["schedule"]["cycle_at"].value_or(std::string{"18:00"}),
        .port = table["serve"]["port"].value_or(5001)};
    for (const auto* suffix : {".cycle.lock", ".serve.lock"}) {
        stranger.locks.emplace_back(stranger.database.string() + suffix);
    }
    return stranger;
}

Result<void> refuse_strangers_models(const fs::path& models_dir) {
    std::error_code error;
    const auto real = fs::weakly_canonical(models_dir, error);
    bool is_theirs = false;
    for (const auto& part : real) {
        is_theirs = is_theirs || part == kStrangersModels;
    }
    for (const auto& entry : fs::directory_iterator(real, error)) {
        is_theirs = is_theirs || entry.path().filename() == kStrangersModels;
    }
    if (is_theirs) {
        return Error{ErrorCode::Refused,
                     fmt::format("paths.models_dir = {}: that is ML Automation's folder of models, "
                                 "{}; TurboMode's is a folder of its own, such as "
                                 "backend/data/turbomode_models",
                                 models_dir.string(),
                                 real.string())};
    }
    return {};
}

}  // namespace turbomode::app
