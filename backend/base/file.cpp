#include "base/file.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <fstream>
#include <sstream>

#include <fmt/format.h>

namespace base {

namespace {

Error system_error(const std::filesystem::path& path, std::string_view what) {
    return Error{ErrorCode::Failed,
                 fmt::format("{}: {}: {}", path.string(), what, std::strerror(errno))};
}

Result<void> sync_path(const std::filesystem::path& path, int flags) {
    const int descriptor = ::open(path.c_str(), flags | O_CLOEXEC);
    if (descriptor < 0) {
        return system_error(path, "cannot be opened");
    }
    const int synced = ::fsync(descriptor);
    ::close(descriptor);
    if (synced != 0) {
        return system_error(path, "cannot be flushed to disk");
    }
    return {};
}

}  // namespace

Result<std::string> read_file(const std::filesystem::path& path) {
    std::ifstream file(path, std::ios::binary);
    if (!file) {
        return Error{ErrorCode::NotFound, fmt::format("{}: cannot be read", path.string())};
    }
    std::ostringstream bytes;
    bytes << file.rdbuf();
    return std::move(bytes).str();
}

Result<void> write_file_atomically(const std::filesystem::path& path, std::string_view bytes) {
    std::filesystem::path aside = path;
    aside += fmt::format(".{}.tmp", ::getpid());
    {
        std::ofstream file(aside, std::ios::binary | std::ios::trunc);
        file.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
        if (!file.flush()) {
            return system_error(aside, "cannot be written");
        }
    }
    TRY(sync_path(aside, O_RDONLY));
    std::error_code error;
    std::filesystem::rename(aside, path, error);
    if (error) {
        return Error{ErrorCode::Failed,
                     fmt::format("{}: cannot be renamed: {}", aside.string(), error.message())};
    }
    return sync_folder(path.parent_path().empty() ? "." : path.parent_path());
}

Result<void> sync_folder(const std::filesystem::path& folder) {
    return sync_path(folder, O_RDONLY | O_DIRECTORY);
}

}  // namespace base
