#include "fuzz/memory_file.hpp"

#include <string>
#include <sys/mman.h>
#include <unistd.h>

#include "base/check.hpp"

namespace fuzz {

MemoryFile::MemoryFile(const std::uint8_t* bytes, std::size_t size)
    : descriptor_(::memfd_create("fuzz", MFD_CLOEXEC)) {
    write(bytes, size);
}

MemoryFile::MemoryFile(std::string_view text) : descriptor_(::memfd_create("fuzz", MFD_CLOEXEC)) {
    write(text.data(), text.size());
}

MemoryFile::~MemoryFile() {
    ::close(descriptor_);
}

void MemoryFile::write(const void* bytes, std::size_t size) const {
    CHECK(descriptor_ >= 0);
    CHECK(::write(descriptor_, bytes, size) == static_cast<ssize_t>(size));
}

std::filesystem::path MemoryFile::path() const {
    return "/proc/self/fd/" + std::to_string(descriptor_);
}

}  // namespace fuzz
