// Where ML Automation keeps its things. TurboMode works with none of them: verify-separation alone
// looks at them, and proves that.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "turbomode/app/context.hpp"

namespace turbomode::app {

inline constexpr std::string_view kStranger = "ml_automation";
inline constexpr std::string_view kStrangersModels = "ml_models";
inline constexpr std::uint32_t kStrangersStamp = 0x4d4c4130;  // "MLA0", its application_id.

// What of its settings could not be read: the default stands in for it.
struct UnreadSetting {
    std::string section;  // Empty: the whole file.
    std::string why;
};

struct Stranger {
    std::filesystem::path database;
    std::filesystem::path models_dir;
    std::vector<std::filesystem::path> locks;
    std::string cycle_at;  // "18:00"
    std::int64_t port = 0;
    std::vector<UnreadSetting> unread;
};

// Its defaults under the same home, or what its ml_automation.toml says.
Stranger stranger_of(const Context& context);

// The path that is meant, every link in it followed, be there something at its end or not yet.
std::filesystem::path real_path(const std::filesystem::path& path);

// Refused, naming it, when `models_dir` is ML Automation's folder, lies in it or holds it, by
// whatever name it is reached.
base::Result<void> refuse_strangers_models(const std::filesystem::path& models_dir);

}  // namespace turbomode::app
