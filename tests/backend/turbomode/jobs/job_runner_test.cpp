#include "turbomode/jobs/job_runner.hpp"

#include <atomic>
#include <csignal>
#include <fstream>
#include <sys/stat.h>
#include <thread>
#include <tuple>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "backend/turbomode/platform/temporary_folder.hpp"
#include "base/file.hpp"

namespace turbomode::jobs {
namespace {

using base::ErrorCode;
using testing::HasSubstr;

// A program that says its arguments, reads one line from the fifo beside it and does what it says.
constexpr const char* kProgram =
    "#!/bin/sh\n"
    "echo \"arguments: $*\"\n"
    "read -r command < \"${0%/*}/fifo\"\n"
    "eval \"$command\"\n";

class JobRunnerTest : public testing::Test {
protected:
    JobRunnerTest() {
        EXPECT_TRUE(base::write_file_atomically(program_, kProgram).ok());
        std::filesystem::permissions(program_, std::filesystem::perms::owner_all);
        EXPECT_EQ(::mkfifo((home_.path() / "fifo").c_str(), 0600), 0);
    }

    RunnerOptions options() const {
        RunnerOptions options;
        options.programs = {.turbomode = program_, .market_data = program_};
        options.home = home_.path();
        options.database = home_.path() / "jobs.db";
        return options;
    }
    std::unique_ptr<JobRunner> open() { return JobRunner::open(options(), clock_).value(); }
    // Waits until the child listens, and tells it what to do.
    void tell(const std::string& command) const {
        std::ofstream(home_.path() / "fifo") << command << '\n';
    }
    static Job ended(JobRunner& runner, const Job& job) { return runner.wait(job.id, {}).value(); }
    static Job start(JobRunner& runner, Kind kind = Kind::Scan, const std::string& key = "") {
        return runner.start(kind, key, Cause::Page).value();
    }

    // Field 22 of /proc/PID/stat, whose second one is "(program)".
    static std::uint64_t start_of(pid_t pid) {
        std::ifstream stat("/proc/" + std::to_string(pid) + "/stat");
        std::string skipped;
        for (int field = 1; field < 22; ++field) {
            stat >> skipped;
        }
        std::uint64_t ticks = 0;
        stat >> ticks;
        return ticks;
    }

    platform::TemporaryFolder home_{"job_runner_test"};
    std::filesystem::path program_ = home_.path() / "program";
    platform::SimulatedClock clock_{base::TradingDate{2024, 3, 9}.day() + std::chrono::hours{4}};
};

TEST_F(JobRunnerTest, AJobRunsUntilItsChildEnds) {
    const auto runner = open();
    const auto job = start(*runner);
    EXPECT_EQ(job.id, "scan-20240309T040000Z-1");
    EXPECT_EQ(job.state, State::Running);
    EXPECT_EQ(runner->latest(1).value().front().state, State::Running);
    clock_.advance(std::chrono::minutes{2});
    tell("echo 'two signals opened'; echo; exit 0");
    const auto end = ended(*runner, job);
    EXPECT_EQ(end.state, State::Done);
    EXPECT_EQ(end.exit_code, 0);
    EXPECT_EQ(end.message, "two signals opened");
    EXPECT_EQ(end.finished_at, clock_.now());
    EXPECT_EQ(end.started_at, job.started_at);
    EXPECT_EQ(end.cause, Cause::Page);
}

TEST_F(JobRunnerTest, EachKindHasItsCommand) {
    auto with_config = options();
    with_config.config = "/etc/turbomode.toml";
    const auto runner = JobRunner::open(with_config, clock_).value();
    const std::string rest = " --home " + home_.path().string() + " --config /etc/turbomode.toml";
    for (const auto& [kind, key, arguments] :
         std::vector<std::tuple<Kind, std::string, std::string>>{
             {Kind::Scan, "", "scan" + rest},
             {Kind::Scan, "2024-03-08", "scan --as-of 2024-03-08" + rest},
             {Kind::Train, "2024-03-10", "train" + rest},
             {Kind::Prune, "", "models prune" + rest},
             {Kind::Backup, "", "backup" + rest},
             {Kind::Promote, "tm-1", "models promote tm-1" + rest},
             {Kind::Rollback, "", "models rollback" + rest},
             {Kind::Update, "2024-03-08", "update --home " + home_.path().string()}}) {
        const auto job = start(*runner, kind, key);
        tell("exit 0");
        ended(*runner, job);
        EXPECT_EQ(base::read_file(runner->log_of(job.id)).value(),
                  "arguments: " + arguments + "\n");
    }
}

TEST_F(JobRunnerTest, WhoeverWaitsForEndsIsToldOfEach) {
    const auto runner = open();
    EXPECT_EQ(runner->wait_for_ends(0, {}, std::chrono::milliseconds{0}), 0U);
    for (std::uint64_t ends = 0; ends < 2; ++ends) {
        const auto job = start(*runner);
        tell("exit 0");
        EXPECT_EQ(runner->wait_for_ends(ends, {}, std::chrono::hours{1}), ends + 1);
        EXPECT_EQ(runner->find(job.id).value().state, State::Done);
    }
    // One that was missed is told at once, and who is stopped waits for none.
    EXPECT_EQ(runner->wait_for_ends(1, {}, std::chrono::hours{1}), 2U);
    std::stop_source stop;
    stop.request_stop();
    EXPECT_EQ(runner->wait_for_ends(2, stop.get_token(), std::chrono::hours{1}), 2U);
}

TEST_F(JobRunnerTest, OnlyOneJobRunsOnAHomeWhoeverStartsIt) {
    const auto runner = open();
    const auto other = open();
    const auto job = start(*runner);
    for (const auto& asked : {runner.get(), other.get()}) {
        const auto second = asked->start(Kind::Train, "", Cause::Hand);
        ASSERT_FALSE(second.ok());
        EXPECT_EQ(second.error().code, ErrorCode::Refused);
        EXPECT_THAT(second.error().message, HasSubstr("scan since 2024-03-09T04:00:00Z"));
    }
    EXPECT_EQ(runner->latest(9).value().size(), 1U);
    tell("exit 0");
    ASSERT_EQ(ended(*runner, job).state, State::Done);
    const auto next = start(*other, Kind::Train);
    EXPECT_EQ(next.id, "train-20240309T040000Z-2");
    tell("exit 0");
    EXPECT_EQ(ended(*runner, next).state, State::Done);  // Seen from the other one too.
}

TEST_F(JobRunnerTest, OfManyThreadsOneStartsTheJob) {
    const auto runner = open();
    std::atomic<int> started = 0;
    {
        std::vector<std::jthread> threads;
        for (int i = 0; i < 4; ++i) {
            threads.emplace_back(
                [&] { started += runner->start(Kind::Scan, "", Cause::Page).ok() ? 1 : 0; });
        }
    }
    EXPECT_EQ(started, 1);
    tell("exit 0");
}

TEST_F(JobRunnerTest, AnotherExitCodeIsAFailure) {
    const auto runner = open();
    const auto job = start(*runner);
    tell("echo 'no champion' >&2; exit 3");
    const auto end = ended(*runner, job);
    EXPECT_EQ(end.state, State::Failed);
    EXPECT_EQ(end.exit_code, 3);
    EXPECT_EQ(end.message, "no champion");
}

TEST_F(JobRunnerTest, AKilledChildHasNoExitCode) {
    const auto runner = open();
    const auto job = start(*runner);
    tell("kill -KILL $$");
    const auto end = ended(*runner, job);
    EXPECT_EQ(end.state, State::Failed);
    EXPECT_FALSE(end.exit_code.has_value());
    EXPECT_THAT(end.message, HasSubstr("signal 9"));
}

TEST_F(JobRunnerTest, AJobBeyondItsTimeLimitIsEnded) {
    auto limited = options();
    limited.time_limit = std::chrono::seconds{0};
    const auto runner = JobRunner::open(limited, clock_).value();
    const auto end = ended(*runner, start(*runner));
    EXPECT_EQ(end.state, State::Failed);
    EXPECT_THAT(end.message, HasSubstr("time limit"));
}

TEST_F(JobRunnerTest, AJobIsCancelledByWhoeverAsks) {
    const auto runner = open();
    const auto other = open();
    const auto job = start(*runner);
    ASSERT_TRUE(other->cancel(job.id).ok());
    const auto end = ended(*other, job);
    EXPECT_EQ(end.state, State::Cancelled);
    EXPECT_EQ(end.message, "cancelled");
    EXPECT_EQ(runner->cancel(job.id).error().code, ErrorCode::Refused);
    EXPECT_EQ(runner->cancel("scan-9").error().code, ErrorCode::NotFound);
}

TEST_F(JobRunnerTest, AJobEndsWithItsOwner) {
    auto runner = open();
    const auto job = start(*runner);
    runner.reset();
    const auto left = open()->latest(1).value().front();
    EXPECT_EQ(left.id, job.id);
    EXPECT_EQ(left.state, State::Failed);
    EXPECT_EQ(left.message, "ended with the server");
}

TEST_F(JobRunnerTest, WhatADeadOwnerLeftIsInterruptedAndItsProcessEnded) {
    // As after kill -9: a row that says RUNNING, a process, and no lock.
    auto orphan =
        platform::ChildProcess::start(
            {.program = program_, .arguments = {}, .log_file = home_.path() / "orphan.log"})
            .value();
    std::string id;
    {
        auto store = JobStore::open(options().database).value();
        Job job;
        job.started_at = clock_.now();
        id = store.add(job).value().id;
        ASSERT_TRUE(
            store.mark_process(id, {.pid = orphan.pid(), .start_ticks = start_of(orphan.pid())})
                .ok());
    }
    const auto runner = open();
    EXPECT_EQ(orphan.wait().signal, SIGKILL);
    const auto job = runner->latest(1).value().front();
    EXPECT_EQ(job.state, State::Interrupted);
    EXPECT_EQ(job.finished_at, clock_.now());
}

TEST_F(JobRunnerTest, AStrangerOfTheSameNumberIsLeftAlone) {
    auto stranger =
        platform::ChildProcess::start(
            {.program = program_, .arguments = {}, .log_file = home_.path() / "other.log"})
            .value();
    {
        auto store = JobStore::open(options().database).value();
        Job job;
        job.started_at = clock_.now();
        job = store.add(job).value();
        ASSERT_TRUE(store.mark_process(job.id, {.pid = stranger.pid(), .start_ticks = 1}).ok());
    }
    open();
    EXPECT_FALSE(stranger.poll().has_value());
}

TEST_F(JobRunnerTest, AProgramThatCannotRunIsAFailedJob) {
    auto broken = options();
    broken.programs.turbomode = home_.path() / "missing";
    const auto runner = JobRunner::open(broken, clock_).value();
    const auto job = runner->start(Kind::Scan, "", Cause::Page);
    ASSERT_FALSE(job.ok());
    EXPECT_THAT(job.error().message, HasSubstr("missing"));
    EXPECT_EQ(runner->latest(1).value().front().state, State::Failed);
    EXPECT_TRUE(runner->start(Kind::Update, "", Cause::Page).ok());  // The lock is free.
    tell("exit 0");
}

TEST_F(JobRunnerTest, ALogFolderThatCannotBeMadeIsAFailedJob) {
    const auto runner = open();
    ASSERT_TRUE(base::write_file_atomically(home_.path() / "backend", "a file").ok());
    const auto job = runner->start(Kind::Scan, "", Cause::Page);
    ASSERT_FALSE(job.ok());
    EXPECT_EQ(job.error().code, ErrorCode::Failed);
    EXPECT_THAT(job.error().message, HasSubstr("logs: cannot be made"));
}

TEST_F(JobRunnerTest, AJobMayTellHowFarItIs) {
    const auto runner = open();
    const auto job = start(*runner);
    EXPECT_FALSE(runner->progress_of(job).has_value());
    tell("echo '42 training' > $TURBOMODE_PROGRESS; touch ${0%/*}/told; read -r x < ${0%/*}/fifo");
    while (!std::filesystem::exists(home_.path() / "told")) {
        std::this_thread::yield();
    }
    const auto progress = runner->progress_of(job);
    ASSERT_TRUE(progress.has_value());
    EXPECT_EQ(progress->percent, 42);
    EXPECT_EQ(progress->label, "training");
    tell("");
    EXPECT_FALSE(runner->progress_of(ended(*runner, job)).has_value());
}

TEST_F(JobRunnerTest, JobsOfARehearsalAreToldTheTime) {
    auto rehearsed = options();
    rehearsed.tells_time = true;
    const auto runner = JobRunner::open(rehearsed, clock_).value();
    const auto job = start(*runner);
    tell("echo now $TURBOMODE_NOW");
    EXPECT_EQ(ended(*runner, job).message, "now 2024-03-09T04:00:00Z");
}

TEST_F(JobRunnerTest, AJobHasItsShareOfMemoryAndGivesWay) {
    auto limited = options();
    limited.memory_bytes_max = std::uint64_t{1} << 30U;
    limited.niceness = 7;
    const auto runner = JobRunner::open(limited, clock_).value();
    const auto job = start(*runner);
    tell("echo $(ulimit -v) $(ulimit -c) $(nice)");
    EXPECT_EQ(ended(*runner, job).message, "1048576 0 7");
}

TEST_F(JobRunnerTest, OldJobsAndTheirLogsAreRemoved) {
    const auto runner = open();
    const auto old = start(*runner);
    tell("exit 0");
    ended(*runner, old);
    ASSERT_TRUE(std::filesystem::exists(runner->log_of(old.id)));
    clock_.advance(std::chrono::days{401});
    const auto job = start(*runner);
    tell("exit 0");
    ended(*runner, job);
    EXPECT_EQ(runner->latest(9).value().size(), 1U);
    EXPECT_FALSE(std::filesystem::exists(runner->log_of(old.id)));
}

}  // namespace
}  // namespace turbomode::jobs
