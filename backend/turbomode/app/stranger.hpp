// Where ML Automation keeps its things. TurboMode opens none of them: it only proves that it does
// not.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "turbomode/app/context.hpp"

namespace turbomode::app {

inline constexpr std::string_view kStranger = "ml_automation";
inline constexpr std::string_view kStrangersModels = "ml_models";
inline constexpr std::uint32_t kStrangersStamp = 0x4d4c4130;  // "MLA0", its application_id.

struct Stranger {
    std::filesystem::path database;
    std::filesystem::path models_dir;
    std::vector<std::filesystem::path> locks;
    std::string cycle_at;
    int port;
};

// Its defaults under the same home, or what its ml_automation.toml says. Refused when that file is
// there and is no TOML.
base::Result<Stranger> stranger_of(const Context& context);

// Refused, naming it, when `models_dir` is ML Automation's folder, lies in it or holds it, by
// whatever name it is reached.
base::Result<void> refuse_strangers_models(const std::filesystem::path& models_dir);

}  // namespace turbomode::app
