#include "base/kept_file.hpp"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>

#include <fmt/format.h>

#include "base/file.hpp"
#include "base/file_lock.hpp"

namespace base {

namespace {

// A file descriptor that closes itself.
class Descriptor {
public:
    explicit Descriptor(int number) : number_(number) {}
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;
    Descriptor(Descriptor&&) = delete;
    Descriptor& operator=(Descriptor&&) = delete;
    ~Descriptor() {
        if (number_ >= 0) {
            ::close(number_);
        }
    }
    int number() const { return number_; }

private:
    int number_;
};

Error system_error(const std::filesystem::path& path) {
    return Error{ErrorCode::Failed, fmt::format("{}: {}", path.string(), std::strerror(errno))};
}

Result<void> write_all(int file, const std::filesystem::path& path, std::string_view bytes) {
    while (!bytes.empty()) {
        const ssize_t written = ::write(file, bytes.data(), bytes.size());
        if (written < 0 && errno == EINTR) {
            continue;
        }
        if (written <= 0) {
            return system_error(path);
        }
        bytes.remove_prefix(static_cast<std::size_t>(written));
    }
    return {};
}

Result<void> write_to(const std::filesystem::path& path,
                      const std::function<Result<void>(const Sink&)>& write) {
    const Descriptor file{::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644)};
    if (file.number() < 0) {
        return system_error(path);
    }
    TRY(write([&](std::string_view bytes) { return write_all(file.number(), path, bytes); }));
    return ::fsync(file.number()) == 0 ? Result<void>{} : system_error(path);
}

}  // namespace

std::optional<MappedFile> MappedFile::open(const std::filesystem::path& path) {
    const Descriptor file{::open(path.c_str(), O_RDONLY | O_CLOEXEC)};
    struct stat status {};
    if (file.number() < 0 || ::fstat(file.number(), &status) != 0 || status.st_size <= 0) {
        return std::nullopt;
    }
    const auto size = static_cast<std::size_t>(status.st_size);
    void* const memory = ::mmap(nullptr, size, PROT_READ, MAP_PRIVATE, file.number(), 0);
    if (memory == MAP_FAILED) {
        return std::nullopt;
    }
    return MappedFile{static_cast<char*>(memory), size};
}

MappedFile::MappedFile(MappedFile&& other) noexcept
    : memory_(std::exchange(other.memory_, nullptr)), size_(std::exchange(other.size_, 0)) {}

MappedFile& MappedFile::operator=(MappedFile&& other) noexcept {
    std::swap(memory_, other.memory_);
    std::swap(size_, other.size_);
    return *this;
}

MappedFile::~MappedFile() {
    if (memory_ != nullptr) {
        ::munmap(memory_, size_);
    }
}

Result<void> replace_kept_file(const std::filesystem::path& path,
                               const std::function<Result<void>(const Sink&)>& write) {
    const auto folder = path.parent_path().empty() ? "." : path.parent_path();
    std::error_code failed;
    std::filesystem::create_directories(folder, failed);  // What fails shows when it is opened.
    auto lock_path = path;
    lock_path += ".lock";
    TRY_ASSIGN(const auto lock, FileLock::try_lock(lock_path, "being written"));
    auto aside = path;
    aside += ".new";
    auto written = write_to(aside, write);
    if (written.ok()) {
        std::filesystem::rename(aside, path, failed);
        written = failed ? Error{ErrorCode::Failed,
                                 fmt::format("{}: {}", path.string(), failed.message())}
                         : sync_folder(folder);
    }
    if (!written.ok()) {
        std::filesystem::remove(aside, failed);
    }
    return written;
}

}  // namespace base
