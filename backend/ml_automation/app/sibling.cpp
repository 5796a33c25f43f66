#include "ml_automation/app/sibling.hpp"

#include <toml++/toml.h>
#include <utility>

#include <fmt/format.h>

namespace ml_automation::app {

namespace {

base::Error unclear(const std::filesystem::path& path, const char* section, const char* key) {
    return base::Error{base::ErrorCode::Refused,
                       fmt::format("{}: {}.{} is of another kind than it should be; what it means "
                                   "cannot be proven apart",
                                   path.string(),
                                   section,
                                   key)};
}

}  // namespace

base::Result<Sibling> sibling_of(const Context& context) {
    const auto path = context.at("turbomode.toml");
    toml::table settings;
    std::error_code hidden;  // Then it cannot be read either, and that is said.
    if (std::filesystem::exists(path, hidden) || hidden) {
        try {
            settings = toml::parse_file(path.string());
        } catch (const toml::parse_error& error) {
            return base::Error{base::ErrorCode::Refused,
                               fmt::format("{}: {}; what it means cannot be proven apart",
                                           path.string(),
                                           error.description())};
        }
    }
    // A value of another kind would leave it open where its things lie.
    for (const auto& [section, key] : {std::pair{"paths", "turbomode_db"},
                                       {"paths", "jobs_db"},
                                       {"paths", "alerts_db"},
                                       {"paths", "models_dir"},
                                       {"schedule", "night_at"}}) {
        if (settings[section][key] && !settings[section][key].is_string()) {
            return unclear(path, section, key);
        }
    }
    if (settings["serve"]["port"] && !settings["serve"]["port"].is_integer()) {
        return unclear(path, "serve", "port");
    }
    const auto path_of = [&](std::string_view key, const char* otherwise) {
        return context.at(settings["paths"][key].value_or(std::string{otherwise}));
    };
    Sibling sibling{.database = path_of("turbomode_db", "backend/data/turbomode.db"),
                    .jobs_db = path_of("jobs_db", "backend/data/turbomode_jobs.db"),
                    .alerts_db = path_of("alerts_db", "backend/data/turbomode_alerts.db"),
                    .models_dir = path_of("models_dir", "backend/data/turbomode_models"),
                    .locks = {},
                    .night_at = settings["schedule"]["night_at"].value_or(std::string{"23:00"}),
                    .port = settings["serve"]["port"].value_or(5000)};
    sibling.locks = {sibling.database.string() + ".scan.lock",
                     sibling.database.string() + ".serve.lock",
                     sibling.models_dir / ".lock"};
    return sibling;
}

}  // namespace ml_automation::app
