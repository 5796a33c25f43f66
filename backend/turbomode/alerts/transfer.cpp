#include "turbomode/alerts/transfer.hpp"

#include <algorithm>
#include <arpa/inet.h>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <system_error>

#include <curl/curl.h>
#include <fmt/format.h>

#include "base/check.hpp"

namespace turbomode::alerts {

using base::Error;
using base::ErrorCode;
using base::Result;

namespace {

constexpr std::size_t kReplyBytesMax = 65'536;  // Of an answer that nobody reads.
constexpr std::string_view kUserAgent = "turbomode";

template <auto Free>
struct Deleter {
    template <typename T>
    void operator()(T* object) const {
        Free(object);
    }
};
using Url = std::unique_ptr<CURLU, Deleter<curl_url_cleanup>>;
using Text = std::unique_ptr<char, Deleter<curl_free>>;

std::string host_of(const std::string& url) {
    const Url parsed{curl_url()};
    CHECK(parsed != nullptr);
    char* host = nullptr;
    if (curl_url_set(parsed.get(), CURLUPART_URL, url.c_str(), CURLU_NON_SUPPORT_SCHEME) !=
            CURLUE_OK ||
        curl_url_get(parsed.get(), CURLUPART_HOST, &host, 0) != CURLUE_OK) {
        return "";
    }
    return Text{host}.get();
}

// One transfer: the options that all have in common, and how it ended.
class Transfer {
public:
    Transfer(const std::string& url, const SendLimits& limits, const std::stop_token& stop)
        : url_(url), stop_(stop), complaint_(CURL_ERROR_SIZE, '\0') {
        static const bool kIsReady = curl_global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK;
        CHECK(kIsReady);
        easy_.reset(curl_easy_init());
        CHECK(easy_ != nullptr);
        set(CURLOPT_URL, url_.c_str());
        set(CURLOPT_USERAGENT, kUserAgent.data());
        set(CURLOPT_ERRORBUFFER, complaint_.data());
        set(CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(limits.connect.count()));
        set(CURLOPT_TIMEOUT_MS, static_cast<long>(limits.total.count()));
        set(CURLOPT_NOSIGNAL, 1L);
        set(CURLOPT_FOLLOWLOCATION, 0L);
        set(CURLOPT_SSL_VERIFYPEER, 1L);
        set(CURLOPT_SSL_VERIFYHOST, 2L);
        set(CURLOPT_WRITEFUNCTION, &Transfer::on_reply);
        set(CURLOPT_WRITEDATA, static_cast<void*>(this));
        set(CURLOPT_NOPROGRESS, 0L);
        set(CURLOPT_XFERINFOFUNCTION, &Transfer::on_progress);
        set(CURLOPT_XFERINFODATA, static_cast<void*>(this));
        if (is_to_loopback(url)) {
            set(CURLOPT_PROXY, "");  // None: a proxy has its own loopback.
        }
        trust_environment();
    }
    // libcurl holds its address.
    Transfer(const Transfer&) = delete;
    Transfer& operator=(const Transfer&) = delete;
    Transfer(Transfer&&) = delete;
    Transfer& operator=(Transfer&&) = delete;
    ~Transfer() = default;

    template <typename T>
    void set(CURLoption option, T value) {
        // Fails only without memory, or for an option that this libcurl lacks.
        CHECK(curl_easy_setopt(easy_.get(), option, value) == CURLE_OK);
    }
    // The list lives as long as this object.
    void set_list(CURLoption option, const std::vector<std::string>& lines) {
        for (const auto& line : lines) {
            auto* longer = curl_slist_append(list_.get(), line.c_str());
            CHECK(longer != nullptr);
            static_cast<void>(list_.release());  // The longer one owns it.
            list_.reset(longer);
        }
        set(option, list_.get());
    }
    void trust_only(const std::string& file) {
        set(CURLOPT_CAINFO, file.c_str());
        set(CURLOPT_CAPATH, static_cast<const char*>(nullptr));
    }
    // Sent as the mail's text.
    void upload(std::string_view text) {
        rest_ = text;
        set(CURLOPT_UPLOAD, 1L);
        set(CURLOPT_READFUNCTION, &Transfer::on_upload);
        set(CURLOPT_READDATA, static_cast<void*>(this));
    }

    // The last status that the server gave.
    Result<long> run() {
        const auto code = curl_easy_perform(easy_.get());
        if (code != CURLE_OK && !is_reply_too_large_) {
            return Error{ErrorCode::Failed, detail(code)};
        }
        long status = 0;
        curl_easy_getinfo(easy_.get(), CURLINFO_RESPONSE_CODE, &status);
        return status;
    }

private:
    // As the command line tool curl does; the library itself reads none of them.
    void trust_environment() {
        for (const char* name : {"CURL_CA_BUNDLE", "SSL_CERT_FILE"}) {
            const char* file = std::getenv(name);
            if (file != nullptr && *file != '\0') {
                set(CURLOPT_CAINFO, file);
                return;
            }
        }
    }

    static std::size_t on_reply(char*, std::size_t size, std::size_t count, void* self) {
        auto& transfer = *static_cast<Transfer*>(self);
        transfer.reply_bytes_ += size * count;
        transfer.is_reply_too_large_ = transfer.reply_bytes_ > kReplyBytesMax;
        return transfer.is_reply_too_large_ ? 0 : size * count;  // 0 ends it.
    }
    static std::size_t on_upload(char* into, std::size_t size, std::size_t count, void* self) {
        auto& rest = static_cast<Transfer*>(self)->rest_;
        const auto bytes = std::min(size * count, rest.size());
        std::memcpy(into, rest.data(), bytes);
        rest.remove_prefix(bytes);
        return bytes;
    }
    static int on_progress(void* self, curl_off_t, curl_off_t, curl_off_t, curl_off_t) {
        return static_cast<Transfer*>(self)->stop_.stop_requested() ? 1 : 0;
    }

    // libcurl's own words are the best (which certificate, which limit), unless they quote the
    // address.
    std::string detail(CURLcode code) const {
        if (code == CURLE_ABORTED_BY_CALLBACK) {
            return "given up, the program ends";
        }
        std::string text = complaint_.substr(0, complaint_.find('\0'));
        if (text.empty() || text.find(url_) != std::string::npos) {
            text = curl_easy_strerror(code);
        }
        long os_error = 0;
        curl_easy_getinfo(easy_.get(), CURLINFO_OS_ERRNO, &os_error);
        if (code == CURLE_COULDNT_CONNECT && os_error != 0) {
            text += ": " + std::generic_category().message(static_cast<int>(os_error));
        }
        return plain_line(text);
    }

    const std::string& url_;
    const std::stop_token& stop_;
    std::unique_ptr<CURL, Deleter<curl_easy_cleanup>> easy_;
    std::unique_ptr<curl_slist, Deleter<curl_slist_free_all>> list_;
    std::string complaint_;  // Written by libcurl.
    std::string_view rest_;  // Of the upload.
    std::size_t reply_bytes_ = 0;
    bool is_reply_too_large_ = false;
};

}  // namespace

bool is_to_loopback(const std::string& url) {
    const auto host = host_of(url);
    in_addr address{};
    if (inet_pton(AF_INET, host.c_str(), &address) == 1) {
        return ntohl(address.s_addr) >> 24U == 127;
    }
    return host == "[::1]" || curl_strequal(host.c_str(), "localhost") != 0;
}

Result<void> post(const Post& post, const SendLimits& limits, const std::stop_token& stop) {
    const bool is_permitted = post.url.starts_with("https://") ||
                              (post.url.starts_with("http://") && is_to_loopback(post.url));
    if (!is_permitted || host_of(post.url).empty()) {
        return Error{ErrorCode::Refused,
                     "the address is none of https, nor of http to this machine"};
    }
    Transfer transfer(post.url, limits, stop);
    transfer.set(CURLOPT_PROTOCOLS_STR, "http,https");
    transfer.set_list(CURLOPT_HTTPHEADER, post.headers);
    transfer.set(CURLOPT_POSTFIELDSIZE, static_cast<long>(post.body.size()));
    transfer.set(CURLOPT_POSTFIELDS, post.body.c_str());
    TRY_ASSIGN(const auto status, transfer.run());
    if (status >= 300 && status < 400) {
        return Error{ErrorCode::Failed,
                     fmt::format("answered {}, and redirects are not followed: set the address "
                                 "that it points to",
                                 status)};
    }
    if (status < 200 || status >= 300) {
        return Error{ErrorCode::Failed, fmt::format("answered {}", status)};
    }
    return {};
}

Result<void> send_mail(const Mail& mail, const SendLimits& limits, const std::stop_token& stop) {
    const bool is_encrypted =
        mail.url.starts_with("smtps://") || mail.encryption == MailEncryption::Required;
    if (!mail.password.empty() && !is_encrypted && !is_to_loopback(mail.url)) {
        return Error{ErrorCode::Refused,
                     "a password is not sent in the clear: set alerts.smtp_tls = \"required\""};
    }
    Transfer transfer(mail.url, limits, stop);
    transfer.set(CURLOPT_PROTOCOLS_STR, "smtp,smtps");
    transfer.set(CURLOPT_USE_SSL,
                 static_cast<long>(mail.encryption == MailEncryption::Required ? CURLUSESSL_ALL
                                   : mail.encryption == MailEncryption::None   ? CURLUSESSL_NONE
                                                                               : CURLUSESSL_TRY));
    if (!mail.ca_file.empty()) {
        transfer.trust_only(mail.ca_file);
    }
    if (!mail.user.empty()) {
        transfer.set(CURLOPT_USERNAME, mail.user.c_str());
        transfer.set(CURLOPT_PASSWORD, mail.password.c_str());
    }
    const auto from = fmt::format("<{}>", mail.from);
    transfer.set(CURLOPT_MAIL_FROM, from.c_str());
    transfer.set_list(CURLOPT_MAIL_RCPT, mail.to);
    transfer.upload(mail.text);
    TRY(transfer.run());
    return {};
}

}  // namespace turbomode::alerts
