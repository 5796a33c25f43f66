#include "turbomode/models/registry.hpp"

#include <algorithm>
#include <unistd.h>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <nlohmann/json.hpp>

#include "base/file.hpp"
#include "base/file_lock.hpp"
#include "turbomode/models/artefact.hpp"

namespace turbomode::models {

using base::Error;
using base::ErrorCode;
using base::Result;

namespace {

namespace fs = std::filesystem;

constexpr const char* kChampionFile = "champion.json";
constexpr const char* kChampionLock = ".champion.lock";
constexpr std::string_view kRemoved = ".removed";  // Ends the name of what is being removed.

Result<base::FileLock> lock_champions(const fs::path& folder, std::string_view purpose) {
    return base::FileLock::try_lock(folder / kChampionLock, purpose);
}

Error no_earlier_champion(const fs::path& folder) {
    return Error{ErrorCode::Refused,
                 fmt::format("{}: there is no earlier champion to go back to", folder.string())};
}

Error failed(const fs::path& path, std::string_view what, const std::error_code& error) {
    return Error{ErrorCode::Failed,
                 fmt::format("{}: {}: {}", path.string(), what, error.message())};
}

std::uintmax_t bytes_in(const fs::path& folder) {
    std::uintmax_t bytes = 0;
    std::error_code error;
    for (const auto& entry : fs::recursive_directory_iterator(folder, error)) {
        const auto size = entry.is_regular_file(error) ? entry.file_size(error) : 0;
        bytes += error ? 0 : size;
    }
    return bytes;
}

// What a run that was killed while it wrote or removed a model has left.
bool is_leftover(const fs::directory_entry& entry) {
    const auto name = entry.path().filename().string();
    std::error_code error;
    return name.starts_with(".tm-") && (name.ends_with(".tmp") || name.ends_with(kRemoved)) &&
           entry.is_directory(error);
}

std::vector<std::string> leftovers_in(const fs::path& folder) {
    std::vector<std::string> names;
    std::error_code error;
    for (const auto& entry : fs::directory_iterator(folder, error)) {
        if (is_leftover(entry)) {
            names.push_back(entry.path().filename().string());
        }
    }
    std::ranges::sort(names);
    return names;
}

// Why a folder with a manifest is no model of ours; nothing: it is one.
std::optional<std::string> stranger(const fs::path& folder, const std::string& id) {
    const auto manifest = read_manifest(folder, id);
    if (!manifest.ok()) {
        return manifest.error().message;
    }
    if (text_at(manifest.value(), "application") != kApplication) {
        return fmt::format("not a model of '{}'", kApplication);
    }
    return std::nullopt;
}

// What lies in a model's folder without being part of the model.
std::vector<std::string> foreign_parts(const fs::path& folder, const std::string& id) {
    std::vector<std::string> parts;
    const auto manifest = read_manifest(folder, id);
    std::error_code error;
    for (const auto& entry : fs::directory_iterator(folder / id, error)) {
        const auto name = entry.path().filename().string();
        const bool is_named = manifest.ok() && manifest.value().contains("files") &&
                              manifest.value().at("files").contains(name);
        if (!entry.is_regular_file(error) || (name != kManifestFile && !is_named)) {
            parts.push_back(name);
        }
    }
    std::ranges::sort(parts);
    return parts;
}

bool contains(const std::vector<std::string>& ids, const std::string& id) {
    return std::ranges::find(ids, id) != ids.end();
}

// The list without those, and without going from one to the same.
std::vector<std::string> champions_without(const std::vector<std::string>& champions,
                                           const std::vector<std::string>& removed) {
    std::vector<std::string> rest;
    for (const auto& id : champions) {
        if (!contains(removed, id) && (rest.empty() || rest.back() != id)) {
            rest.push_back(id);
        }
    }
    return rest;
}

Result<void> remove_folder(const fs::path& path) {
    std::error_code error;
    fs::remove_all(path, error);
    return error ? failed(path, "cannot be removed", error) : Result<void>{};
}

Result<void> remove_model(const fs::path& folder, const std::string& id) {
    const auto aside = folder / fmt::format(".{}.{}{}", id, ::getpid(), kRemoved);
    std::error_code error;
    fs::rename(folder / id, aside, error);
    if (error) {
        return failed(folder / id, "cannot be renamed", error);
    }
    TRY(base::sync_folder(folder));
    return remove_folder(aside);
}

}  // namespace

base::TradingDate expires_on(base::TradingDate as_of, int days_max) {
    return as_of.plus_days(days_max + 1);
}

std::optional<std::string> challenger_among(const std::vector<std::string>& usable,
                                            const std::optional<std::string>& champion) {
    const auto newest = std::ranges::max_element(usable);
    if (newest == usable.end() || (champion && *newest <= *champion)) {
        return std::nullopt;
    }
    return *newest;
}

std::vector<std::string> prunable(const std::vector<std::string>& ids,
                                  const std::vector<std::string>& champions,
                                  std::size_t keep) {
    std::vector<std::string> reachable;
    for (auto id = champions.rbegin(); id != champions.rend(); ++id) {
        if (reachable.size() < kChampionsKept && contains(ids, *id) && !contains(reachable, *id)) {
            reachable.push_back(*id);
        }
    }
    auto old = ids;
    old.resize(ids.size() - std::min(ids.size(), keep));
    std::erase_if(old, [&](const std::string& id) { return contains(reachable, id); });
    return old;
}

std::uintmax_t Pruned::bytes() const {
    std::uintmax_t sum = 0;
    for (const auto* removed : {&models, &leftovers}) {
        for (const auto& one : *removed) {
            sum += one.bytes;
        }
    }
    return sum;
}

std::vector<std::string> Registry::ids() const {
    std::vector<std::string> ids;
    std::error_code error;
    for (const auto& entry : std::filesystem::directory_iterator(folder_, error)) {
        if (std::filesystem::exists(entry.path() / kManifestFile) &&
            !entry.path().filename().string().starts_with('.')) {
            ids.push_back(entry.path().filename().string());
        }
    }
    std::ranges::sort(ids);
    return ids;
}

Result<std::vector<std::string>> Registry::champions() const {
    const auto path = folder_ / kChampionFile;
    if (!std::filesystem::exists(path)) {
        return std::vector<std::string>{};
    }
    TRY_ASSIGN(const auto bytes, base::read_file(path));
    const auto document = nlohmann::json::parse(bytes, nullptr, false);
    const auto is_text = [](const nlohmann::json& value) {
        return value.is_string();
    };
    const bool is_ours = document.is_object() && document.contains("application") &&
                         document["application"] == kApplication &&
                         document.contains("champions") && document["champions"].is_array() &&
                         std::ranges::all_of(document["champions"], is_text);
    if (!is_ours) {
        return Error{
            ErrorCode::Corruption,
            fmt::format("{}: not a list of champions of '{}'", path.string(), kApplication)};
    }
    return document["champions"].get<std::vector<std::string>>();
}

Result<void> Registry::write(const std::vector<std::string>& champions) const {
    const nlohmann::ordered_json document{{"application", kApplication}, {"champions", champions}};
    return base::write_file_atomically(folder_ / kChampionFile, document.dump(2) + "\n");
}

Result<std::optional<std::string>> Registry::champion() const {
    TRY_ASSIGN(const auto known, champions());
    return known.empty() ? std::optional<std::string>{} : std::optional{known.back()};
}

Result<void> Registry::promote(const std::string& id) const {
    TRY(read_manifest(folder_, id));
    TRY_ASSIGN(const auto lock, lock_champions(folder_, "promoting " + id));
    TRY(read_manifest(folder_, id));  // Again: until the lock it could be pruned.
    TRY_ASSIGN(auto known, champions());
    if (known.empty() || known.back() != id) {
        known.push_back(id);
    }
    return write(known);
}

Result<std::string> Registry::rollback() const {
    if (!std::filesystem::exists(folder_)) {
        return no_earlier_champion(folder_);
    }
    TRY_ASSIGN(const auto lock, lock_champions(folder_, "rolling back"));
    TRY_ASSIGN(auto known, champions());
    if (known.size() < 2) {
        return no_earlier_champion(folder_);
    }
    known.pop_back();
    TRY(read_manifest(folder_, known.back()));
    TRY(write(known));
    return known.back();
}

Result<void> Registry::remove_leftovers() const {
    for (const auto& name : leftovers_in(folder_)) {
        TRY(remove_folder(folder_ / name));
    }
    return {};
}

Result<Pruned> Registry::prune(std::size_t keep, bool is_dry) const {
    Pruned pruned;
    if (!std::filesystem::exists(folder_)) {
        return pruned;
    }
    TRY_ASSIGN(const auto lock, lock_champions(folder_, "pruning"));
    TRY_ASSIGN(const auto known, champions());
    std::vector<std::string> ours;
    for (const auto& id : ids()) {
        if (auto why = stranger(folder_, id)) {
            pruned.spared.push_back({.name = id, .why = *std::move(why)});
        } else {
            ours.push_back(id);
        }
    }
    std::vector<std::string> old;
    for (const auto& id : prunable(ours, known, keep)) {
        if (const auto parts = foreign_parts(folder_, id); !parts.empty()) {
            pruned.spared.push_back({.name = id,
                                     .why = fmt::format("holds what its manifest does not name: {}",
                                                        fmt::join(parts, ", "))});
        } else {
            old.push_back(id);
            pruned.models.push_back({.name = id, .bytes = bytes_in(folder_ / id)});
        }
    }
    for (const auto& name : leftovers_in(folder_)) {
        pruned.leftovers.push_back({.name = name, .bytes = bytes_in(folder_ / name)});
    }
    if (is_dry) {
        return pruned;
    }
    // First the list, so that it never names a model that is gone.
    if (const auto rest = champions_without(known, old); rest.size() < known.size()) {
        TRY(write(rest));
    }
    for (const auto& id : old) {
        TRY(remove_model(folder_, id));
    }
    TRY(remove_leftovers());
    return pruned;
}

}  // namespace turbomode::models
