// A file that lies in memory only, for readers that take a path.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string_view>

namespace fuzz {

class MemoryFile {
public:
    // The file system's own failure ends the process.
    MemoryFile(const std::uint8_t* bytes, std::size_t size);
    explicit MemoryFile(std::string_view text);
    MemoryFile(const MemoryFile&) = delete;
    MemoryFile& operator=(const MemoryFile&) = delete;
    ~MemoryFile();

    std::filesystem::path path() const;

private:
    void write(const void* bytes, std::size_t size) const;

    int descriptor_;
};

}  // namespace fuzz
