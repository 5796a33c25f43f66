// The version of a database file, without opening it.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

namespace turbomode::store {

// Another text whenever the database has been written to: by inode, size and time of the file and
// of its log. Nothing while the last write is less than a second ago, for the clock of files is
// coarse and another write could look the same; nor when there is no such file.
std::optional<std::string> file_version(const std::filesystem::path& database);

}  // namespace turbomode::store
