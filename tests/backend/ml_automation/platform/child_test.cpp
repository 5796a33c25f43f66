#include "ml_automation/platform/child.hpp"

#include <fstream>
#include <iterator>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace ml_automation::platform {
namespace {

using testing::HasSubstr;

class Child : public testing::Test {
protected:
    Child() { std::filesystem::remove(log()); }

    static std::filesystem::path log() {
        return std::filesystem::path{testing::TempDir()} / "ml_child" / "child.log";
    }
    static std::string log_text() {
        std::ifstream file(log());
        return {std::istreambuf_iterator<char>{file}, {}};
    }
    static ChildCommand shell(const std::string& script) {
        return {.program = "/bin/sh", .arguments = {"-c", script}, .log_file = log()};
    }
};

TEST_F(Child, SaysHowItEndedAndKeepsWhatItSaid) {
    auto command = shell("echo to stdout; echo \"$WORD\" >&2; exit 4");
    command.environment = {"WORD=spoken"};
    const auto end = run_child(command, {}).value();
    EXPECT_EQ(end.exit_code, 4);
    EXPECT_EQ(end.text, "exit code 4");
    EXPECT_THAT(log_text(), HasSubstr("to stdout\nspoken"));
}

TEST_F(Child, ASignalIsNoExitCode) {
    const auto end = run_child(shell("kill -9 $$"), {}).value();
    EXPECT_EQ(end.exit_code, -1);
    EXPECT_EQ(end.text, "signal 9");
}

TEST_F(Child, IsEndedPastItsTimeAndWhenStopped) {
    auto late = shell("sleep 60");
    late.time_limit = std::chrono::minutes{0};
    EXPECT_EQ(run_child(late, {}).value().text, "ended after 0 minutes");
    std::stop_source stop;
    stop.request_stop();
    EXPECT_EQ(run_child(shell("sleep 60"), stop.get_token()).value().text, "stopped");
}

TEST_F(Child, AProgramThatIsNotThereIsNamed) {
    const auto end = run_child({.program = "/no/such", .arguments = {}, .log_file = log()}, {});
    ASSERT_FALSE(end.ok());
    EXPECT_THAT(end.error().message, HasSubstr("/no/such"));
}

}  // namespace
}  // namespace ml_automation::platform
