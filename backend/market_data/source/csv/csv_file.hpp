// CSV files, plain or compressed (.xz, .gz, .zst), read row by row.
#pragma once

#include <cstddef>
#include <filesystem>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace market_data::source::csv {

struct Column {
    std::string_view name;  // As in the header; case and blanks around it do not matter.
    bool required = true;
};

// One row, its fields in the order of the columns asked for. Valid during the callback only.
class Row {
public:
    Row(const std::filesystem::path& path, std::size_t line, std::span<const std::string> fields)
        : path_(&path), line_(line), fields_(fields) {}

    // Empty for a column that the file does not have.
    const std::string& operator[](std::size_t column) const { return fields_[column]; }
    std::size_t line() const { return line_; }
    // "prices.csv:17": for messages.
    std::string place() const;

    // The field as a finite number. The error names file, line, column and text.
    base::Result<double> number(std::size_t column, std::string_view name) const;
    base::Error error(std::string_view what) const;

private:
    const std::filesystem::path* path_;
    std::size_t line_;
    std::span<const std::string> fields_;
};

// The names in the file's header, lower case.
base::Result<std::vector<std::string>> read_header(const std::filesystem::path& path);

// Calls `each` for every row after the header, in order, until it returns an error.
// Errors: InvalidInput for a column that is missing or stands twice, a row with too few or too many
// fields, broken quotes, a file without rows, a truncated or damaged archive; Usage for a file that
// cannot be opened.
base::Result<void> read_rows(const std::filesystem::path& path,
                             std::span<const Column> columns,
                             const std::function<base::Result<void>(const Row&)>& each);

}  // namespace market_data::source::csv
