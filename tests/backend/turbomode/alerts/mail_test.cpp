// What a mail says. How it is sent is tested from outside, against a mail server that speaks TLS:
// app/command_line_alerts_test.py.
#include "turbomode/alerts/mail.hpp"

#include <algorithm>
#include <sstream>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "backend/turbomode/alerts/made_messages.hpp"
#include "backend/turbomode/platform/temporary_folder.hpp"
#include "base/file.hpp"

namespace turbomode::alerts {
namespace {

using testing::HasSubstr;

std::string text_of(const Message& message) {
    return mail_text("turbomode@mail.example", {"me@mail.example", "you@mail.example"}, message);
}

TEST(Mail, HasTheHeadersThatAMailNeeds) {
    // 2026-11-21 is a Saturday.
    EXPECT_EQ(text_of(message_about("no prices")),
              "Date: Sat, 21 Nov 2026 04:01:00 +0000\r\n"
              "From: TurboMode <turbomode@mail.example>\r\n"
              "To: me@mail.example, you@mail.example\r\n"
              "Subject: TurboMode: critical: run_state\r\n"
              "Message-ID: <turbomode.1795233660000.raised.run_state@mail.example>\r\n"
              "MIME-Version: 1.0\r\n"
              "Content-Type: text/plain; charset=us-ascii\r\n"
              "Auto-Submitted: auto-generated\r\n"
              "\r\n"
              "no prices\r\n"
              "\r\n"
              "Raised 2026-11-21T04:00:00Z, said 2026-11-21T04:01:00Z.\r\n");
}

TEST(Mail, NothingInATextBecomesAHeaderOrALongLine) {
    std::string words;
    for (int i = 0; i < 100; ++i) {
        words += fmt::format("word{} ", i);
    }
    const auto text =
        text_of(message_about(words + "\r\n\r\nBcc: x@y\xC3\xA9 " + std::string(5'000, 'z')));
    const auto headers = text.substr(0, text.find("\r\n\r\n"));
    EXPECT_EQ(std::ranges::count(headers, '\n'), 7);  // As above.
    std::istringstream lines(text);
    std::size_t longest = 0;
    for (std::string line; std::getline(lines, line);) {
        EXPECT_TRUE(line.ends_with('\r'));
        longest = std::max(longest, line.size());
    }
    EXPECT_LE(longest, 998U);  // RFC 5322, 2.1.1.
    EXPECT_THAT(text, HasSubstr("Bcc: x@y?"));
    EXPECT_THAT(text, HasSubstr("word99"));
}

TEST(Mail, APasswordIsNotSentInTheClear) {
    const platform::TemporaryFolder folder{"mail_test"};
    const auto file = folder.path() / "password";
    MailOptions options{.url = "smtp://mail.example:25",
                        .tls = MailTls::None,
                        .user = "me",
                        .password = {.file = file, .variable = ""},
                        .from = "a@mail.example",
                        .to = {"b@mail.example"}};
    ASSERT_TRUE(base::write_file_atomically(file, "\n").ok());
    const auto without = mail_channel(options)->send(message_about("no prices"), {});
    EXPECT_EQ(without.error().message, "there is no password for me: put it into " + file.string());
    ASSERT_TRUE(base::write_file_atomically(file, "hush\n").ok());
    const auto refused = mail_channel(options)->send(message_about("no prices"), {});
    EXPECT_EQ(refused.error().code, base::ErrorCode::Refused);
    EXPECT_THAT(refused.error().message, HasSubstr("not sent in the clear"));
}

TEST(Mail, EncryptionIsKnownByName) {
    EXPECT_EQ(parse_mail_tls("required").value(), MailTls::Required);
    EXPECT_EQ(parse_mail_tls("ssl").error().code, base::ErrorCode::Usage);
}

}  // namespace
}  // namespace turbomode::alerts
