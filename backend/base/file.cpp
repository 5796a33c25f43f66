#include "base/file.hpp"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <fstream>
#include <sstream>
#include <unistd.h>

#include <fmt/format.h>

namespace base {

namespace {

Error system_error(const std::filesystem::path& path, std::string_view what) {
    return Error{ErrorCode::Failed,
                 fmt::format("{}: {}: {}", path.string(), what, std::strerror(errno))};
}

// A file descriptor that closes itself.
class Descriptor {
public:
    Descriptor(const std::filesystem::path& path, int flags)
        : number_(::open(path.c_str(), flags | O_CLOEXEC, 0644)) {}
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;
    ~Descriptor() {
        if (number_ >= 0) {
            ::close(number_);
        }
    }
    int number() const { return number_; }

private:
    int number_;
};

Result<void> write_all(const Descriptor& file,
                       const std::filesystem::path& path,
                       std::string_view bytes) {
    while (!bytes.empty()) {
        const ssize_t written = ::write(file.number(), bytes.data(), bytes.size());
        if (written < 0 && errno == EINTR) {
            continue;
        }
        if (written <= 0) {
            return system_error(path, "cannot be written");
        }
        bytes.remove_prefix(static_cast<std::size_t>(written));
    }
    return {};
}

Result<void> sync(const Descriptor& file, const std::filesystem::path& path) {
    return ::fsync(file.number()) == 0 ? Result<void>{}
                                       : system_error(path, "cannot be flushed to disk");
}

Result<void> write_to(const std::filesystem::path& path,
                      const std::function<Result<void>(const Sink&)>& write) {
    const Descriptor file(path, O_WRONLY | O_CREAT | O_TRUNC);
    if (file.number() < 0) {
        return system_error(path, "cannot be written");
    }
    TRY(write([&](std::string_view bytes) { return write_all(file, path, bytes); }));
    return sync(file, path);
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

Result<void> replace_file(const std::filesystem::path& path,
                          const std::filesystem::path& aside,
                          const std::function<Result<void>(const Sink&)>& write) {
    std::error_code error;
    auto written = write_to(aside, write);
    if (written.ok()) {
        std::filesystem::rename(aside, path, error);
        if (!error) {
            return sync_folder(path.parent_path().empty() ? "." : path.parent_path());
        }
        written = Error{ErrorCode::Failed,
                        fmt::format("{}: cannot be renamed: {}", aside.string(), error.message())};
    }
    std::filesystem::remove(aside, error);
    return written;
}

Result<void> write_file_atomically(const std::filesystem::path& path, std::string_view bytes) {
    std::filesystem::path aside = path;
    aside += fmt::format(".{}.tmp", ::getpid());
    return replace_file(path, aside, [&](const Sink& sink) { return sink(bytes); });
}

Result<void> sync_folder(const std::filesystem::path& folder) {
    const Descriptor file(folder, O_RDONLY | O_DIRECTORY);
    return file.number() < 0 ? system_error(folder, "cannot be opened") : sync(file, folder);
}

}  // namespace base
