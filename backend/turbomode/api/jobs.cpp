#include "turbomode/api/jobs.hpp"

#include <algorithm>
#include <fstream>

#include <fmt/format.h>

#include "base/check.hpp"

namespace turbomode::api {

using base::Error;
using base::ErrorCode;
using base::Result;

namespace {

constexpr std::size_t kJobsMax = 100;  // Older ones are forgotten; their logs stay.
constexpr std::chrono::milliseconds kGrace{2000};
constexpr std::streamoff kTailBytes = 4096;
constexpr std::size_t kMessageBytesMax = 500;

// The last line of the file that is not blank; empty when there is none, or no file.
std::string last_line(const std::filesystem::path& path) {
    std::ifstream file(path, std::ios::binary | std::ios::ate);
    if (!file) {
        return {};
    }
    file.seekg(std::max<std::streamoff>(0, file.tellg() - kTailBytes));
    std::string line;
    std::string last;
    while (std::getline(file, line)) {
        if (line.find_first_not_of(" \t\r") != std::string::npos) {
            last = line;
        }
    }
    return last.substr(0, kMessageBytesMax);
}

// "scan-20261120T230004Z-1"
std::string id_of(platform::TimePoint started_at, int number) {
    auto time = platform::rfc3339_utc(started_at);
    std::erase_if(time, [](char character) { return character == '-' || character == ':'; });
    return fmt::format("scan-{}-{}", time, number);
}

Json time_json(platform::TimePoint time) {
    return platform::rfc3339_utc(time);
}

Json job_json(const Job& job) {
    return {{"id", job.id},
            {"kind", "scan"},
            {"state", name_of(job.state)},
            {"created_at", time_json(job.started_at)},
            {"started_at", time_json(job.started_at)},
            {"finished_at", job.finished_at ? time_json(*job.finished_at) : Json(nullptr)},
            {"exit_code", value_or_null(job.exit_code)},
            {"message", job.message}};
}

}  // namespace

std::string_view name_of(JobState state) {
    switch (state) {
        case JobState::Running:
            return "RUNNING";
        case JobState::Done:
            return "DONE";
        case JobState::Failed:
            return "FAILED";
    }
    CHECK(false);
}

Result<Job> ChildJobRunner::start_scan() {
    const std::lock_guard lock(mutex_);
    notice_end();
    if (running_) {
        return Error{ErrorCode::Refused,
                     fmt::format("job {} is running since {}; wait for its end",
                                 jobs_.front().id,
                                 platform::rfc3339_utc(jobs_.front().started_at))};
    }
    const auto now = clock_.now();
    const Job job{.id = id_of(now, started_count_ + 1), .started_at = now};
    const auto log = log_of(job);
    std::error_code error;
    std::filesystem::create_directories(log.parent_path(), error);
    if (error) {
        return Error{
            ErrorCode::Failed,
            fmt::format("{}: cannot be made: {}", log.parent_path().string(), error.message())};
    }
    std::vector<std::string> arguments{"scan", "--home", options_.home.string()};
    if (options_.config) {
        arguments.insert(arguments.end(), {"--config", options_.config->string()});
    }
    TRY_ASSIGN(
        running_,
        platform::ChildProcess::start(
            {.program = options_.program, .arguments = std::move(arguments), .log_file = log}));
    ++started_count_;
    jobs_.push_front(job);
    if (jobs_.size() > kJobsMax) {
        jobs_.pop_back();
    }
    return job;
}

std::vector<Job> ChildJobRunner::jobs() {
    const std::lock_guard lock(mutex_);
    notice_end();
    return {jobs_.begin(), jobs_.end()};
}

std::filesystem::path ChildJobRunner::log_of(const Job& job) const {
    return options_.home / "backend" / "data" / "logs" / (job.id + ".log");
}

void ChildJobRunner::notice_end() {
    if (!running_) {
        return;
    }
    if (const auto status = running_->poll()) {
        finish(*status, "");
    } else if (clock_.now() - jobs_.front().started_at > options_.time_limit) {
        finish(running_->terminate(kGrace), "ended for running longer than its time limit");
    }
}

// `remark`: why it was ended; empty when it ended by itself.
void ChildJobRunner::finish(const platform::ExitStatus& status, std::string_view remark) {
    Job& job = jobs_.front();
    job.state = status.success() && remark.empty() ? JobState::Done : JobState::Failed;
    job.finished_at = clock_.now();
    job.exit_code = status.code;
    if (!remark.empty()) {
        job.message = remark;
    } else if (!status.code) {
        job.message = "ended by " + status.text();
    } else {
        job.message = last_line(log_of(job));
    }
    running_.reset();
}

Json jobs_json(const std::optional<base::TradingDate>& as_of,
               std::span<const Job> jobs,
               const Page& page) {
    return list_answer<Job>(as_of, "jobs", jobs, page, job_json);
}

Json job_answer_json(const Job& job) {
    return {{"success", true}, {"job", job_json(job)}};
}

}  // namespace turbomode::api
