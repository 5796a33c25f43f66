#include "market_data/source/yahoo/refusal.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <string_view>

#include <fmt/format.h>

#include "market_data/source/vendor_reply.hpp"

namespace market_data::source::yahoo {

using base::Error;
using base::ErrorCode;

namespace {

constexpr std::string_view kOtherProvider = "use another provider (tiingo, csv)";

bool names_consent(std::string_view text) {
    constexpr std::array<std::string_view, 3> kMarks{
        "guce.yahoo.com", "consent.yahoo.com", "collectConsent"};
    return std::ranges::any_of(
        kMarks, [&](std::string_view mark) { return text.find(mark) != std::string_view::npos; });
}

// ": " and Yahoo's own words, or nothing.
std::string in_its_words(const VendorReply& reply) {
    const auto chart = read_chart(reply.body);
    if (chart.ok() && chart.value().error && !chart.value().error->description.empty()) {
        return ": " + shown_start(chart.value().error->description);
    }
    const auto start = shown_start(reply.body);
    return start.empty() ? start : fmt::format(": '{}'", start);
}

Error consent(const VendorReply& reply) {
    return Error{ErrorCode::Refused,
                 fmt::format("Yahoo: {}: asks for consent to its cookies before it answers, as it "
                             "does for addresses in Europe; ask from another network, or {}",
                             reply.ticker.text(),
                             kOtherProvider)};
}

Error unknown(std::string_view symbol, std::string_view words) {
    return Error{ErrorCode::NotFound, fmt::format("Yahoo knows no symbol {}{}", symbol, words)};
}

Error no_data(std::string_view symbol, std::string_view words) {
    return Error{ErrorCode::NotFound, fmt::format("Yahoo has no data of {}{}", symbol, words)};
}

Error too_many(const VendorReply& reply) {
    return Error{ErrorCode::Refused,
                 fmt::format("Yahoo: {}: too many requests (HTTP {}): it will not serve this "
                             "address for some hours; wait, or {}",
                             reply.ticker.text(),
                             reply.status,
                             kOtherProvider)};
}

// 400 and 422: the question is wrong, or it asks for days before the stock was listed.
Error bad_question(const VendorReply& reply) {
    const auto words = in_its_words(reply);
    if (reply.body.find("Data doesn't exist for startDate") != std::string::npos) {
        return no_data(reply.ticker.text(), words);
    }
    return Error{ErrorCode::InvalidInput,
                 fmt::format("Yahoo: {}: refuses the question (HTTP {}){}",
                             reply.ticker.text(),
                             reply.status,
                             words)};
}

Error redirected(const VendorReply& reply) {
    if (names_consent(reply.redirect_to)) {
        return consent(reply);
    }
    return Error{ErrorCode::InvalidInput,
                 fmt::format("Yahoo: {}: redirects to '{}' (HTTP {}) instead of answering; is the "
                             "base URL right?",
                             reply.ticker.text(),
                             shown_target(reply.redirect_to),
                             reply.status)};
}

Error not_served(const VendorReply& reply) {
    return Error{ErrorCode::Refused,
                 fmt::format("Yahoo: {}: refuses to answer (HTTP {}){}; wait, or {}",
                             reply.ticker.text(),
                             reply.status,
                             in_its_words(reply),
                             kOtherProvider)};
}

Error blocked(const VendorReply& reply) {
    return Error{ErrorCode::Refused,
                 fmt::format("Yahoo: {}: blocks this address or program (HTTP 999); wait a day, "
                             "or {}",
                             reply.ticker.text(),
                             kOtherProvider)};
}

Error failed(const VendorReply& reply) {
    return Error{ErrorCode::Failed,
                 fmt::format("Yahoo: {}: its server failed (HTTP {}){}; try again later",
                             reply.ticker.text(),
                             reply.status,
                             in_its_words(reply))};
}

}  // namespace

std::optional<Error> refusal(const VendorReply& reply) {
    const int status = reply.status;
    if (status == 200) {
        const bool is_page = reply.content_type.find("html") != std::string::npos;
        return is_page && names_consent(reply.body) ? std::optional{consent(reply)} : std::nullopt;
    }
    if (status >= 300 && status < 400) {
        return redirected(reply);
    }
    if (status >= 500 && status < 600) {
        return failed(reply);
    }
    switch (status) {
        case 400:
        case 422:
            return bad_question(reply);
        case 401:
        case 403:
            return not_served(reply);
        case 404:
            return unknown(reply.ticker.text(), in_its_words(reply));
        case 429:
            return too_many(reply);
        case 999:
            return blocked(reply);
        default:
            return unreadable("Yahoo", reply, "an answer without prices");
    }
}

std::optional<Error> refusal(const VendorReply& reply, const Chart& chart) {
    const auto& symbol = reply.ticker.text();
    if (!chart.error) {
        return chart.times.empty() ? std::optional{no_data(symbol, " since the date asked for")}
                                   : std::nullopt;
    }
    const auto& [code, description] = *chart.error;
    const auto words = fmt::format(": {}", shown_start(description.empty() ? code : description));
    if (code == "Not Found") {
        return unknown(symbol, words);
    }
    if (code == "Too Many Requests") {
        return too_many(reply);
    }
    if (code == "Unauthorized" || code == "Forbidden") {
        return not_served(reply);
    }
    return Error{ErrorCode::InvalidInput,
                 fmt::format("Yahoo: {}: error '{}'{}", symbol, shown_start(code), words)};
}

}  // namespace market_data::source::yahoo
