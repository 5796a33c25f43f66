#include "turbomode/platform/http/header_text.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <string_view>
#include <utility>

#include <fmt/chrono.h>
#include <fmt/format.h>

namespace turbomode::platform::http {

namespace {

constexpr std::array kSecurityHeaders =
    std::to_array<std::pair<std::string_view, std::string_view>>(
        {{"Content-Security-Policy",
          "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; "
          "form-action 'self'; frame-ancestors 'none'"},
         {"X-Content-Type-Options", "nosniff"},
         {"X-Frame-Options", "DENY"},
         {"Referrer-Policy", "no-referrer"},
         {"Cross-Origin-Resource-Policy", "same-origin"}});

bool sets_header(const Response& response, std::string_view name) {
    return std::ranges::any_of(response.headers, [name](const auto& header) {
        return ascii_lower(header.first) == ascii_lower(name);
    });
}

bool breaks_lines(std::string_view text) {
    return text.find_first_of(std::string_view{"\r\n\0", 3}) != std::string_view::npos;
}

}  // namespace

bool is_sendable(const Response& response) {
    return response.status >= 200 && response.status < 600 &&
           !breaks_lines(response.content_type) &&
           std::ranges::none_of(response.headers, [](const auto& header) {
               return breaks_lines(header.first) || breaks_lines(header.second);
           });
}

std::string header_text(const Response& response, After after) {
    const auto now = std::chrono::system_clock::to_time_t(std::chrono::system_clock::now());
    std::string text = fmt::format("HTTP/1.1 {} {}\r\nDate: {:%a, %d %b %Y %H:%M:%S} GMT\r\n",
                                   response.status,
                                   reason_of(response.status),
                                   fmt::gmtime(now));
    const bool has_body = response.status != 204 && response.status != 304;
    if (has_body && response.events != nullptr) {
        text += fmt::format("Content-Type: {}\r\n", response.content_type);
    } else if (has_body) {
        text += fmt::format("Content-Type: {}\r\nContent-Length: {}\r\n",
                            response.content_type,
                            response.body_text().size());
    }
    for (const auto& [name, value] : kSecurityHeaders) {
        if (!sets_header(response, name)) {
            text += fmt::format("{}: {}\r\n", name, value);
        }
    }
    for (const auto& [name, value] : response.headers) {
        text += fmt::format("{}: {}\r\n", name, value);
    }
    text +=
        after == After::KeepAlive ? "Connection: keep-alive\r\n\r\n" : "Connection: close\r\n\r\n";
    return text;
}

}  // namespace turbomode::platform::http
