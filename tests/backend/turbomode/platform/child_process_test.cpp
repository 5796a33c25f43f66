#include "turbomode/platform/child_process.hpp"

#include <array>
#include <cerrno>
#include <csignal>
#include <fcntl.h>
#include <fstream>
#include <optional>
#include <poll.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include <utility>

#include <gtest/gtest.h>

#include "backend/turbomode/platform/temporary_folder.hpp"
#include "base/file.hpp"

namespace turbomode::platform {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

class ChildProcessTest : public testing::Test {
protected:
    base::Result<ChildProcess> shell(const std::string& script) const {
        return ChildProcess::start({"/bin/sh", {"-c", script, "sh", fifo_.string()}, log_});
    }
    std::string log() const { return base::read_file(log_).value(); }

    void make_fifo() const { ASSERT_EQ(::mkfifo(fifo_.c_str(), 0600), 0); }
    // Waits until a child writes a line into the fifo, its $1, and returns the line.
    std::string next_word_of_child() const {
        std::ifstream fifo(fifo_);
        std::string word;
        fifo >> word;
        return word;
    }

    TemporaryFolder folder_{"child_process_test"};
    std::filesystem::path log_ = folder_.path() / "child.log";
    std::filesystem::path fifo_ = folder_.path() / "fifo";
};

TEST_F(ChildProcessTest, ReportsTheExitCode) {
    auto child = shell("exit 3").value();
    const ExitStatus status = child.wait();
    EXPECT_EQ(status.code, 3);
    EXPECT_FALSE(status.success());
    EXPECT_EQ(status.text(), "exit code 3");
    EXPECT_TRUE(shell("exit 0").value().wait().success());
}

TEST_F(ChildProcessTest, ReportsTheSignal) {
    auto child = shell("kill -SEGV $$").value();
    const ExitStatus status = child.wait();
    EXPECT_EQ(status.signal, SIGSEGV);
    EXPECT_FALSE(status.code.has_value());
    EXPECT_FALSE(status.success());
    EXPECT_EQ(status.text(), "signal 11 (Segmentation fault)");
}

TEST_F(ChildProcessTest, AnswersTheSameHoweverOftenItIsAsked) {
    auto child = shell("exit 4").value();
    child.wait();
    EXPECT_EQ(child.poll()->code, 4);
    EXPECT_EQ(child.wait().code, 4);
    EXPECT_EQ(child.wait_for(seconds{1})->code, 4);
    EXPECT_EQ(child.terminate(seconds{1}).code, 4);
}

TEST_F(ChildProcessTest, AppendsOutputAndErrorsToTheLog) {
    shell("echo out; echo err >&2").value().wait();
    shell("echo more").value().wait();
    EXPECT_EQ(log(), "out\nerr\nmore\n");
}

TEST_F(ChildProcessTest, PassesArgumentsAsTheyAre) {
    auto child = ChildProcess::start({"/bin/echo", {"a b", "$HOME", "*", ""}, log_}).value();
    child.wait();
    EXPECT_EQ(log(), "a b $HOME * \n");
}

TEST_F(ChildProcessTest, HasAnEmptyInput) {
    EXPECT_TRUE(shell("test -z \"$(cat)\"").value().wait().success());
}

TEST_F(ChildProcessTest, HasNothingToSayWhileItRuns) {
    make_fifo();
    auto child = shell("read line < \"$1\"").value();
    EXPECT_FALSE(child.poll().has_value());
    EXPECT_FALSE(child.wait_for(milliseconds{1}).has_value());
    std::ofstream(fifo_) << "go\n";
    EXPECT_TRUE(child.wait().success());
}

TEST_F(ChildProcessTest, EndsWhenAsked) {
    make_fifo();
    auto child = shell("echo ready > \"$1\"; sleep 100").value();
    ASSERT_EQ(next_word_of_child(), "ready");
    EXPECT_EQ(child.terminate(seconds{60}).signal, SIGTERM);
}

TEST_F(ChildProcessTest, MayEndInItsOwnWayWhenAsked) {
    make_fifo();
    // `wait` is interrupted by the trapped signal at once, `sleep` in the foreground would not be.
    auto child = shell("trap 'exit 7' TERM; sleep 100 & echo ready > \"$1\"; wait").value();
    ASSERT_EQ(next_word_of_child(), "ready");
    EXPECT_EQ(child.terminate(seconds{60}).code, 7);
}

TEST_F(ChildProcessTest, IsKilledWhenItDoesNotListen) {
    make_fifo();
    auto child = shell("trap '' TERM; echo ready > \"$1\"; while true; do sleep 100; done").value();
    ASSERT_EQ(next_word_of_child(), "ready");
    EXPECT_EQ(child.terminate(milliseconds{50}).signal, SIGKILL);
}

TEST_F(ChildProcessTest, TakesItsOwnChildrenWithIt) {
    make_fifo();
    // The grandchild ignores SIGTERM and holds the fifo open; its end is the fifo's end.
    auto child =
        shell("(trap '' TERM; echo ready; while true; do sleep 100; done) > \"$1\" & wait").value();
    std::ifstream fifo(fifo_);
    std::string word;
    fifo >> word;
    ASSERT_EQ(word, "ready");
    child.terminate(seconds{60});
    EXPECT_FALSE(fifo >> word);  // Returns at the end of file only.
}

TEST_F(ChildProcessTest, LeavesNoZombieAndNoOrphan) {
    make_fifo();
    pid_t pid = 0;
    {
        auto child = shell("echo ready > \"$1\"; sleep 100").value();
        ASSERT_EQ(next_word_of_child(), "ready");
        pid = child.pid();
    }
    EXPECT_EQ(::waitpid(pid, nullptr, WNOHANG), -1);
    EXPECT_EQ(errno, ECHILD);
}

TEST_F(ChildProcessTest, MovesWithItsOwner) {
    auto first = shell("exit 5").value();
    ChildProcess second = std::move(first);
    EXPECT_EQ(second.wait().code, 5);
    auto running = shell("sleep 100").value();
    const pid_t replaced = running.pid();
    running = shell("exit 6").value();
    EXPECT_EQ(::waitpid(replaced, nullptr, WNOHANG), -1);
    EXPECT_EQ(running.wait().code, 6);
}

TEST_F(ChildProcessTest, InheritsNoOpenFile) {
    make_fifo();
    std::array<int, 2> pipe{};
    ASSERT_EQ(::pipe(pipe.data()), 0);  // Without O_CLOEXEC, like a socket of some library.
    auto child = shell("read line < \"$1\"").value();
    ::close(pipe[1]);
    pollfd watched{.fd = pipe[0], .events = POLLIN, .revents = 0};
    EXPECT_EQ(::poll(&watched, 1, 10'000), 1);
    EXPECT_NE(watched.revents & POLLHUP, 0);  // Nobody holds the writing end any more.
    EXPECT_FALSE(child.poll().has_value());
    ::close(pipe[0]);
}

TEST_F(ChildProcessTest, StartsWithSignalsUnblocked) {
    sigset_t blocked;
    sigset_t before;
    ::sigemptyset(&blocked);
    ::sigaddset(&blocked, SIGTERM);
    ASSERT_EQ(::pthread_sigmask(SIG_BLOCK, &blocked, &before), 0);
    auto child = shell("kill -TERM $$").value();
    EXPECT_EQ(child.wait().signal, SIGTERM);
    ASSERT_EQ(::pthread_sigmask(SIG_SETMASK, &before, nullptr), 0);
}

TEST_F(ChildProcessTest, NamesTheProgramThatCannotBeStarted) {
    const auto child = ChildProcess::start({"/no/such/program", {}, log_});
    ASSERT_FALSE(child.ok());
    EXPECT_EQ(child.error().message,
              "/no/such/program: cannot be started: No such file or directory");
}

TEST_F(ChildProcessTest, NamesTheLogThatCannotBeOpened) {
    const auto child = ChildProcess::start({"/bin/true", {}, folder_.path() / "none" / "log"});
    ASSERT_FALSE(child.ok());
    EXPECT_NE(child.error().message.find("none/log: log of a child"), std::string::npos);
}

}  // namespace
}  // namespace turbomode::platform
