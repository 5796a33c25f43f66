// Whole files, read and written so that a crash leaves the old one or the new one, never half.
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace base {

Result<std::string> read_file(const std::filesystem::path& path);

// Takes the bytes of a file, piece by piece.
using Sink = std::function<Result<void>(std::string_view bytes)>;

// Writes to `aside` what `write` gives to its sink, flushes it to disk and renames it over `path`,
// in the same folder. On an error the old file stays and `aside` is gone.
Result<void> replace_file(const std::filesystem::path& path,
                          const std::filesystem::path& aside,
                          const std::function<Result<void>(const Sink&)>& write);

// The same for bytes that are all there, beside `path` under a name of this process.
Result<void> write_file_atomically(const std::filesystem::path& path, std::string_view bytes);

// Adds `line` and its line break at the end, as one piece, and flushes it to disk. The file is made
// if need be; other processes that add to it are waited for. Half a line that a killed one has left
// is ended first, so that it spoils no other. On an error the file is as it was.
// REQUIRES: no line break in `line`.
Result<void> append_line(const std::filesystem::path& path, std::string_view line);

// Flushes a folder's list of names to disk, so that a rename in it survives a power cut.
Result<void> sync_folder(const std::filesystem::path& folder);

}  // namespace base
