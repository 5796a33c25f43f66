#include "turbomode/alerts/mail.hpp"

#include <sstream>

#include <fmt/chrono.h>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/check.hpp"
#include "turbomode/alerts/transfer.hpp"

namespace turbomode::alerts {

using base::Error;
using base::ErrorCode;
using base::Result;

namespace {

constexpr std::size_t kLineMax = 76;
constexpr std::size_t kWordMax = 900;  // A line has 998 at most.
constexpr std::size_t kTextMax = 20'000;
constexpr std::string_view kLineEnd = "\r\n";

// The words in lines.
std::string wrapped(const std::string& text) {
    std::istringstream words(plain_line(text));
    std::string lines;
    std::string line;
    for (std::string word; words >> word;) {
        word.resize(std::min(word.size(), kWordMax));
        if (!line.empty() && line.size() + 1 + word.size() > kLineMax) {
            lines.append(line).append(kLineEnd);
            line.clear();
        }
        line.append(line.empty() ? "" : " ").append(word);
    }
    return lines.append(line).append(kLineEnd);
}

MailEncryption encryption_of(MailTls tls, const std::string& url) {
    switch (tls) {
        case MailTls::Auto:
            return is_to_loopback(url) ? MailEncryption::Opportunistic : MailEncryption::Required;
        case MailTls::Required:
            return MailEncryption::Required;
        case MailTls::None:
            return MailEncryption::None;
    }
    CHECK(false);
}

class MailServer final : public Channel {
public:
    explicit MailServer(MailOptions options) : options_(std::move(options)) {}

    std::string name() const override { return "mail"; }
    Result<void> send(const Message& message, const std::stop_token& stop) override {
        std::string password;
        if (!options_.user.empty()) {
            TRY_ASSIGN(password, read_secret(options_.password));
            if (password.empty()) {
                return Error{
                    ErrorCode::Usage,
                    fmt::format("there is no password for {}: put it into {}",
                                options_.user,
                                options_.password.file.empty() ? "$" + options_.password.variable
                                                               : options_.password.file.string())};
            }
        }
        return send_mail({.url = options_.url,
                          .encryption = encryption_of(options_.tls, options_.url),
                          .ca_file = options_.ca_file,
                          .user = options_.user,
                          .password = password,
                          .from = options_.from,
                          .to = options_.to,
                          .text = mail_text(options_.from, options_.to, message)},
                         options_.limits,
                         stop);
    }

private:
    const MailOptions options_;
};

}  // namespace

Result<MailTls> parse_mail_tls(std::string_view name) {
    if (name == "auto") {
        return MailTls::Auto;
    }
    if (name == "required") {
        return MailTls::Required;
    }
    if (name == "none") {
        return MailTls::None;
    }
    return Error{ErrorCode::Usage, fmt::format("'{}' is no encryption of mail", name)};
}

std::string mail_text(const std::string& from,
                      const std::vector<std::string>& to,
                      const Message& message) {
    const auto since_1970 =
        std::chrono::floor<std::chrono::milliseconds>(message.said_at.time_since_epoch());
    const auto time = std::chrono::system_clock::to_time_t(message.said_at);
    const auto domain = from.substr(from.find('@') + 1);
    std::string text;
    const auto add = [&](const std::string& line) {
        text.append(line).append(kLineEnd);
    };
    add(fmt::format("Date: {:%a, %d %b %Y %H:%M:%S} +0000", fmt::gmtime(time)));
    add(fmt::format("From: TurboMode <{}>", from));
    add(fmt::format("To: {}", fmt::join(to, ", ")));
    add(fmt::format("Subject: {}", plain_line(title_of(message))));
    add(fmt::format("Message-ID: <turbomode.{}.{}.{}@{}>",
                    since_1970.count(),
                    name_of(message.event),
                    plain_line(message.key),
                    domain));
    add("MIME-Version: 1.0");
    add("Content-Type: text/plain; charset=us-ascii");
    add("Auto-Submitted: auto-generated");  // RFC 3834: nobody's absence is told in answer.
    add("");
    text.append(wrapped(shortened(message.text, kTextMax)));
    add("");
    add(fmt::format("Raised {}, said {}.",
                    platform::rfc3339_utc(message.raised_at),
                    platform::rfc3339_utc(message.said_at)));
    return text;
}

std::unique_ptr<Channel> mail_channel(MailOptions options) {
    return std::make_unique<MailServer>(std::move(options));
}

}  // namespace turbomode::alerts
