// Operations: what the pages may ask for beside reading: jobs, and the scheduler's switch.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "turbomode/api/json.hpp"
#include "turbomode/jobs/job.hpp"

namespace turbomode::api {

// Times as the pages show them: RFC 3339, New York.
struct SchedulerView {
    bool enabled = false;          // Switched on; in effect only while `running`.
    bool running = false;          // This server runs it.
    std::string schedule_time;     // "23:00"
    std::string training;          // "weekly", ...
    std::string next_run;          // Empty: none in the calendar.
    std::string next_run_session;  // Empty: as above.
    std::string next_training;     // Empty: by hand.
    std::string waits_for;         // Empty: for nothing, or switched off.
    std::optional<jobs::Job> last_run;
};

// A part of what a job wrote.
struct LogPart {
    std::string text;
    std::size_t next_offset = 0;  // Where the next part begins.
    bool ended = false;           // The job has ended, and this is the last part.
};
inline constexpr std::size_t kLogPart = 65'536;

// Any thread may call any of these at any time.
class Operations {
public:
    Operations() = default;
    Operations(const Operations&) = delete;
    Operations& operator=(const Operations&) = delete;
    Operations(Operations&&) = delete;
    Operations& operator=(Operations&&) = delete;
    virtual ~Operations() = default;

    // Refused while a job runs; Failed when the child or its log cannot be had.
    // `key`: the model to promote; else empty.
    virtual base::Result<jobs::Job> start(jobs::Kind kind, const std::string& key) = 0;
    // NotFound when there is no such job; Refused when it has ended.
    virtual base::Result<void> cancel(const std::string& id) = 0;
    // Latest first.
    virtual base::Result<std::vector<jobs::Job>> jobs(std::size_t limit) const = 0;
    virtual std::optional<jobs::Progress> progress_of(const jobs::Job& job) const = 0;

    // What a job has written from byte `offset` on, at most kLogPart bytes. NotFound when there is
    // no such job.
    virtual base::Result<LogPart> log(const std::string& id, std::size_t offset) const = 0;

    virtual base::Result<SchedulerView> scheduler() const = 0;
    virtual base::Result<void> switch_scheduler(bool is_on) = 0;
};

Json job_json(const jobs::Job& job, const std::optional<jobs::Progress>& progress);
Json job_answer_json(const jobs::Job& job);
Json log_json(const std::optional<base::TradingDate>& as_of,
              const std::string& id,
              const LogPart& part);
// Latest first, as they are given.
Json jobs_json(const std::optional<base::TradingDate>& as_of,
               std::span<const jobs::Job> jobs,
               const Operations& operations,
               const Page& page);
Json scheduler_json(const SchedulerView& view);

}  // namespace turbomode::api
