#include "turbomode/models/registry.hpp"

#include <algorithm>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "base/file.hpp"
#include "turbomode/models/artefact.hpp"

namespace turbomode::models {

using base::Error;
using base::ErrorCode;
using base::Result;

namespace {

constexpr const char* kChampionFile = "champion.json";

}  // namespace

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
    TRY_ASSIGN(auto known, champions());
    if (known.empty() || known.back() != id) {
        known.push_back(id);
    }
    return write(known);
}

Result<std::string> Registry::rollback() const {
    TRY_ASSIGN(auto known, champions());
    if (known.size() < 2) {
        return Error{
            ErrorCode::Refused,
            fmt::format("{}: there is no earlier champion to go back to", folder_.string())};
    }
    known.pop_back();
    TRY(read_manifest(folder_, known.back()));
    TRY(write(known));
    return known.back();
}

}  // namespace turbomode::models
