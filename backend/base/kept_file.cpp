#include "base/kept_file.hpp"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>

#include "base/file_lock.hpp"

namespace base {

std::optional<MappedFile> MappedFile::open(const std::filesystem::path& path) {
    const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (file < 0) {
        return std::nullopt;
    }
    struct stat status {};
    void* memory = MAP_FAILED;
    if (::fstat(file, &status) == 0 && status.st_size > 0) {
        memory = ::mmap(
            nullptr, static_cast<std::size_t>(status.st_size), PROT_READ, MAP_PRIVATE, file, 0);
    }
    ::close(file);  // The map stays.
    if (memory == MAP_FAILED) {
        return std::nullopt;
    }
    return MappedFile{static_cast<char*>(memory), static_cast<std::size_t>(status.st_size)};
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
    std::error_code failed;
    std::filesystem::create_directories(path.parent_path(), failed);  // The lock tells what failed.
    auto lock_path = path;
    lock_path += ".lock";
    TRY_ASSIGN(const auto lock, FileLock::try_lock(lock_path, "being written"));
    auto aside = path;
    aside += ".new";
    return replace_file(path, aside, write);
}

}  // namespace base
