// Kept files: big files worked out from others and kept for the next time. Mapped for reading, and
// replaced whole, so that a reader sees all of one or all of the other. Safe to delete.
#pragma once

#include <cstddef>
#include <filesystem>
#include <functional>
#include <optional>
#include <string_view>

#include "base/file.hpp"
#include "base/result.hpp"

namespace base {

// A file's bytes as they lie on disk. Replacing or removing the file leaves the map as it is;
// cutting it short in place would not, and nobody does.
class MappedFile {
public:
    // Nothing when it cannot be read or is empty.
    static std::optional<MappedFile> open(const std::filesystem::path& path);

    MappedFile(const MappedFile&) = delete;
    MappedFile& operator=(const MappedFile&) = delete;
    MappedFile(MappedFile&& other) noexcept;
    MappedFile& operator=(MappedFile&& other) noexcept;
    ~MappedFile();

    std::string_view bytes() const { return {memory_, size_}; }

private:
    MappedFile(char* memory, std::size_t size) : memory_(memory), size_(size) {}

    char* memory_;  // Null once moved from. Page-aligned.
    std::size_t size_;
};

// As replace_file(); the folder is made if need be. Refused while another does the same. What a
// killed one has left is overwritten.
Result<void> replace_kept_file(const std::filesystem::path& path,
                               const std::function<Result<void>(const Sink&)>& write);

}  // namespace base
