// Registry: the models in a folder, and which of them is champion.
//
// champion.json lists the champions, oldest first; the last one scores. Written atomically.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "base/result.hpp"

namespace turbomode::models {

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

private:
    base::Result<std::vector<std::string>> champions() const;
    base::Result<void> write(const std::vector<std::string>& champions) const;

    std::filesystem::path folder_;
};

}  // namespace turbomode::models
