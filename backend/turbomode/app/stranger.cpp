#include "turbomode/app/stranger.hpp"

#include <toml++/toml.h>

#include <fmt/format.h>

namespace turbomode::app {

namespace fs = std::filesystem;
using base::Error;
using base::ErrorCode;
using base::Result;

namespace {

bool is_time_of_day(const std::string& text) {
    const auto is_digit = [&](std::size_t at, char max) {
        return text[at] >= '0' && text[at] <= max;
    };
    return text.size() == 5 && is_digit(0, '2') && is_digit(1, text[0] == '2' ? '3' : '9') &&
           text[2] == ':' && is_digit(3, '5') && is_digit(4, '9');
}

// Its settings file, as far as it concerns us. What is wrong with it goes to `unread`.
class Settings {
public:
    Settings(fs::path file, std::vector<UnreadSetting>& unread)
        : file_(std::move(file)), unread_(unread) {
        std::error_code hidden;  // Then it cannot be read either, and that is said.
        if (!fs::exists(file_, hidden) && !hidden) {
            return;
        }
        try {
            table_ = toml::parse_file(file_.string());
        } catch (const toml::parse_error& fault) {
            unread_.push_back({"",
                               fmt::format("{}: could not be read: {}; where ML Automation keeps "
                                           "its things cannot be told",
                                           file_.string(),
                                           fault.description())});
        }
    }

    template <typename T>
    T value(const std::string& section, const std::string& key, T otherwise) {
        const auto inside = table_[section];
        const auto node = inside[key];
        if (!inside || (inside.is_table() && !node)) {
            return otherwise;
        }
        if (auto value = node.template value_exact<T>()) {
            return *value;
        }
        refuse(section, key, std::is_same_v<T, std::string> ? "is no text" : "is no whole number");
        return otherwise;
    }

    void refuse(const std::string& section, const std::string& key, std::string_view why) {
        unread_.push_back(
            {section,
             fmt::format("{}: could not be read: {}.{} {}", file_.string(), section, key, why)});
    }

private:
    fs::path file_;
    toml::table table_;
    std::vector<UnreadSetting>& unread_;
};

}  // namespace

Stranger stranger_of(const Context& context) {
    Stranger stranger;
    Settings settings(context.at(fmt::format("{}.toml", kStranger)), stranger.unread);
    stranger.database = context.at(settings.value<std::string>(
        "paths", "database", "backend/backend/data/advanced_ml_system.db"));
    stranger.models_dir =
        context.at(settings.value<std::string>("paths", "models_dir", "backend/data/ml_models"));
    stranger.cycle_at = settings.value<std::string>("schedule", "cycle_at", "18:00");
    stranger.port = settings.value<std::int64_t>("serve", "port", 5001);
    if (!is_time_of_day(stranger.cycle_at)) {
        settings.refuse("schedule", "cycle_at", "is no time of day");
    }
    for (const auto* suffix : {".cycle.lock", ".serve.lock"}) {
        stranger.locks.emplace_back(stranger.database.string() + suffix);
    }
    return stranger;
}

fs::path real_path(const fs::path& path) {
    constexpr int kLinksMax = 40;  // As Linux: path_resolution(7).
    std::error_code error;
    const auto whole = fs::absolute(path, error);
    fs::path real = whole.root_path();
    fs::path left = whole.relative_path();
    for (int links = 0; !left.empty();) {
        const auto part = *left.begin();
        fs::path rest;
        for (auto next = std::next(left.begin()); next != left.end(); ++next) {
            rest /= *next;
        }
        left = rest;
        if (part.empty() || part == ".") {
            continue;
        }
        if (part == "..") {
            real = real.parent_path();
            continue;
        }
        const auto target = fs::read_symlink(real / part, error);
        if (error || ++links > kLinksMax) {  // No link, or one of a circle.
            real /= part;
            continue;
        }
        real = target.is_absolute() ? target.root_path() : real;
        left = target.relative_path() / rest;
    }
    return real;
}

Result<void> refuse_strangers_models(const fs::path& models_dir) {
    const auto real = real_path(models_dir);
    bool is_theirs = false;
    for (const auto& part : real) {
        is_theirs = is_theirs || part == kStrangersModels;
    }
    std::error_code error;
    const auto options = fs::directory_options::skip_permission_denied;
    for (fs::recursive_directory_iterator entry(real, options, error), end;
         !is_theirs && !error && entry != end;
         entry.increment(error)) {
        is_theirs = entry->path().filename() == kStrangersModels;
    }
    if (is_theirs) {
        return Error{ErrorCode::Refused,
                     fmt::format("paths.models_dir = {}: that is ML Automation's folder of models, "
                                 "or holds it: {}; TurboMode's is a folder of its own, such as "
                                 "backend/data/turbomode_models",
                                 models_dir.string(),
                                 real.string())};
    }
    return {};
}

}  // namespace turbomode::app
