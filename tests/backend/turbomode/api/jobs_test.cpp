#include "turbomode/api/jobs.hpp"

#include <fstream>
#include <sys/stat.h>
#include <thread>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "backend/turbomode/platform/temporary_folder.hpp"
#include "base/file.hpp"

namespace turbomode::api {
namespace {

using base::ErrorCode;
using testing::HasSubstr;

// A program that reads one line from the fifo in home and does what it says. Arguments:
// scan --home <home> [--config <config>].
constexpr const char* kProgram =
    "#!/bin/sh\n"
    "echo \"arguments: $*\"\n"
    "read -r command < \"$3/fifo\"\n"
    "eval \"$command\"\n";

class JobsTest : public testing::Test {
protected:
    JobsTest() {
        EXPECT_TRUE(base::write_file_atomically(program_, kProgram).ok());
        std::filesystem::permissions(program_, std::filesystem::perms::owner_all);
        EXPECT_EQ(::mkfifo((home_.path() / "fifo").c_str(), 0600), 0);
    }

    ChildJobOptions options() const { return {.program = program_, .home = home_.path()}; }
    // Waits until the child listens, and tells it what to do.
    void tell(const std::string& command) const {
        std::ofstream(home_.path() / "fifo") << command << '\n';
    }
    // The latest job, once it has ended.
    static Job ended(ChildJobRunner& runner) {
        const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds{20};
        Job job = runner.jobs().front();
        while (job.state == JobState::Running && std::chrono::steady_clock::now() < deadline) {
            std::this_thread::yield();
            job = runner.jobs().front();
        }
        return job;
    }
    std::string log_of(const Job& job) const {
        return base::read_file(home_.path() / "backend/data/logs" / (job.id + ".log")).value();
    }

    platform::TemporaryFolder home_{"api_jobs_test"};
    std::filesystem::path program_ = home_.path() / "program";
    platform::SimulatedClock clock_{base::TradingDate{2024, 3, 9}.day() + std::chrono::hours{4}};
};

TEST_F(JobsTest, AJobRunsUntilItsChildEnds) {
    ChildJobRunner runner(options(), clock_);
    const auto job = runner.start_scan().value();
    EXPECT_EQ(job.id, "scan-20240309T040000Z-1");
    EXPECT_EQ(job.state, JobState::Running);
    EXPECT_EQ(runner.jobs().front().state, JobState::Running);
    clock_.advance(std::chrono::minutes{2});
    tell("echo 'two signals opened'; echo; exit 0");
    const auto end = ended(runner);
    EXPECT_EQ(end.state, JobState::Done);
    EXPECT_EQ(end.exit_code, 0);
    EXPECT_EQ(end.message, "two signals opened");
    EXPECT_EQ(end.finished_at, clock_.now());
    EXPECT_EQ(end.started_at, job.started_at);
}

TEST_F(JobsTest, TheChildIsAScanOfThisHomeAndConfiguration) {
    auto with_config = options();
    with_config.config = "/etc/turbomode.toml";
    ChildJobRunner runner(with_config, clock_);
    ASSERT_TRUE(runner.start_scan().ok());
    tell("exit 0");
    EXPECT_EQ(
        log_of(ended(runner)),
        "arguments: scan --home " + home_.path().string() + " --config /etc/turbomode.toml\n");
}

TEST_F(JobsTest, OnlyOneJobRunsAtATime) {
    ChildJobRunner runner(options(), clock_);
    ASSERT_TRUE(runner.start_scan().ok());
    const auto second = runner.start_scan();
    ASSERT_FALSE(second.ok());
    EXPECT_EQ(second.error().code, ErrorCode::Refused);
    EXPECT_THAT(second.error().message, HasSubstr("scan-20240309T040000Z-1"));
    EXPECT_EQ(runner.jobs().size(), 1U);
    tell("exit 0");
    ASSERT_EQ(ended(runner).state, JobState::Done);
    EXPECT_EQ(runner.start_scan().value().id, "scan-20240309T040000Z-2");
    EXPECT_EQ(runner.jobs().size(), 2U);
    EXPECT_EQ(runner.jobs().front().id, "scan-20240309T040000Z-2");
    tell("exit 0");
}

TEST_F(JobsTest, OfManyThreadsOneStartsTheJob) {
    ChildJobRunner runner(options(), clock_);
    std::atomic<int> started = 0;
    {
        std::vector<std::jthread> threads;
        for (int i = 0; i < 4; ++i) {
            threads.emplace_back([&] {
                started += runner.start_scan().ok() ? 1 : 0;
                EXPECT_EQ(runner.jobs().size(), 1U);
            });
        }
    }
    EXPECT_EQ(started, 1);
    tell("exit 0");
}

TEST_F(JobsTest, AnotherExitCodeIsAFailure) {
    ChildJobRunner runner(options(), clock_);
    ASSERT_TRUE(runner.start_scan().ok());
    tell("echo 'no champion' >&2; exit 3");
    const auto end = ended(runner);
    EXPECT_EQ(end.state, JobState::Failed);
    EXPECT_EQ(end.exit_code, 3);
    EXPECT_EQ(end.message, "no champion");
}

TEST_F(JobsTest, AKilledChildHasNoExitCode) {
    ChildJobRunner runner(options(), clock_);
    ASSERT_TRUE(runner.start_scan().ok());
    tell("kill -KILL $$");
    const auto end = ended(runner);
    EXPECT_EQ(end.state, JobState::Failed);
    EXPECT_FALSE(end.exit_code.has_value());
    EXPECT_THAT(end.message, HasSubstr("signal 9"));
}

TEST_F(JobsTest, AJobBeyondItsTimeLimitIsEnded) {
    auto limited = options();
    limited.time_limit = std::chrono::minutes{10};
    ChildJobRunner runner(limited, clock_);
    ASSERT_TRUE(runner.start_scan().ok());
    clock_.advance(std::chrono::minutes{10});
    EXPECT_EQ(runner.jobs().front().state, JobState::Running);
    clock_.advance(std::chrono::seconds{1});
    const auto job = runner.jobs().front();
    EXPECT_EQ(job.state, JobState::Failed);
    EXPECT_THAT(job.message, HasSubstr("time limit"));
}

TEST_F(JobsTest, AProgramThatCannotRunStartsNoJob) {
    auto broken = options();
    broken.program = home_.path() / "missing";
    ChildJobRunner runner(broken, clock_);
    const auto job = runner.start_scan();
    ASSERT_FALSE(job.ok());
    EXPECT_THAT(job.error().message, HasSubstr("missing"));
    EXPECT_TRUE(runner.jobs().empty());
}

TEST_F(JobsTest, ALogFolderThatCannotBeMadeStartsNoJob) {
    ASSERT_TRUE(base::write_file_atomically(home_.path() / "backend", "a file").ok());
    ChildJobRunner runner(options(), clock_);
    const auto job = runner.start_scan();
    ASSERT_FALSE(job.ok());
    EXPECT_EQ(job.error().code, ErrorCode::Failed);
    EXPECT_THAT(job.error().message, HasSubstr("logs: cannot be made"));
}

TEST(JobState, HasTheNamesOfTheDocument) {
    EXPECT_EQ(name_of(JobState::Running), "RUNNING");
    EXPECT_EQ(name_of(JobState::Done), "DONE");
    EXPECT_EQ(name_of(JobState::Failed), "FAILED");
}

}  // namespace
}  // namespace turbomode::api
