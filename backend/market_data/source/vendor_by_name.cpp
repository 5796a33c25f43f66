#include "market_data/source/vendor_by_name.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "market_data/source/tiingo/tiingo.hpp"
#include "market_data/source/yahoo/yahoo.hpp"

namespace market_data::source {

using base::Error;
using base::ErrorCode;
using base::Result;

namespace {

constexpr std::string_view kHttp = "http://";
constexpr std::string_view kHttps = "https://";

// Whether the address names this machine itself: its host is followed by a port, a path or nothing.
bool is_loopback(std::string_view url) {
    constexpr std::array<std::string_view, 3> kHosts{"127.0.0.1", "localhost", "[::1]"};
    url.remove_prefix(url.starts_with(kHttps) ? kHttps.size() : kHttp.size());
    return std::ranges::any_of(kHosts, [&](std::string_view host) {
        return url.starts_with(host) &&
               (url.size() == host.size() || url[host.size()] == '/' ||
                (url[host.size()] == ':' && url.find('@') == std::string_view::npos));
    });
}

Result<void> check_url(std::string_view url) {
    const bool is_plain = std::ranges::all_of(url, [](char c) { return c > ' ' && c <= '~'; });
    if (is_plain && (url.starts_with(kHttp) || url.starts_with(kHttps))) {
        return {};
    }
    return Error{ErrorCode::Usage,
                 fmt::format("base URL '{}' does not begin with http:// or https://", url)};
}

Result<void> check_token(const std::string& token, std::string_view url) {
    if (token.empty()) {
        return Error{ErrorCode::Usage,
                     "tiingo needs a token: set it in TIINGO_API_TOKEN or in the token file"};
    }
    if (!std::ranges::all_of(token, [](char c) { return c > ' ' && c <= '~'; })) {
        return Error{ErrorCode::Usage,
                     "the token of tiingo holds a blank or something that is not ASCII"};
    }
    if (url.starts_with(kHttp) && !is_loopback(url)) {
        return Error{ErrorCode::Usage,
                     fmt::format("base URL '{}': a token is sent over https:// only", url)};
    }
    return {};
}

}  // namespace

Result<std::unique_ptr<Vendor>> vendor_by_name(std::string_view name,
                                               const VendorSettings& settings) {
    const auto url_or = [&](std::string_view own) {
        return settings.base_url.empty() ? own : std::string_view{settings.base_url};
    };
    if (name == "yahoo") {
        TRY(check_url(url_or(yahoo::kBaseUrl)));
        return std::unique_ptr<Vendor>{std::make_unique<yahoo::Yahoo>(url_or(yahoo::kBaseUrl))};
    }
    if (name == "tiingo") {
        const auto url = url_or(tiingo::kBaseUrl);
        TRY(check_url(url));
        TRY(check_token(settings.token, url));
        return std::unique_ptr<Vendor>{std::make_unique<tiingo::Tiingo>(settings.token, url)};
    }
    return Error{ErrorCode::Usage, fmt::format("'{}' is no live provider: yahoo or tiingo", name)};
}

}  // namespace market_data::source
