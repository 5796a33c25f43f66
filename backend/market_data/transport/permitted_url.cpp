#include "market_data/transport/permitted_url.hpp"

#include <arpa/inet.h>
#include <memory>
#include <netinet/in.h>

#include <curl/curl.h>
#include <fmt/format.h>

#include "base/check.hpp"

namespace market_data::transport {

namespace {

struct DeleteUrl {
    void operator()(CURLU* url) const { curl_url_cleanup(url); }
};
using Url = std::unique_ptr<CURLU, DeleteUrl>;

// Empty when the URL has no such part.
std::string part_of(const Url& url, CURLUPart part) {
    char* text = nullptr;
    if (curl_url_get(url.get(), part, &text, 0) != CURLUE_OK) {
        return "";
    }
    std::string copy = text;
    curl_free(text);
    return copy;
}

// `host` as libcurl writes it: names as given, IPv4 with four decimal parts, IPv6 in brackets.
bool is_loopback(const std::string& host) {
    in_addr v4{};
    if (inet_pton(AF_INET, host.c_str(), &v4) == 1) {
        return ntohl(v4.s_addr) >> 24 == 127;
    }
    in6_addr v6{};
    if (host.size() > 2 && host.front() == '[' &&
        inet_pton(AF_INET6, host.substr(1, host.size() - 2).c_str(), &v6) == 1) {
        return IN6_IS_ADDR_LOOPBACK(&v6);
    }
    return curl_strequal(host.c_str(), "localhost") != 0;
}

}  // namespace

base::Result<Reach> permitted_reach(const std::string& url, std::string_view url_shown) {
    const Url parsed{curl_url()};
    CHECK(parsed != nullptr);
    if (curl_url_set(parsed.get(), CURLUPART_URL, url.c_str(), CURLU_NON_SUPPORT_SCHEME) !=
        CURLUE_OK) {
        // What stands before an @ may be a password, whatever the rest is.
        const auto shown = url_shown.substr(
            url_shown.find('@') == std::string_view::npos ? 0 : url_shown.rfind('@') + 1);
        return base::Error{base::ErrorCode::Usage,
                           fmt::format("transport: {}: this is no URL", shown)};
    }
    if (!part_of(parsed, CURLUPART_USER).empty() || !part_of(parsed, CURLUPART_PASSWORD).empty()) {
        // Not shown: it would name them.
        return base::Error{base::ErrorCode::Usage,
                           "transport: the address holds a user name or a password, which would "
                           "be kept with the replies; leave them out"};
    }
    const std::string scheme = part_of(parsed, CURLUPART_SCHEME);
    const Reach reach =
        is_loopback(part_of(parsed, CURLUPART_HOST)) ? Reach::Loopback : Reach::Network;
    if (scheme == "https" || (scheme == "http" && reach == Reach::Loopback)) {
        return reach;
    }
    return base::Error{base::ErrorCode::Usage,
                       fmt::format("transport: {}: only https is permitted, and http to this "
                                   "machine (127.0.0.1, [::1], localhost)",
                                   url_shown)};
}

}  // namespace market_data::transport
