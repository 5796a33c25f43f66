#include "market_data/transport/transfer.hpp"

#include <algorithm>
#include <cstdlib>
#include <system_error>
#include <utility>

#include <fmt/format.h>

#include "base/check.hpp"

namespace market_data::transport {

using base::Error;
using base::ErrorCode;

namespace {

std::string environment(const char* name) {
    const char* value = std::getenv(name);
    return value == nullptr ? "" : value;
}

// The network or the vendor had a bad moment. What is not here (a certificate that is not trusted,
// no HTTP at all) is the same a second later.
bool is_passing(CURLcode code) {
    switch (code) {
        case CURLE_COULDNT_RESOLVE_PROXY:
        case CURLE_COULDNT_RESOLVE_HOST:
        case CURLE_COULDNT_CONNECT:
        case CURLE_SSL_CONNECT_ERROR:
        case CURLE_OPERATION_TIMEDOUT:
        case CURLE_PARTIAL_FILE:
        case CURLE_GOT_NOTHING:
        case CURLE_SEND_ERROR:
        case CURLE_RECV_ERROR:
        case CURLE_BAD_CONTENT_ENCODING:  // A compressed body without its end.
        case CURLE_HTTP2:
        case CURLE_HTTP2_STREAM:
            return true;
        default:
            return false;
    }
}

bool has_no_connection(CURLcode code) {
    switch (code) {
        case CURLE_COULDNT_RESOLVE_PROXY:
        case CURLE_COULDNT_RESOLVE_HOST:
        case CURLE_COULDNT_CONNECT:
        case CURLE_SSL_CONNECT_ERROR:
        case CURLE_PEER_FAILED_VERIFICATION:
        case CURLE_SSL_CACERT_BADFILE:
        case CURLE_PROXY:
            return true;
        default:
            return false;
    }
}

curl_slist* longer_list(curl_slist* list, const std::string& line) {
    curl_slist* longer = curl_slist_append(list, line.c_str());
    CHECK(longer != nullptr);
    return longer;
}

}  // namespace

Certificates Certificates::from_environment() {
    if (auto bundle = environment("CURL_CA_BUNDLE"); !bundle.empty()) {
        return {.file = std::move(bundle), .folder = ""};
    }
    return {.file = environment("SSL_CERT_FILE"), .folder = environment("SSL_CERT_DIR")};
}

Transfer::Transfer(const TransportSettings& settings, const Certificates& certificates)
    : settings_(settings),
      certificates_(certificates),
      easy_(curl_easy_init()),
      complaint_(CURL_ERROR_SIZE, '\0') {
    CHECK(easy_ != nullptr);
}

template <typename T>
void Transfer::set(CURLoption option, T value) {
    // Fails only without memory, for an option that this libcurl lacks, or for one of the few
    // (CURLOPT_BUFFERSIZE) that a handle does not take again after HTTP/2: none of those here.
    CHECK(curl_easy_setopt(easy_.get(), option, value) == CURLE_OK);
}

void Transfer::prepare(std::size_t index, const source::VendorRequest& request, Reach reach) {
    curl_easy_reset(easy_.get());  // Connections stay.
    index_ = index;
    request_ = &request;
    body_.clear();
    is_body_too_large_ = false;
    complaint_.assign(CURL_ERROR_SIZE, '\0');
    set_headers(request.headers);
    set(CURLOPT_URL, request.url.c_str());
    set(CURLOPT_USERAGENT, settings_.user_agent.c_str());
    set(CURLOPT_PRIVATE, static_cast<void*>(this));
    set(CURLOPT_WRITEFUNCTION, &Transfer::on_body);
    set(CURLOPT_WRITEDATA, static_cast<void*>(this));
    set(CURLOPT_ERRORBUFFER, complaint_.data());
    set(CURLOPT_ACCEPT_ENCODING, "");  // All that it can unpack.
    set(CURLOPT_FOLLOWLOCATION, 0L);
    set(CURLOPT_PROTOCOLS_STR, reach == Reach::Loopback ? "http,https" : "https");
    set(CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_2TLS));
    set_limits();
    set_environment(reach);
}

void Transfer::set_headers(const std::vector<std::string>& headers) {
    headers_.reset();
    for (const auto& header : headers) {
        headers_.reset(longer_list(headers_.release(), header));
    }
    set(CURLOPT_HTTPHEADER, headers_.get());
}

void Transfer::set_limits() {
    set(CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(settings_.connect_limit.count()));
    set(CURLOPT_TIMEOUT_MS, static_cast<long>(settings_.attempt_limit.count()));
    set(CURLOPT_LOW_SPEED_LIMIT, settings_.slow_bytes_per_second);
    set(CURLOPT_LOW_SPEED_TIME, static_cast<long>(settings_.slow_limit.count()));
    set(CURLOPT_NOSIGNAL, 1L);
}

void Transfer::set_environment(Reach reach) {
    if (reach == Reach::Loopback) {
        set(CURLOPT_PROXY, "");  // None: a proxy has its own loopback.
    } else {
        set(CURLOPT_PIPEWAIT, 1L);  // Share a connection of HTTP/2 instead of opening eight.
    }
    if (!certificates_.file.empty()) {
        set(CURLOPT_CAINFO, certificates_.file.c_str());
    }
    if (!certificates_.folder.empty()) {
        set(CURLOPT_CAPATH, certificates_.folder.c_str());
    }
}

std::size_t Transfer::on_body(char* bytes, std::size_t size, std::size_t count, void* self) {
    auto& transfer = *static_cast<Transfer*>(self);
    const std::size_t added = size * count;
    if (added > transfer.settings_.body_bytes_max - transfer.body_.size()) {
        transfer.is_body_too_large_ = true;
        return 0;  // Ends the transfer.
    }
    transfer.body_.append(bytes, added);
    return added;
}

std::string Transfer::header(const char* name) const {
    curl_header* found = nullptr;
    const auto code = curl_easy_header(easy_.get(), name, 0, CURLH_HEADER, -1, &found);
    return code == CURLHE_OK ? found->value : "";
}

Fetched Transfer::reply(std::chrono::system_clock::time_point received_at) {
    long status = 0;
    char* redirect_to = nullptr;
    curl_easy_getinfo(easy_.get(), CURLINFO_RESPONSE_CODE, &status);
    curl_easy_getinfo(easy_.get(), CURLINFO_REDIRECT_URL, &redirect_to);
    return {.status = static_cast<int>(status),
            .content_type = header("content-type"),
            .body = std::exchange(body_, {}),
            .redirect_to = redirect_to == nullptr ? "" : redirect_to,
            .received_at = received_at};
}

// libcurl's own words are the best (which certificate, which limit), but they are kept from a
// message when they quote the request, and made ASCII.
std::string Transfer::detail(CURLcode code) const {
    std::string text = complaint_.substr(0, complaint_.find('\0'));
    const auto quotes = [&text](const std::string& part) {
        return text.find(
                   part.substr(part.find(": ") == std::string::npos ? 0 : part.find(": ") + 2)) !=
               std::string::npos;
    };
    if (text.empty() || text.find(request_->url) != std::string::npos ||
        std::any_of(request_->headers.begin(), request_->headers.end(), quotes)) {
        text = curl_easy_strerror(code);
    }
    std::replace_if(
        text.begin(), text.end(), [](char c) { return c < ' ' || c > '~'; }, '?');
    long os_error = 0;
    curl_easy_getinfo(easy_.get(), CURLINFO_OS_ERRNO, &os_error);
    if (code == CURLE_COULDNT_CONNECT && os_error != 0) {
        // "Failed to connect to HOST port N after 3 ms: Couldn't connect to server": the system
        // knows why.
        text.resize(std::min(text.size(), text.find(" after ")));
        text += ": " + std::generic_category().message(static_cast<int>(os_error));
    }
    return text;
}

Attempt Transfer::finish(CURLcode code, std::chrono::system_clock::time_point received_at) {
    if (code == CURLE_OK) {
        auto fetched = reply(received_at);
        const int status = fetched.status;
        return {.fetched = std::move(fetched),
                .may_work_later = is_worth_retrying(status),
                .is_turned_away = is_refusal(status),
                .retry_after = header("retry-after")};
    }
    if (is_body_too_large_) {
        return {.fetched = Error{ErrorCode::InvalidInput,
                                 fmt::format("the reply is larger than {} bytes",
                                             settings_.body_bytes_max)},
                .may_work_later = false,
                .is_turned_away = false};
    }
    return {.fetched = Error{ErrorCode::Failed, detail(code)},
            .may_work_later = is_passing(code),
            .is_turned_away = has_no_connection(code)};
}

}  // namespace market_data::transport
