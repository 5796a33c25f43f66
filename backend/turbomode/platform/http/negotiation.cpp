#include "turbomode/platform/http/negotiation.hpp"

#include <algorithm>
#include <optional>

namespace turbomode::platform::http {

namespace {

std::string_view trimmed(std::string_view text) {
    const std::size_t first = text.find_first_not_of(" \t");
    if (first == std::string_view::npos) {
        return {};
    }
    return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

// Cuts the text up to `separator` off the front of `text` and returns it, trimmed.
std::string_view take(std::string_view& text, char separator) {
    const std::size_t end = std::min(text.find(separator), text.size());
    const auto part = trimmed(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
    return part;
}

// "q=0", "q=0.", "q=0.000": the weight that means never.
bool is_never(std::string_view weight) {
    if (!weight.starts_with("q=") && !weight.starts_with("Q=")) {
        return false;
    }
    weight.remove_prefix(2);
    return weight.starts_with('0') && weight.find_first_not_of("0.") == std::string_view::npos;
}

bool equals_ignoring_case(std::string_view text, std::string_view lower) {
    return std::ranges::equal(text, lower, [](char a, char b) { return a == b || a == b - 32; });
}

}  // namespace

bool etag_matches(std::string_view if_none_match, std::string_view etag) {
    while (!if_none_match.empty()) {
        auto tag = take(if_none_match, ',');
        if (tag == "*") {
            return true;
        }
        if (tag.starts_with("W/")) {
            tag.remove_prefix(2);
        }
        if (tag == etag) {
            return true;
        }
    }
    return false;
}

bool accepts_gzip(std::string_view accept_encoding) {
    std::optional<bool> any;
    while (!accept_encoding.empty()) {
        auto item = take(accept_encoding, ',');
        const auto coding = take(item, ';');
        const bool allowed = !is_never(trimmed(item));
        if (equals_ignoring_case(coding, "gzip")) {
            return allowed;
        }
        if (coding == "*") {
            any = allowed;
        }
    }
    return any.value_or(false);
}

}  // namespace turbomode::platform::http
