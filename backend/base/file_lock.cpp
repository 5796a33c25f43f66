#include "base/file_lock.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <fcntl.h>
#include <string>
#include <sys/file.h>
#include <system_error>
#include <unistd.h>
#include <utility>

#include <fmt/format.h>

namespace base {

namespace {

constexpr std::size_t kDescriptionBytesMax = 500;

Error system_error(const std::filesystem::path& path, std::string_view what) {
    return Error{
        ErrorCode::Failed,
        fmt::format("{}: {}: {}", path.string(), what, std::system_category().message(errno))};
}

std::string description_of_holder(int descriptor) {
    std::array<char, kDescriptionBytesMax> text{};
    const ssize_t size = ::pread(descriptor, text.data(), text.size(), 0);
    // The holder locks first and writes after: for an instant there is nothing to read.
    return size > 0 ? std::string(text.data(), static_cast<std::size_t>(size))
                    : "a process that has not said yet what it does";
}

bool describe(int descriptor, std::string_view purpose) {
    std::string text =
        fmt::format("pid {}, {}", ::getpid(), purpose).substr(0, kDescriptionBytesMax);
    std::replace(text.begin(), text.end(), '\n', ' ');
    return ::ftruncate(descriptor, 0) == 0 &&
           ::pwrite(descriptor, text.data(), text.size(), 0) == static_cast<ssize_t>(text.size());
}

}  // namespace

Result<FileLock> FileLock::try_lock(const std::filesystem::path& path, std::string_view purpose) {
    const int descriptor = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644);
    if (descriptor < 0) {
        return system_error(path, "cannot be opened for locking");
    }
    FileLock lock{descriptor};
    if (::flock(descriptor, LOCK_EX | LOCK_NB) != 0) {
        if (errno != EWOULDBLOCK) {
            return system_error(path, "cannot be locked");
        }
        const std::string holder = description_of_holder(descriptor);
        ::close(std::exchange(lock.descriptor_, -1));  // Not ours: its text must stay.
        return Error{ErrorCode::Refused, fmt::format("{}: locked by {}", path.string(), holder)};
    }
    if (!describe(descriptor, purpose)) {
        return system_error(path, "cannot be written");
    }
    return lock;
}

std::optional<std::string> FileLock::holder(const std::filesystem::path& path) {
    const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (descriptor < 0) {
        return std::nullopt;
    }
    // Without a text nobody holds it; with one, the holder may have been killed. Only then is it
    // tried, so that whoever takes the lock at this moment is not in the way of a look.
    std::optional<std::string> holder;
    char first = 0;
    if (::pread(descriptor, &first, 1, 0) == 1 && ::flock(descriptor, LOCK_SH | LOCK_NB) != 0) {
        holder = description_of_holder(descriptor);
    }
    ::close(descriptor);
    return holder;
}

FileLock::FileLock(FileLock&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}

FileLock& FileLock::operator=(FileLock&& other) noexcept {
    if (this != &other) {
        release();
        descriptor_ = std::exchange(other.descriptor_, -1);
    }
    return *this;
}

FileLock::~FileLock() {
    release();
}

void FileLock::release() noexcept {
    if (descriptor_ < 0) {
        return;
    }
    // The file stays: removing it would let two processes lock two files of one name. An
    // emptied text is a courtesy; should that fail, the next holder writes its own.
    [[maybe_unused]] const int emptied = ::ftruncate(descriptor_, 0);
    ::close(std::exchange(descriptor_, -1));
}

}  // namespace base
