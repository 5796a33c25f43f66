// Heavy work that the pages may start: a child process each, one at a time, remembered as long as
// the server lives.
#pragma once

#include <chrono>
#include <deque>
#include <filesystem>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "turbomode/api/json.hpp"
#include "turbomode/platform/child_process.hpp"
#include "turbomode/platform/clock.hpp"

namespace turbomode::api {

enum class JobState { Running, Done, Failed };  // Done: exit code 0.
std::string_view name_of(JobState state);       // "RUNNING", "DONE", "FAILED"

struct Job {
    std::string id;  // Also the name of its log, without ".log".
    JobState state = JobState::Running;
    platform::TimePoint started_at;
    std::optional<platform::TimePoint> finished_at;  // When its end was noticed.
    std::optional<int> exit_code;                    // Nothing while it runs, or when killed.
    std::string message;                             // Its last line; empty while it runs.
};

// Any thread may call any of these at any time.
class JobRunner {
public:
    JobRunner() = default;
    JobRunner(const JobRunner&) = delete;
    JobRunner& operator=(const JobRunner&) = delete;
    JobRunner(JobRunner&&) = delete;
    JobRunner& operator=(JobRunner&&) = delete;
    virtual ~JobRunner() = default;

    // Starts a scan of the latest session. Refused while a job runs; Failed when the child or its
    // log cannot be had.
    virtual base::Result<Job> start_scan() = 0;
    // Latest first.
    virtual std::vector<Job> jobs() = 0;
};

struct ChildJobOptions {
    std::filesystem::path program;  // turbomode itself.
    std::filesystem::path home;
    std::optional<std::filesystem::path> config;
    std::chrono::seconds time_limit{2 * 60 * 60};  // A job beyond it is ended, and FAILED.
};

// Runs "<program> scan --home <home> [--config <config>]" with a log of its own in
// <home>/backend/data/logs. A child that has ended (or run too long) is noticed by the next call.
// The destructor kills what still runs.
class ChildJobRunner final : public JobRunner {
public:
    // `clock` outlives this object.
    ChildJobRunner(ChildJobOptions options, const platform::Clock& clock)
        : options_(std::move(options)), clock_(clock) {}

    base::Result<Job> start_scan() override;
    std::vector<Job> jobs() override;

private:
    std::filesystem::path log_of(const Job& job) const;
    void notice_end();
    void finish(const platform::ExitStatus& status, std::string_view remark);

    const ChildJobOptions options_;
    const platform::Clock& clock_;

    std::mutex mutex_;  // Guards all below.
    int started_count_ = 0;
    std::deque<Job> jobs_;                           // Latest first.
    std::optional<platform::ChildProcess> running_;  // That of jobs_.front().
};

// Latest first, as they are given.
Json jobs_json(const std::optional<base::TradingDate>& as_of,
               std::span<const Job> jobs,
               const Page& page);
Json job_answer_json(const Job& job);

}  // namespace turbomode::api
