#include "turbomode/store/file_version.hpp"

#include <chrono>
#include <sys/stat.h>

#include <fmt/format.h>

namespace turbomode::store {

namespace {

using Seconds = std::chrono::duration<double>;
constexpr Seconds kSettled{1.0};

struct Look {
    std::string text;
    Seconds written{};
};

std::optional<Look> look_at(const std::filesystem::path& path) {
    struct stat status {};
    if (::stat(path.c_str(), &status) != 0) {
        return std::nullopt;
    }
    const auto& time = status.st_mtim;
    return Look{.text = fmt::format(
                    "{} {} {}.{:09}", status.st_ino, status.st_size, time.tv_sec, time.tv_nsec),
                .written = Seconds{static_cast<double>(time.tv_sec) +
                                   1e-9 * static_cast<double>(time.tv_nsec)}};
}

}  // namespace

std::optional<std::string> file_version(const std::filesystem::path& database) {
    auto log_path = database;
    log_path += "-wal";
    const auto file = look_at(database);
    if (!file) {
        return std::nullopt;
    }
    const auto log = look_at(log_path).value_or(Look{.text = "none"});
    const Seconds now = std::chrono::system_clock::now().time_since_epoch();
    if (now - std::max(file->written, log.written) < kSettled) {
        return std::nullopt;
    }
    return fmt::format("{} {}", file->text, log.text);
}

}  // namespace turbomode::store
