// Whole files, read and written so that a crash leaves the old one or the new one, never half.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace base {

Result<std::string> read_file(const std::filesystem::path& path);

// Writes beside `path`, flushes to disk, then renames over it.
Result<void> write_file_atomically(const std::filesystem::path& path, std::string_view bytes);

// Flushes a folder's list of names to disk, so that a rename in it survives a power cut.
Result<void> sync_folder(const std::filesystem::path& folder);

}  // namespace base
