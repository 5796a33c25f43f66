// What a client already has and what it can read: If-None-Match and Accept-Encoding.
#pragma once

#include <string_view>

namespace turbomode::platform::http {

// Whether If-None-Match names `etag` (quoted) among its comma-separated tags, or is "*". Weak
// tags count as equal, as RFC 9110, section 13.1.2 wants it. The tags here hold no comma.
bool etag_matches(std::string_view if_none_match, std::string_view etag);

// Whether Accept-Encoding allows gzip: by name or "*", and not with q=0.
// Source: RFC 9110, section 12.5.3.
bool accepts_gzip(std::string_view accept_encoding);

}  // namespace turbomode::platform::http
