#include "turbomode/platform/http/guard.hpp"

#include <algorithm>
#include <string>

#include "base/hash.hpp"

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

// By hashes, so that the time it takes tells nothing of where they differ.
bool is_same_secret(std::string_view a, std::string_view b) {
    return base::blake2b_hex(a) == base::blake2b_hex(b);
}

}  // namespace

bool is_loopback(std::string_view address) {
    return address.starts_with("127.") || address == "::1";
}

bool Guard::may_post(std::chrono::steady_clock::time_point now) {
    const std::lock_guard lock(mutex_);
    const double minutes =
        std::chrono::duration<double, std::ratio<60>>(now - counted_at_.value_or(now)).count();
    counted_at_ = now;
    posts_left_ =
        std::min<double>(options_.posts_a_minute, posts_left_ + minutes * options_.posts_a_minute);
    if (posts_left_ < 1.0) {
        return false;
    }
    posts_left_ -= 1.0;
    return true;
}

std::optional<Response> Guard::refusal(const Request& request,
                                       std::chrono::steady_clock::time_point now) {
    const std::string_view host = request.header("host");
    if (options_.is_bound_to_loopback && !names_loopback(host)) {
        return problem(421, "This server answers to localhost, 127.0.0.1 and [::1] only.");
    }
    if (request.method == "GET") {
        return std::nullopt;
    }
    const std::string_view origin = request.header("origin");
    if (!origin.empty() && !is_own_origin(origin, host)) {
        return problem(403, "A page of another origin may not post here.");
    }
    // Before the token is looked at, so that guessing it is slow.
    if (!may_post(now)) {
        auto response = problem(429, "Too many changes at once; try again in a few seconds.");
        response.headers.emplace_back("Retry-After", "5");
        return response;
    }
    if (!options_.token.empty() &&
        !is_same_secret(request.header("authorization"), "Bearer " + options_.token)) {
        auto response = problem(401, "This server wants its token for what changes something.");
        response.headers.emplace_back("WWW-Authenticate", "Bearer");
        return response;
    }
    return std::nullopt;
}

}  // namespace turbomode::platform::http
