// Who may talk to a server on a private address: the user's own pages and tools, not a page of
// another site in the user's browser.
#pragma once

#include <optional>
#include <string_view>

#include "turbomode/platform/http/message.hpp"

namespace turbomode::platform::http {

// Whether an address to bind to reaches this machine only: 127.0.0.0/8, ::1.
bool is_loopback(std::string_view address);

// The answer to a request that must not reach the handler, or nothing.
//
// 421 when the server is bound to loopback and Host is not localhost, 127.0.0.1 or [::1], any
// port: another site that has pointed its own name here (DNS rebinding) shows its name in Host.
// 403 for a POST whose Origin is not the server's own as Host names it: a page of another site
// (or a file) is posting. Command line tools send no Origin and pass.
std::optional<Response> refusal(const Request& request, bool bound_to_loopback);

}  // namespace turbomode::platform::http
