#include "market_data/source/tiingo/tiingo.hpp"

#include <algorithm>
#include <optional>
#include <utility>

#include <fmt/format.h>

#include "market_data/source/tiingo/prices.hpp"
#include "market_data/source/vendor_bars.hpp"
#include "market_data/source/vendor_reply.hpp"

namespace market_data::source::tiingo {

using base::Error;
using base::ErrorCode;
using base::Result;
using base::TradingDate;

namespace {

constexpr std::string_view kVendor = "Tiingo";
constexpr std::string_view kTokenPlace = "set it in TIINGO_API_TOKEN or in the token file";

// ": " and Tiingo's own words, or nothing.
std::string in_its_words(const VendorReply& reply) {
    const auto detail = shown_start(read_detail(reply.body));
    if (!detail.empty()) {
        return ": " + detail;
    }
    const auto start = shown_start(reply.body);
    return start.empty() ? start : fmt::format(": '{}'", start);
}

Error refused(const VendorReply& reply, std::string_view what, std::string_view remedy) {
    return Error{ErrorCode::Refused,
                 fmt::format("Tiingo: {}: {} (HTTP {}){}; {}",
                             reply.ticker.text(),
                             what,
                             reply.status,
                             in_its_words(reply),
                             remedy)};
}

Error too_many(const VendorReply& reply) {
    return refused(reply, "the limit of the account is reached", "wait, or use another provider");
}

// Not prices, as the status says; nothing for 200.
std::optional<Error> refusal(const VendorReply& reply) {
    const int status = reply.status;
    const auto& symbol = reply.ticker.text();
    if (status == 200) {
        return std::nullopt;
    }
    if (status == 401 || status == 403) {
        return refused(reply, "the token is refused", kTokenPlace);
    }
    if (status == 404) {
        return Error{ErrorCode::NotFound,
                     fmt::format("Tiingo knows no symbol {}{}", symbol, in_its_words(reply))};
    }
    if (status == 429) {
        return too_many(reply);
    }
    if (status >= 300 && status < 400) {
        return Error{ErrorCode::InvalidInput,
                     fmt::format("Tiingo: {}: redirects to '{}' (HTTP {}) instead of answering; "
                                 "is the base URL right?",
                                 symbol,
                                 shown_target(reply.redirect_to),
                                 status)};
    }
    if (status >= 500 && status < 600) {
        return Error{ErrorCode::Failed,
                     fmt::format("Tiingo: {}: its server failed (HTTP {}){}; try again later",
                                 symbol,
                                 status,
                                 in_its_words(reply))};
    }
    return unreadable(kVendor, reply, "an answer without prices");
}

// Tiingo also says with status 200, in plain text or as {"detail": ...}, that it will not.
Error not_prices(const VendorReply& reply, std::string_view what) {
    if (reply.body.find("run over your") != std::string::npos) {
        return too_many(reply);
    }
    const auto detail = shown_start(read_detail(reply.body));
    return unreadable(kVendor, reply, detail.empty() ? what : std::string_view{detail});
}

std::string lower_case(std::string text) {
    std::ranges::transform(text, text.begin(), [](char c) {
        return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    });
    return text;
}

void replace_all(std::string& text, const std::string& part, std::string_view by) {
    for (auto at = text.find(part); at != std::string::npos; at = text.find(part, at + by.size())) {
        text.replace(at, part.size(), by);
    }
}

}  // namespace

Tiingo::Tiingo(std::string token, std::string_view base_url)
    : token_(std::move(token)), base_url_(trimmed_base(base_url)) {}

VendorRequest Tiingo::request(const base::Ticker& ticker, TradingDate since) const {
    const auto url = fmt::format("{}/tiingo/daily/{}/prices?startDate={}&format=json",
                                 base_url_,
                                 path_segment(lower_case(ticker.text())),
                                 since.text());
    return {.url = url,
            .headers = {"Authorization: Token " + token_, "Accept: application/json"},
            .url_shown = url};
}

VendorReply Tiingo::without_token(const VendorReply& reply) const {
    VendorReply shown = reply;
    if (!token_.empty()) {
        for (auto* text : {&shown.body, &shown.redirect_to, &shown.content_type}) {
            replace_all(*text, token_, "***");
        }
    }
    return shown;
}

Result<StockPrices> Tiingo::parse(const VendorReply& reply, TradingDate last_finished) const {
    if (reply.status == 200) {
        auto prices = read_prices(reply.ticker, reply.body);
        if (prices.ok() && !prices.value().bars.empty()) {
            return judge(prices.value(), last_finished);
        }
        if (prices.ok()) {
            return Error{ErrorCode::NotFound,
                         fmt::format("Tiingo has no data of {} since the date asked for",
                                     reply.ticker.text())};
        }
        return not_prices(without_token(reply), prices.error().message);
    }
    return *refusal(without_token(reply));
}

}  // namespace market_data::source::tiingo
