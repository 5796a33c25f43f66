#include "market_data/source/vendor_reply.hpp"

#include <fmt/format.h>

namespace market_data::source {

namespace {

constexpr std::size_t kShownMax = 60;

bool is_blank(char c) {
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

bool is_plain(char c) {
    const bool is_letter = (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
    return is_letter || (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '_' || c == '~';
}

}  // namespace

std::string shown_start(std::string_view text) {
    std::string shown;
    for (const char c : text) {
        if (shown.size() == kShownMax) {
            break;
        }
        if (!is_blank(c)) {
            shown += c > ' ' && c <= '~' ? c : '?';
        } else if (!shown.empty() && shown.back() != ' ') {
            shown += ' ';
        }
    }
    return shown;
}

base::Error unreadable(std::string_view vendor, const VendorReply& reply, std::string_view what) {
    return base::Error{base::ErrorCode::InvalidInput,
                       fmt::format("{}: {}: {} (HTTP {}, content type '{}', beginning '{}')",
                                   vendor,
                                   reply.ticker.text(),
                                   what,
                                   reply.status,
                                   shown_start(reply.content_type),
                                   shown_start(reply.body))};
}

std::string shown_target(std::string_view redirect_to) {
    return shown_start(redirect_to.substr(0, redirect_to.find_first_of("?#")));
}

std::string path_segment(std::string_view symbol) {
    std::string segment;
    for (const char c : symbol) {
        if (is_plain(c)) {
            segment += c;
        } else {
            segment += fmt::format("%{:02X}", static_cast<unsigned char>(c));
        }
    }
    return segment;
}

std::string trimmed_base(std::string_view base_url) {
    while (base_url.ends_with('/')) {
        base_url.remove_suffix(1);
    }
    return std::string{base_url};
}

}  // namespace market_data::source
