// Registry: the models in a folder, and which of them is champion.
//
// champion.json lists the champions, oldest first; the last one scores. Written atomically, and
// under a lock of its own, so that no two changes pass each other by.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "base/date.hpp"
#include "base/result.hpp"

namespace turbomode::models {

// The first day on which a model of `as_of` refuses to score, when it may be `days_max` days old.
base::TradingDate expires_on(base::TradingDate as_of, int days_max);

// So many champions, the present one among them, are never pruned: a rollback can reach them.
inline constexpr std::size_t kChampionsKept = 3;

// The newest of `usable` models that is newer than the champion, by as_of, then by name: the one
// that would take its place. `usable`: as Registry::ids().
std::optional<std::string> challenger_among(const std::vector<std::string>& usable,
                                            const std::optional<std::string>& champion);

// What of `ids`, as Registry::ids() gives them, may go: all but the newest `keep` and the last
// kChampionsKept different ones of `champions` that are there, the oldest first.
std::vector<std::string> prunable(const std::vector<std::string>& ids,
                                  const std::vector<std::string>& champions,
                                  std::size_t keep);

// What a pruning did, or would do.
struct Pruned {
    struct Removed {
        std::string name;  // Of the folder.
        std::uintmax_t bytes;
    };
    struct Spared {
        std::string name;
        std::string why;
    };
    std::vector<Removed> models;     // The oldest first.
    std::vector<Removed> leftovers;  // Half models of runs that were killed.
    std::vector<Spared> spared;      // Not touched, because not all of it is ours.

    std::uintmax_t bytes() const;
};

class Registry {
public:
    explicit Registry(std::filesystem::path folder) : folder_(std::move(folder)) {}

    const std::filesystem::path& folder() const { return folder_; }
    // By name, which is by as_of.
    std::vector<std::string> ids() const;
    base::Result<std::optional<std::string>> champion() const;
    // REQUIRES: the caller has passed `id` through the gate. NotFound when there is no such model.
    base::Result<void> promote(const std::string& id) const;
    // Makes the champion before the present one champion again and returns its id. Refused when
    // there is none.
    base::Result<std::string> rollback() const;
    // Removes the half models of runs that were killed. REQUIRES: nobody trains into the folder.
    base::Result<void> remove_leftovers() const;
    // Removes what prunable() allows and what killed runs have left. A model is renamed aside
    // first: under its name it is there whole or not at all. Folders that are not a model of this
    // application, changed ones, and those with a file that the manifest does not name are spared.
    // A champion that is removed leaves the list. `is_dry`: only says what it would do.
    // REQUIRES: nobody trains into the folder. Errors: as champion(); Failed when a folder cannot
    // be removed; the next pruning goes on with it.
    base::Result<Pruned> prune(std::size_t keep, bool is_dry) const;

private:
    base::Result<std::vector<std::string>> champions() const;
    base::Result<void> write(const std::vector<std::string>& champions) const;

    std::filesystem::path folder_;
};

}  // namespace turbomode::models
