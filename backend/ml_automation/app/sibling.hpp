// Where TurboMode keeps its things, for the proof of separation and for nothing else: this program
// opens none of them otherwise.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "ml_automation/app/context.hpp"

namespace ml_automation::app {

inline constexpr std::string_view kSiblingName = "turbomode";

struct Sibling {
    std::filesystem::path database;
    std::filesystem::path jobs_db;
    std::filesystem::path alerts_db;
    std::filesystem::path models_dir;
    std::vector<std::filesystem::path> locks;
    std::string night_at;
    int port;
};

// Its defaults under the same home, or what its turbomode.toml says. Refused when that file is
// there and is no TOML.
base::Result<Sibling> sibling_of(const Context& context);

}  // namespace ml_automation::app
