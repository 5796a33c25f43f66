// Representation: bytes to be sent to many clients, with a tag to ask about them and a packed form.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "turbomode/platform/http/message.hpp"

namespace turbomode::platform::http {

// `bytes` in gzip format; equal bytes give equal output. `level`: 1 quick to 9 small.
inline constexpr int kGzipBest = 9;
base::Result<std::string> gzip(std::string_view bytes, int level = kGzipBest);

// Its bytes are shared with answers that are on their way.
class Representation {
public:
    // ETag: SHA-256 of the content. `gzip_level` 0: what gains nothing is not packed.
    static base::Result<Representation> of(std::string content,
                                           std::string content_type,
                                           std::string cache_control,
                                           int gzip_level);

    // 304 when the client has it already; packed when it can read that.
    Response answer_to(const Request& request) const;

    std::size_t bytes() const;  // That it holds.

private:
    std::string content_type_;
    std::string cache_control_;
    std::string etag_;
    std::string etag_gzip_;
    std::shared_ptr<const std::string> content_;
    std::shared_ptr<const std::string> content_gzip_;  // Null when packing gains nothing.
};

}  // namespace turbomode::platform::http
