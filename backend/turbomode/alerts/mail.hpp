// Mail: each message is sent through a mail server.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "turbomode/alerts/channel.hpp"

namespace turbomode::alerts {

// Auto: as Required, but to this machine only if the server offers it. Required, None: of smtp://;
// smtps:// is encrypted in any case.
enum class MailTls { Auto, Required, None };
base::Result<MailTls> parse_mail_tls(std::string_view name);  // "auto", "required", "none"

struct MailOptions {
    std::string url;  // smtp://HOST:PORT or smtps://HOST:PORT
    MailTls tls = MailTls::Auto;
    std::string ca_file;  // Trusted instead of the system's; empty: those.
    std::string user;     // Empty: the server asks for none.
    SecretPlace password;
    std::string from;
    std::vector<std::string> to;
    SendLimits limits;
};

// Headers and body of plain ASCII, lines of 76 characters where words allow it.
// Source: RFC 5322, Internet Message Format.
// REQUIRES: addresses are checked, see platform/config.hpp
std::string mail_text(const std::string& from,
                      const std::vector<std::string>& to,
                      const Message& message);

std::unique_ptr<Channel> mail_channel(MailOptions options);

}  // namespace turbomode::alerts
