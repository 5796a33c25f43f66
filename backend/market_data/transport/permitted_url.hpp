// Where requests may go: over TLS anywhere, in the clear only to this machine (tests, a proxy of
// the user's own), because a request may carry a key.
#pragma once

#include <string>
#include <string_view>

#include "base/result.hpp"

namespace market_data::transport {

enum class Reach {
    Loopback,  // 127.0.0.0/8, ::1, localhost.
    Network,
};

// Read by the same parser that later sends the request, so that both mean the same host. Usage,
// naming `url_shown`, for what is no URL, another scheme than https, and http past this machine;
// naming nothing, for one with a user name or password in it.
base::Result<Reach> permitted_reach(const std::string& url, std::string_view url_shown);

}  // namespace market_data::transport
