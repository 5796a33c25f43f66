#include "turbomode/platform/http/guard.hpp"

#include <algorithm>
#include <string>

namespace turbomode::platform::http {

namespace {

// "[::1]:5000" -> "[::1]"; the name as it is when what follows is no port.
std::string_view without_port(std::string_view host) {
    const std::size_t colon = host.rfind(':');
    if (colon == std::string_view::npos) {
        return host;
    }
    const auto port = host.substr(colon + 1);
    const bool digits = std::ranges::all_of(port, [](char c) { return c >= '0' && c <= '9'; });
    return digits && !port.empty() && port.size() <= 5 ? host.substr(0, colon) : host;
}

bool names_loopback(std::string_view host) {
    const std::string name = ascii_lower(without_port(host));
    return name == "localhost" || name == "127.0.0.1" || name == "[::1]";
}

// https too: a proxy of the user's own may stand in front.
bool is_own_origin(std::string_view origin, std::string_view host) {
    const std::string left = ascii_lower(origin);
    const std::string right = ascii_lower(host);
    return left == "http://" + right || left == "https://" + right;
}

}  // namespace

bool is_loopback(std::string_view address) {
    return address.starts_with("127.") || address == "::1";
}

std::optional<Response> refusal(const Request& request, bool bound_to_loopback) {
    const std::string_view host = request.header("host");
    if (bound_to_loopback && !names_loopback(host)) {
        return problem(421, "This server answers to localhost, 127.0.0.1 and [::1] only.");
    }
    const std::string_view origin = request.header("origin");
    if (request.method != "GET" && !origin.empty() && !is_own_origin(origin, host)) {
        return problem(403, "A page of another origin may not post here.");
    }
    return std::nullopt;
}

}  // namespace turbomode::platform::http
