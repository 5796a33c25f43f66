#include "backend/bars/shared_csv.hpp"

#include <archive.h>
#include <archive_entry.h>
#include <memory>
#include <stdexcept>
#include <string_view>

namespace bars {

namespace {

struct CloseArchive {
    void operator()(archive* opened) const { archive_read_free(opened); }
};
using Archive = std::unique_ptr<archive, CloseArchive>;

Archive open_compressed(const std::filesystem::path& file) {
    constexpr std::size_t kBlockBytes = 1U << 16U;
    Archive reader{archive_read_new()};
    archive_read_support_filter_all(reader.get());
    archive_read_support_format_raw(reader.get());
    archive_entry* entry = nullptr;
    if (archive_read_open_filename(reader.get(), file.c_str(), kBlockBytes) != ARCHIVE_OK ||
        archive_read_next_header(reader.get(), &entry) != ARCHIVE_OK) {
        throw std::runtime_error(file.string() + ": " + archive_error_string(reader.get()));
    }
    return reader;
}

std::vector<std::string> fields_of(std::string_view line) {
    std::vector<std::string> fields;
    while (true) {
        const auto comma = line.find(',');
        fields.emplace_back(line.substr(0, comma));
        if (comma == std::string_view::npos) {
            return fields;
        }
        line.remove_prefix(comma + 1);
    }
}

}  // namespace

std::vector<std::vector<std::string>> rows_of(const std::filesystem::path& file,
                                              const std::set<std::string, std::less<>>& symbols) {
    const auto reader = open_compressed(file);
    std::vector<std::vector<std::string>> rows;
    std::vector<char> block(1U << 20U);
    std::string rest;  // The beginning of a line whose end has not been read yet.
    la_ssize_t bytes = 0;
    while ((bytes = archive_read_data(reader.get(), block.data(), block.size())) > 0) {
        rest.append(block.data(), static_cast<std::size_t>(bytes));
        std::string_view text = rest;
        for (auto end = text.find('\n'); end != std::string_view::npos; end = text.find('\n')) {
            const auto line = text.substr(0, end);
            if (symbols.contains(line.substr(0, line.find(',')))) {
                rows.push_back(fields_of(line));
            }
            text.remove_prefix(end + 1);
        }
        rest.erase(0, rest.size() - text.size());
    }
    if (bytes < 0) {
        throw std::runtime_error(file.string() + ": " + archive_error_string(reader.get()));
    }
    return rows;
}

std::filesystem::path shared_data(const std::string& name) {
    return std::filesystem::path{TURBOMODE_SHARED_DATA} / name;
}

}  // namespace bars
