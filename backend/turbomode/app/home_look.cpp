#include "turbomode/app/home_look.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "turbomode/models/artefact.hpp"

namespace turbomode::app {

using base::Result;
using base::TradingDate;

namespace {

namespace fs = std::filesystem;

fs::path with_suffix(fs::path path, std::string_view suffix) {
    path += suffix;
    return path;
}

}  // namespace

Result<std::optional<ChampionLook>> look_at_champion(const Context& context,
                                                     const platform::Config& config,
                                                     TradingDate tonight) {
    const auto registry = registry_of(context, config);
    TRY_ASSIGN(const auto champion, registry.champion());
    if (!champion) {
        return std::optional<ChampionLook>{};
    }
    const auto rule = exit_rule_of(config);
    ChampionLook look;
    look.id = *champion;
    if (const auto looked = models::look_at(registry.folder(), *champion, rule); !looked.ok()) {
        look.fault = looked.error().message;
    }
    const auto manifest = models::read_manifest(registry.folder(), *champion);
    if (manifest.ok()) {
        const auto as_of = TradingDate::parse(models::text_at(manifest.value(), "as_of"));
        if (as_of.ok()) {
            look.as_of = as_of.value();
            look.age_days = tonight.days_since(as_of.value());
            look.stale_on = as_of.value().plus_days(config.models.stale_after_days);
            look.expires_on = models::expires_on(as_of.value(), config.models.expired_after_days);
            look.is_stale = tonight >= *look.stale_on;
            look.is_expired = tonight >= *look.expires_on;
        }
    }
    std::vector<std::string> usable;
    for (const auto& id : registry.ids()) {
        if (models::look_at(registry.folder(), id, rule).ok()) {
            usable.push_back(id);
        }
    }
    look.challenger = models::challenger_among(usable, champion);
    return std::optional{std::move(look)};
}

std::vector<HeldLock> held_locks(const Context& context, const platform::Config& config) {
    const auto& paths = config.paths;
    const std::array<std::pair<std::string_view, fs::path>, 6> locks{{
        {"serve", with_suffix(context.at(paths.turbomode_db), ".serve.lock")},
        {"scan", with_suffix(context.at(paths.turbomode_db), ".scan.lock")},
        {"job", with_suffix(context.at(paths.jobs_db), ".lock")},
        {"models", context.at(paths.models_dir) / ".lock"},
        {"champion", context.at(paths.models_dir) / ".champion.lock"},
        {"prices", with_suffix(context.at(paths.market_data_db), ".update.lock")},
    }};
    std::vector<HeldLock> held;
    for (const auto& [what, path] : locks) {
        if (auto holder = base::FileLock::holder(path)) {
            held.push_back({.what = what, .holder = *std::move(holder)});
        }
    }
    return held;
}

std::optional<std::string> server_of(const Context& context, const platform::Config& config) {
    return base::FileLock::holder(
        with_suffix(context.at(config.paths.turbomode_db), ".serve.lock"));
}

std::uintmax_t bytes_at(const fs::path& path) {
    std::uintmax_t bytes = 0;
    std::error_code error;
    const auto add = [&](const fs::path& file) {
        const auto size = fs::is_regular_file(file, error) ? fs::file_size(file, error) : 0;
        bytes += error ? 0 : size;
    };
    if (!fs::is_directory(path, error)) {
        add(path);
        add(with_suffix(path, "-wal"));
        return bytes;
    }
    for (fs::recursive_directory_iterator entry(path, error), end; !error && entry != end;
         entry.increment(error)) {
        add(entry->path());
    }
    return bytes;
}

std::string duration_text(std::chrono::system_clock::duration duration) {
    using std::chrono::floor;
    const auto minutes = floor<std::chrono::minutes>(duration).count();
    struct Unit {
        const char* name;
        std::int64_t minutes;
    };
    for (const auto& unit : {Unit{"day", 24 * 60}, Unit{"hour", 60}, Unit{"minute", 1}}) {
        const auto count = minutes / unit.minutes;
        if (count > 1 || (count == 1 && unit.minutes == 1)) {
            return fmt::format("{} {}{}", count, unit.name, count == 1 ? "" : "s");
        }
    }
    return "less than a minute";
}

std::string bytes_text(std::uintmax_t bytes) {
    const auto number = static_cast<double>(bytes);
    return bytes < 1'000'000'000 ? fmt::format("{:.1f} MB", number / 1e6)
                                 : fmt::format("{:.1f} GB", number / 1e9);
}

}  // namespace turbomode::app
