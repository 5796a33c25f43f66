#include "turbomode/platform/http/target.hpp"

#include <algorithm>
#include <charconv>
#include <vector>

namespace turbomode::platform::http {

namespace {

// Messages leave out the target's own bytes: they go back to whoever sent them, and into logs.
base::Error bad(std::string_view what) {
    return base::Error{base::ErrorCode::InvalidInput, "request target: " + std::string{what}};
}

enum class Plus { Itself, Space };

base::Result<std::string> percent_decoded(std::string_view text, Plus plus) {
    std::string decoded;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '+' && plus == Plus::Space) {
            decoded += ' ';
            continue;
        }
        if (text[i] != '%') {
            decoded += text[i];
            continue;
        }
        const std::string_view digits = text.substr(i + 1, 2);
        unsigned char byte = 0;
        const auto [end, error] =
            std::from_chars(digits.data(), digits.data() + digits.size(), byte, 16);
        if (error != std::errc{} || end != digits.data() + 2) {
            return bad("a % without two hexadecimal digits after it");
        }
        decoded += static_cast<char>(byte);
        i += 2;
    }
    return decoded;
}

std::vector<std::string_view> split(std::string_view text, char separator) {
    std::vector<std::string_view> parts;
    while (true) {
        const std::size_t end = text.find(separator);
        parts.push_back(text.substr(0, end));
        if (end == std::string_view::npos) {
            return parts;
        }
        text.remove_prefix(end + 1);
    }
}

// Takes "." and ".." for what they mean and leaves out empty segments.
base::Result<std::vector<std::string_view>> resolved(
    const std::vector<std::string_view>& segments) {
    std::vector<std::string_view> kept;
    for (const auto segment : segments) {
        if (segment.empty() || segment == ".") {
            continue;
        }
        if (segment != "..") {
            kept.push_back(segment);
            continue;
        }
        if (kept.empty()) {
            return bad("climbs above the root");
        }
        kept.pop_back();
    }
    return kept;
}

// REQUIRES: path starts with '/'
base::Result<std::string> normalised(std::string_view path) {
    const auto segments = split(path.substr(1), '/');
    TRY_ASSIGN(const auto kept, resolved(segments));
    std::string result;
    for (const auto segment : kept) {
        result += '/';
        result += segment;
    }
    const auto last = segments.back();
    const bool is_folder = last.empty() || last == "." || last == "..";
    return is_folder || result.empty() ? result + '/' : result;
}

bool is_printable(char character) {
    return character > ' ' && character <= '~';
}

base::Result<std::multimap<std::string, std::string>> parse_query(std::string_view text) {
    std::multimap<std::string, std::string> query;
    for (const auto pair : split(text, '&')) {
        if (pair.empty()) {
            continue;
        }
        const std::size_t equals = std::min(pair.find('='), pair.size());
        TRY_ASSIGN(std::string name, percent_decoded(pair.substr(0, equals), Plus::Space));
        const auto rest = pair.substr(std::min(equals + 1, pair.size()));
        TRY_ASSIGN(std::string value, percent_decoded(rest, Plus::Space));
        query.emplace(std::move(name), std::move(value));
    }
    return query;
}

}  // namespace

base::Result<Target> parse_target(std::string_view target) {
    if (!target.starts_with('/')) {
        return bad("does not start with /");
    }
    target = target.substr(0, target.find('#'));
    const std::size_t mark = std::min(target.find('?'), target.size());
    TRY_ASSIGN(const std::string decoded, percent_decoded(target.substr(0, mark), Plus::Itself));
    if (!std::ranges::all_of(decoded, is_printable)) {
        return bad("its path has bytes beyond printable ASCII");
    }
    TRY_ASSIGN(std::string path, normalised(decoded));
    const auto rest = target.substr(std::min(mark + 1, target.size()));
    TRY_ASSIGN(auto query, parse_query(rest));
    return Target{std::move(path), std::move(query)};
}

}  // namespace turbomode::platform::http
