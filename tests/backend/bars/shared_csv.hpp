// Rows of the CSV files of real prices that some tests compare with.
#pragma once

#include <filesystem>
#include <set>
#include <string>
#include <vector>

namespace bars {

// The fields of every line of `file` (plain or compressed, without quotes) whose first field is one
// of `symbols`, in the file's order. Throws std::runtime_error when it cannot be read.
std::vector<std::vector<std::string>> rows_of(const std::filesystem::path& file,
                                              const std::set<std::string, std::less<>>& symbols);

// Below the folder of real prices; it need not exist.
std::filesystem::path shared_data(const std::string& name);

}  // namespace bars
