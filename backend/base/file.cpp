#include "base/file.hpp"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <fstream>
#include <sstream>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fmt/format.h>

#include "base/check.hpp"

namespace base {

namespace {

Error system_error(const std::filesystem::path& path, std::string_view what) {
    return Error{ErrorCode::Failed,
                 fmt::format("{}: {}: {}", path.string(), what, std::strerror(errno))};
}

std::filesystem::path folder_of(const std::filesystem::path& path) {
    return path.has_parent_path() ? path.parent_path() : ".";
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

// Waits for whoever holds the file; closing it gives it back.
Result<void> lock(const Descriptor& file, const std::filesystem::path& path) {
    while (::flock(file.number(), LOCK_EX) != 0) {
        if (errno != EINTR) {
            return system_error(path, "cannot be locked");
        }
    }
    return {};
}

Result<off_t> size_of(const Descriptor& file, const std::filesystem::path& path) {
    struct stat status {};
    if (::fstat(file.number(), &status) != 0) {
        return system_error(path, "cannot be read");
    }
    return status.st_size;
}

Result<void> write_and_sync(const Descriptor& file,
                            const std::filesystem::path& path,
                            std::string_view bytes) {
    TRY(write_all(file, path, bytes));
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
            return sync_folder(folder_of(path));
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

Result<void> append_line(const std::filesystem::path& path, std::string_view line) {
    CHECK(line.find('\n') == std::string_view::npos);
    const Descriptor file(path, O_RDWR | O_CREAT | O_APPEND);
    if (file.number() < 0) {
        return system_error(path, "cannot be written");
    }
    TRY(lock(file, path));
    TRY_ASSIGN(const off_t size, size_of(file, path));
    char last = '\n';
    if (size > 0 && ::pread(file.number(), &last, 1, size - 1) != 1) {
        return system_error(path, "cannot be read");
    }
    const auto written =
        write_and_sync(file, path, fmt::format("{}{}\n", last == '\n' ? "" : "\n", line));
    if (!written.ok()) {
        // As it was, as far as a broken disk lets it; readers skip half a line.
        [[maybe_unused]] const int cut = ::ftruncate(file.number(), size);
        return written;
    }
    return size > 0 ? Result<void>{} : sync_folder(folder_of(path));
}

Result<void> sync_folder(const std::filesystem::path& folder) {
    const Descriptor file(folder, O_RDONLY | O_DIRECTORY);
    return file.number() < 0 ? system_error(folder, "cannot be opened") : sync(file, folder);
}

}  // namespace base
