// The header of an answer as it goes over the wire.
#pragma once

#include <string>

#include "turbomode/platform/http/message.hpp"

namespace turbomode::platform::http {

// False when a header or the status would make no answer, such as one with a line break.
bool is_sendable(const Response& response);

enum class After { KeepAlive, Close };

// Empty line included, with the headers that keep a browser from being tricked (see server.hpp)
// unless the answer sets them itself. Source: RFC 9110, RFC 9112. REQUIRES: is_sendable(response)
std::string header_text(const Response& response, After after);

}  // namespace turbomode::platform::http
