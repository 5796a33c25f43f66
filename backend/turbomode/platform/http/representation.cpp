#include "turbomode/platform/http/representation.hpp"

#include <limits>
#include <utility>
#include <zlib.h>

#include <fmt/format.h>

#include "base/hash.hpp"
#include "turbomode/platform/http/negotiation.hpp"

namespace turbomode::platform::http {

namespace {

constexpr int kGzipFormat = 15 + 16;  // Largest window; 16 asks for gzip, not zlib.
constexpr int kMemoryLevel = 8;       // zlib's default.

}  // namespace

base::Result<std::string> gzip(std::string_view bytes, int level) {
    if (bytes.size() > std::numeric_limits<uInt>::max()) {
        return base::Error{base::ErrorCode::InvalidInput,
                           fmt::format("gzip: {} bytes are too many at once", bytes.size())};
    }
    z_stream stream{};
    if (::deflateInit2(&stream, level, Z_DEFLATED, kGzipFormat, kMemoryLevel, Z_DEFAULT_STRATEGY) !=
        Z_OK) {
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

base::Result<Representation> Representation::of(std::string content,
                                                std::string content_type,
                                                std::string cache_control,
                                                int gzip_level) {
    Representation made;
    const std::string hash = base::sha256_hex(content);
    made.content_type_ = std::move(content_type);
    made.cache_control_ = std::move(cache_control);
    made.etag_ = fmt::format("\"{}\"", hash);
    made.etag_gzip_ = fmt::format("\"{}-gzip\"", hash);
    if (gzip_level > 0) {
        TRY_ASSIGN(std::string packed, gzip(content, gzip_level));
        if (packed.size() < content.size()) {
            made.content_gzip_ = std::make_shared<const std::string>(std::move(packed));
        }
    }
    made.content_ = std::make_shared<const std::string>(std::move(content));
    return made;
}

Response Representation::answer_to(const Request& request) const {
    const bool is_packed =
        content_gzip_ != nullptr && accepts_gzip(request.header("accept-encoding"));
    const std::string& etag = is_packed ? etag_gzip_ : etag_;
    Response response;
    response.content_type = content_type_;
    response.headers = {{"ETag", etag}, {"Cache-Control", cache_control_}};
    if (content_gzip_ != nullptr) {
        response.headers.emplace_back("Vary", "Accept-Encoding");
    }
    if (etag_matches(request.header("if-none-match"), etag)) {
        response.status = 304;
        return response;
    }
    if (is_packed) {
        response.headers.emplace_back("Content-Encoding", "gzip");
    }
    response.body = is_packed ? content_gzip_ : content_;
    return response;
}

std::size_t Representation::bytes() const {
    return content_->size() + (content_gzip_ != nullptr ? content_gzip_->size() : 0);
}

}  // namespace turbomode::platform::http
