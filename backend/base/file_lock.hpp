// A lock between processes: whoever holds the file's flock may work. The kernel drops it when the
// holder dies, however it dies, so there is no stale lock to clean up. The file keeps the
// holder's own words for whoever is refused.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace base {

class FileLock {
public:
    // Takes the lock at `path` (made if need be, never removed) without waiting.
    // `purpose` says what the holder does and since when: "scan 2026-11-20 since 23:00:04".
    // Refused when another holds it, in this process or elsewhere; the message carries the
    // holder's text, "pid 123, scan 2026-11-20 since 23:00:04".
    static Result<FileLock> try_lock(const std::filesystem::path& path, std::string_view purpose);

    // Who holds the lock at `path`, in the holder's words; nothing when nobody does, or the file is
    // not there or cannot be read. A lock that is held is not touched.
    static std::optional<std::string> holder(const std::filesystem::path& path);

    FileLock(const FileLock&) = delete;
    FileLock& operator=(const FileLock&) = delete;
    FileLock(FileLock&& other) noexcept;
    FileLock& operator=(FileLock&& other) noexcept;
    ~FileLock();

private:
    explicit FileLock(int descriptor) : descriptor_(descriptor) {}
    void release() noexcept;

    int descriptor_;  // -1 once moved from.
};

}  // namespace base
