#include "turbomode/platform/http/static_files.hpp"

#include <array>
#include <system_error>
#include <utility>

#include <fmt/format.h>

#include "base/file.hpp"

namespace turbomode::platform::http {

namespace {

constexpr std::uintmax_t kBytesMax = std::uintmax_t{64} * 1024 * 1024;

struct Kind {
    std::string_view extension;
    std::string_view content_type;
    bool compresses;
};

constexpr std::array kKinds = std::to_array<Kind>({
    {".html", "text/html; charset=utf-8", true},
    {".css", "text/css; charset=utf-8", true},
    {".js", "text/javascript; charset=utf-8", true},
    {".json", "application/json", true},
    {".map", "application/json", true},
    {".svg", "image/svg+xml", true},
    {".txt", "text/plain; charset=utf-8", true},
    {".webmanifest", "application/manifest+json", true},
    {".ico", "image/vnd.microsoft.icon", true},
    {".png", "image/png", false},
    {".webp", "image/webp", false},
    {".woff2", "font/woff2", false},
});
constexpr Kind kUnknown{"", "application/octet-stream", false};

const Kind& kind_of(const std::filesystem::path& file) {
    const std::string extension = file.extension().string();
    for (const auto& kind : kKinds) {
        if (kind.extension == extension) {
            return kind;
        }
    }
    return kUnknown;
}

base::Error failure(const std::filesystem::path& path, const std::error_code& error) {
    return base::Error{base::ErrorCode::Failed,
                       fmt::format("{}: cannot be read: {}", path.string(), error.message())};
}

}  // namespace

base::Result<Representation> StaticFiles::read(const std::filesystem::path& file,
                                               const std::string& path) {
    TRY_ASSIGN(std::string content, base::read_file(file));
    const Kind& kind = kind_of(file);
    return Representation::of(
        std::move(content),
        std::string{kind.content_type},
        path.starts_with("/assets/") ? "public, max-age=31536000, immutable" : "no-cache",
        kind.compresses ? kGzipBest : 0);
}

base::Result<StaticFiles> StaticFiles::load(const std::filesystem::path& folder) {
    std::error_code error;
    if (!std::filesystem::is_directory(folder, error)) {
        return base::Error{base::ErrorCode::NotFound,
                           fmt::format("{}: there is no such folder of pages", folder.string())};
    }
    StaticFiles files;
    std::uintmax_t bytes = 0;
    std::filesystem::recursive_directory_iterator entry(folder, error);
    for (; !error && entry != std::filesystem::recursive_directory_iterator{};
         entry.increment(error)) {
        if (!entry->is_regular_file(error)) {
            continue;
        }
        bytes += entry->file_size(error);
        if (bytes > kBytesMax) {
            return base::Error{base::ErrorCode::InvalidInput,
                               fmt::format("{}: holds more than {} bytes; not a folder of pages",
                                           folder.string(),
                                           kBytesMax)};
        }
        const std::string path =
            fmt::format("/{}", entry->path().lexically_relative(folder).generic_string());
        TRY_ASSIGN(auto file, read(entry->path(), path));
        files.files_.emplace(path, std::move(file));
    }
    if (error) {
        return failure(folder, error);
    }
    return files;
}

std::optional<Response> StaticFiles::find(const Request& request) const {
    const auto found =
        files_.find(request.path.ends_with('/') ? request.path + "index.html" : request.path);
    if (found == files_.end()) {
        return std::nullopt;
    }
    if (request.method != "GET") {
        Response refused = problem(405, "This is a file: it can only be read.");
        refused.headers.emplace_back("Allow", "GET, HEAD");
        return refused;
    }
    return found->second.answer_to(request);
}

}  // namespace turbomode::platform::http
