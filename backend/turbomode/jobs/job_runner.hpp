// JobRunner: starts jobs as child processes, one at a time on a home, and sees each to its end.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "base/file_lock.hpp"
#include "turbomode/jobs/job_store.hpp"
#include "turbomode/platform/child_process.hpp"

namespace turbomode::jobs {

struct Programs {
    std::filesystem::path turbomode;
    std::filesystem::path market_data;
};

struct RunnerOptions {
    Programs programs;
    std::filesystem::path home;
    std::string config;              // Settings of turbomode that --config named; empty: none.
    std::filesystem::path database;  // Of the JobStore; the lock lies beside it.
    std::chrono::seconds time_limit{2 * 60 * 60};  // A job beyond it is ended, and FAILED.
    std::uint64_t memory_bytes_max = 0;            // Of a job's address space; 0: no limit.
    int niceness = 10;
    std::chrono::days kept{400};  // Jobs and logs older than this are removed.
    bool tells_time = false;      // Jobs take their time from our clock (see base/now.hpp).
};

// Any thread may call any of these at any time. The destructor ends a job that still runs.
class JobRunner {
public:
    // Marks as INTERRUPTED what a dead owner left running, and ends its process if it still lives.
    // `clock` outlives this object.
    static base::Result<std::unique_ptr<JobRunner>> open(RunnerOptions options,
                                                         const platform::Clock& clock);

    JobRunner(const JobRunner&) = delete;
    JobRunner& operator=(const JobRunner&) = delete;
    JobRunner(JobRunner&&) = delete;
    JobRunner& operator=(JobRunner&&) = delete;
    ~JobRunner();

    // Refused while another job runs on this home, whoever started it; Failed when the child or
    // its log cannot be had. `key`: the session of a scan, the model to promote; else only
    // remembered.
    base::Result<Job> start(Kind kind, const std::string& key, Cause cause);
    // The job at its end. Returns sooner, with the job as it is, when `stop` is asked for; the job
    // then goes on.
    base::Result<Job> wait(const std::string& id, const std::stop_token& stop);
    // Waits until more jobs than `known` have ended here, until `limit` has passed, or until `stop`
    // is asked for. So many have ended: 0 at first.
    std::uint64_t wait_for_ends(std::uint64_t known,
                                const std::stop_token& stop,
                                std::chrono::milliseconds limit) const;
    base::Result<void> cancel(const std::string& id);
    // NotFound when there is no such job.
    base::Result<Job> find(const std::string& id) const;

    base::Result<std::vector<Job>> latest(std::size_t limit) const;
    base::Result<std::vector<Job>> since(platform::TimePoint time) const;
    // Of a running job that tells.
    std::optional<Progress> progress_of(const Job& job) const;
    std::filesystem::path log_of(const std::string& id) const;

    base::Result<std::optional<Switch>> scheduler_switch() const;
    base::Result<void> set_scheduler_switch(bool is_on);

private:
    JobRunner(RunnerOptions options, const platform::Clock& clock, JobStore store)
        : options_(std::move(options)), clock_(clock), store_(std::move(store)) {}

    std::vector<std::string> arguments_of(const Job& job) const;
    std::filesystem::path progress_file(const std::string& id) const;
    base::Result<Job> look_up(const std::string& id) const;
    base::Result<void> recover();
    void watch(Job job, platform::ChildProcess child, const std::stop_token& stop);
    void finish(Job job, const platform::ExitStatus& status, std::string remark);
    void remove_old();

    const RunnerOptions options_;
    const platform::Clock& clock_;

    mutable std::mutex mutex_;  // Guards all below.
    mutable std::condition_variable_any ended_;
    std::uint64_t ends_ = 0;
    JobStore store_;
    std::optional<Job> unrecorded_;  // Ended, but the disk was full: in memory until it is not.
    std::optional<base::FileLock> lock_;  // Held while a job runs.
    std::jthread watcher_;                // Of the job that runs or ran last.
};

}  // namespace turbomode::jobs
