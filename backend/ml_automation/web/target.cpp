#include "ml_automation/web/target.hpp"

#include <algorithm>
#include <array>
#include <charconv>

namespace ml_automation::web {

namespace {

bool is_path_character(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           std::string_view{"/._-"}.find(c) != std::string_view::npos;
}

std::optional<std::string> decoded(std::string_view text) {
    std::string plain;
    for (std::size_t at = 0; at < text.size(); ++at) {
        if (text[at] == '+') {
            plain += ' ';
        } else if (text[at] != '%') {
            plain += text[at];
        } else {
            unsigned value = 0;
            const char* const first = text.data() + at + 1;
            if (at + 2 >= text.size() ||
                std::from_chars(first, first + 2, value, 16).ptr != first + 2) {
                return std::nullopt;
            }
            plain += static_cast<char>(value);
            at += 2;
        }
    }
    return plain;
}

}  // namespace

std::optional<Target> parse_target(std::string_view text) {
    const auto mark = text.find('?');
    Target target{.path = std::string{text.substr(0, mark)}, .query = {}};
    if (!target.path.starts_with('/') || target.path.find("..") != std::string::npos ||
        !std::ranges::all_of(target.path, is_path_character)) {
        return std::nullopt;
    }
    auto rest = mark == std::string_view::npos ? std::string_view{} : text.substr(mark + 1);
    while (!rest.empty()) {
        const auto end = std::min(rest.find('&'), rest.size());
        const auto pair = rest.substr(0, end);
        rest.remove_prefix(std::min(end + 1, rest.size()));
        const auto equals = std::min(pair.find('='), pair.size());
        const auto name = decoded(pair.substr(0, equals));
        const auto value = decoded(pair.substr(std::min(equals + 1, pair.size())));
        if (!name || !value) {
            return std::nullopt;
        }
        target.query.emplace(*name, *value);
    }
    return target;
}

bool is_loopback_host(std::string_view host) {
    constexpr std::array<std::string_view, 3> kNames{"localhost", "127.0.0.1", "[::1]"};
    return std::ranges::any_of(kNames, [&](std::string_view name) {
        return host == name ||
               (host.starts_with(name) && host.substr(name.size()).starts_with(':'));
    });
}

}  // namespace ml_automation::web
