#include "turbomode/platform/http/static_files.hpp"

#include <array>
#include <limits>
#include <system_error>
#include <utility>
#include <zlib.h>

#include <fmt/format.h>

#include "base/file.hpp"
#include "base/hash.hpp"
#include "turbomode/platform/http/negotiation.hpp"

namespace turbomode::platform::http {

namespace {

constexpr std::uintmax_t kBytesMax = std::uintmax_t{64} * 1024 * 1024;
constexpr int kGzipFormat = 15 + 16;  // Largest window; 16 asks for gzip, not zlib.
constexpr int kMemoryLevel = 8;       // zlib's default.

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

base::Result<std::string> gzip(std::string_view bytes) {
    if (bytes.size() > std::numeric_limits<uInt>::max()) {
        return base::Error{base::ErrorCode::InvalidInput,
                           fmt::format("gzip: {} bytes are too many at once", bytes.size())};
    }
    z_stream stream{};
    if (::deflateInit2(&stream,
                       Z_BEST_COMPRESSION,
                       Z_DEFLATED,
                       kGzipFormat,
                       kMemoryLevel,
                       Z_DEFAULT_STRATEGY) != Z_OK) {
        return base::Error{base::ErrorCode::Failed, "gzip: zlib cannot start"};
    }
    std::string packed(::deflateBound(&stream, bytes.size()), '\0');
    // zlib has its own idea of a byte.
    stream.next_in = reinterpret_cast<const Bytef*>(bytes.data());
    stream.avail_in = static_cast<uInt>(bytes.size());
    stream.next_out = reinterpret_cast<Bytef*>(packed.data());
    stream.avail_out = static_cast<uInt>(packed.size());
    const int done = ::deflate(&stream, Z_FINISH);
    packed.resize(stream.total_out);
    ::deflateEnd(&stream);
    if (done != Z_STREAM_END) {
        return base::Error{base::ErrorCode::Failed, fmt::format("gzip: zlib says {}", done)};
    }
    return packed;
}

base::Result<StaticFiles::File> StaticFiles::read(const std::filesystem::path& file,
                                                  const std::string& path) {
    TRY_ASSIGN(std::string content, base::read_file(file));
    const Kind& kind = kind_of(file);
    const std::string hash = base::sha256_hex(content);
    File result{.content_type = std::string{kind.content_type},
                .cache_control = path.starts_with("/assets/")
                                     ? "public, max-age=31536000, immutable"
                                     : "no-cache",
                .etag = fmt::format("\"{}\"", hash),
                .etag_gzip = fmt::format("\"{}-gzip\"", hash),
                .content = nullptr,
                .content_gzip = nullptr};
    if (kind.compresses) {
        TRY_ASSIGN(std::string packed, gzip(content));
        if (packed.size() < content.size()) {
            result.content_gzip = std::make_shared<const std::string>(std::move(packed));
        }
    }
    result.content = std::make_shared<const std::string>(std::move(content));
    return result;
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
        TRY_ASSIGN(File file, read(entry->path(), path));
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
    const File& file = found->second;
    const bool packed =
        file.content_gzip != nullptr && accepts_gzip(request.header("accept-encoding"));
    const std::string& etag = packed ? file.etag_gzip : file.etag;
    Response response;
    response.content_type = file.content_type;
    response.headers = {{"ETag", etag}, {"Cache-Control", file.cache_control}};
    if (file.content_gzip != nullptr) {
        response.headers.emplace_back("Vary", "Accept-Encoding");
    }
    if (etag_matches(request.header("if-none-match"), etag)) {
        response.status = 304;
        return response;
    }
    if (packed) {
        response.headers.emplace_back("Content-Encoding", "gzip");
    }
    response.body = packed ? file.content_gzip : file.content;
    return response;
}

}  // namespace turbomode::platform::http
