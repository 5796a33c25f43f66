#include "turbomode/alerts/channel.hpp"

#include <cstdlib>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "backend/turbomode/alerts/made_messages.hpp"
#include "backend/turbomode/platform/http/running_server.hpp"
#include "backend/turbomode/platform/temporary_folder.hpp"
#include "base/file.hpp"

namespace turbomode::alerts {
namespace {

TEST(Channel, TheLogIsOne) {
    const platform::http::LogCapture log;
    const auto channel = log_channel();
    EXPECT_EQ(channel->name(), "log");
    ASSERT_TRUE(channel->send(message_about("no prices"), {}).ok());
    EXPECT_TRUE(log.wait_for("alert: TurboMode: critical: run_state: no prices"));
}

TEST(Channel, ATextIsShortenedBetweenCharacters) {
    EXPECT_EQ(shortened("abcdef", 6), "abcdef");
    EXPECT_EQ(shortened("abcdefg", 6), "abc...");
    EXPECT_EQ(shortened("ab\xC3\xA9"
                        "defg",
                        6),
              "ab...");  // An e with an accent is two bytes.
    EXPECT_EQ(shortened("ab\xC3\xA9"
                        "defg",
                        7),
              "ab\xC3\xA9...");
}

TEST(Channel, AHeaderIsOneLineOfAscii) {
    EXPECT_EQ(plain_line("a\r\nBcc: x\ty\x01"), "a  Bcc: x y?");
    EXPECT_EQ(plain_line("caf\xC3\xA9"), "caf?");
}

TEST(Channel, ASecretLiesInItsFileOrElseInTheEnvironment) {
    const platform::TemporaryFolder folder{"alert_channel_test"};
    const auto file = folder.path() / "secret";
    ASSERT_TRUE(base::write_file_atomically(file, "  from the file \n").ok());
    ASSERT_EQ(::setenv("TURBOMODE_TEST_SECRET", "from the environment", 1), 0);
    const SecretPlace both{.file = file, .variable = "TURBOMODE_TEST_SECRET"};
    EXPECT_EQ(read_secret(both).value(), "from the file");
    EXPECT_EQ(read_secret({.file = {}, .variable = both.variable}).value(), "from the environment");
    ASSERT_EQ(::unsetenv("TURBOMODE_TEST_SECRET"), 0);
    EXPECT_EQ(read_secret({.file = {}, .variable = both.variable}).value(), "");
    const auto missing = read_secret({.file = folder.path() / "none", .variable = both.variable});
    ASSERT_FALSE(missing.ok());
    EXPECT_THAT(missing.error().message, testing::HasSubstr("none"));
}

}  // namespace
}  // namespace turbomode::alerts
