// The wire of the channels: one POST or one mail, on libcurl. Inside of this layer only.
//
// Anything but this machine is reached over TLS, with a certificate that is trusted and of that
// name. Certificates and proxies come from the environment: CURL_CA_BUNDLE, SSL_CERT_FILE,
// https_proxy.
#pragma once

#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "turbomode/alerts/channel.hpp"

namespace turbomode::alerts {

// Whether the URL names this machine: 127.0.0.0/8, ::1, localhost.
bool is_to_loopback(const std::string& url);

struct Post {
    std::string url;                   // A secret: in no message.
    std::vector<std::string> headers;  // "Name: value"
    std::string body;
};

// Refused when `url` is neither https nor http to this machine; Failed when there is no answer in
// time, or one that is not 2xx. Redirects are not followed: they are answers that are not 2xx.
base::Result<void> post(const Post& post, const SendLimits& limits, const std::stop_token& stop);

// How a mail server is spoken to. Opportunistic: in the clear if it does not offer STARTTLS.
enum class MailEncryption { Required, Opportunistic, None };

struct Mail {
    std::string url;  // smtp://HOST:PORT, or smtps://HOST:PORT, which is encrypted from the start.
    MailEncryption encryption = MailEncryption::Required;
    std::string ca_file;  // Empty: those of the system.
    std::string user;     // Empty: none is asked for.
    std::string password;
    std::string from;
    std::vector<std::string> to;
    std::string text;  // Headers and body, lines that end in \r\n.
};

base::Result<void> send_mail(const Mail& mail,
                             const SendLimits& limits,
                             const std::stop_token& stop);

}  // namespace turbomode::alerts
