// JobStore: what ran and how it ended, and the scheduler's switch. In a database of its own: no
// signal depends on it, and restoring signals does not bring back old jobs.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <sys/types.h>
#include <vector>

#include "base/sqlite.hpp"
#include "turbomode/jobs/job.hpp"

namespace turbomode::jobs {

// A running job's process, so that a later owner can tell it from a stranger of the same number.
struct ProcessMark {
    pid_t pid;
    std::uint64_t start_ticks;  // Field 22 of /proc/PID/stat.
};

// Whether the scheduler may start anything, and since when.
struct Switch {
    bool is_on;
    platform::TimePoint since;
};

// Not for use by two threads at once; several processes may each have one.
class JobStore {
public:
    static base::Result<JobStore> open(const std::filesystem::path& path);
    // Of a file that is there, for looking alone. NotFound, Refused, Corruption or Failed.
    static base::Result<JobStore> open_read_only(const std::filesystem::path& path);

    // Writes a new job that is about to run and completes its id.
    base::Result<Job> add(Job job);
    base::Result<void> mark_process(const std::string& id, const ProcessMark& mark);
    base::Result<void> finish(const Job& job);
    // Asks whoever runs it to end it. NotFound when there is no such job, Refused when it has
    // ended.
    base::Result<void> ask_to_cancel(const std::string& id);
    base::Result<bool> is_cancel_asked(const std::string& id) const;

    // NotFound when there is no such job.
    base::Result<Job> find(const std::string& id) const;
    // Newest first.
    base::Result<std::vector<Job>> latest(std::size_t limit) const;
    base::Result<std::vector<Job>> since(platform::TimePoint time) const;
    // Each with its process, when it got as far.
    base::Result<std::vector<std::pair<Job, std::optional<ProcessMark>>>> running() const;
    // Forgets jobs that ended before `time` and returns them.
    base::Result<std::vector<Job>> forget_before(platform::TimePoint time);

    // Nothing when nobody has switched it yet.
    base::Result<std::optional<Switch>> scheduler_switch() const;
    base::Result<void> set_scheduler_switch(const Switch& to);

private:
    JobStore(std::filesystem::path path, std::unique_ptr<SQLite::Database> database)
        : path_(std::move(path)), database_(std::move(database)) {}
    base::Result<std::vector<Job>> read(const std::string& condition, std::int64_t parameter) const;

    std::filesystem::path path_;
    std::unique_ptr<SQLite::Database> database_;
};

}  // namespace turbomode::jobs
