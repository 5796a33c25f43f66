#include "turbomode/jobs/job_runner.hpp"

#include <algorithm>
#include <csignal>
#include <fstream>
#include <poll.h>
#include <sstream>
#include <sys/syscall.h>
#include <unistd.h>

#include <fmt/format.h>

#include "base/file.hpp"
#include "base/log.hpp"

namespace turbomode::jobs {

using base::Error;
using base::ErrorCode;
using base::Result;

namespace {

constexpr std::chrono::milliseconds kLook{100};  // How often a running job is looked after.
constexpr std::chrono::milliseconds kGrace{5000};
constexpr std::streamoff kTailBytes = 4096;
constexpr std::size_t kMessageBytesMax = 500;

// What the last line of the log that is not blank says; empty when there is none, or no log.
std::string last_message(const std::filesystem::path& path) {
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
    return base::message_in(last).substr(0, kMessageBytesMax);
}

// Field 22 of /proc/PID/stat, the time since boot at which the process started; nothing when there
// is none. The second field, the name, may hold anything, spaces and brackets too.
std::optional<std::uint64_t> start_ticks_of(pid_t pid) {
    const auto text = base::read_file(fmt::format("/proc/{}/stat", pid));
    if (!text.ok()) {
        return std::nullopt;
    }
    const auto name_end = text.value().rfind(')');
    if (name_end == std::string::npos) {
        return std::nullopt;
    }
    std::istringstream fields(text.value().substr(name_end + 1));
    std::string skipped;
    for (int field = 3; field < 22; ++field) {
        fields >> skipped;
    }
    std::uint64_t ticks = 0;
    return fields >> ticks ? std::optional{ticks} : std::nullopt;
}

// A process that a dead owner has left; it leads a group of its own. Its locks go with it, so its
// end is waited for.
void end_leftover(const ProcessMark& mark) {
    const int descriptor = static_cast<int>(::syscall(SYS_pidfd_open, mark.pid, 0));
    if (start_ticks_of(mark.pid) == mark.start_ticks) {
        ::kill(-mark.pid, SIGKILL);
        pollfd ended{.fd = descriptor, .events = POLLIN, .revents = 0};
        ::poll(&ended, descriptor >= 0 ? 1 : 0, static_cast<int>(kGrace.count()));
    }
    if (descriptor >= 0) {
        ::close(descriptor);
    }
}

}  // namespace

Result<std::unique_ptr<JobRunner>> JobRunner::open(RunnerOptions options,
                                                   const platform::Clock& clock) {
    TRY_ASSIGN(auto store, JobStore::open(options.database));
    // Not make_unique: the constructor is private.
    std::unique_ptr<JobRunner> runner{new JobRunner(std::move(options), clock, std::move(store))};
    auto lock_path = runner->options_.database;
    lock_path += ".lock";
    TRY_ASSIGN(const auto left, runner->store_.running());
    // Not for nothing: a job that is started at this moment would find the lock held. Whoever holds
    // it is alive, and what it runs is its own affair.
    if (!left.empty()) {
        if (const auto lock = base::FileLock::try_lock(lock_path, "recovery"); lock.ok()) {
            TRY(runner->recover());
        }
    }
    return runner;
}

JobRunner::~JobRunner() {
    watcher_ = {};  // Asks it to stop, which ends its job, and waits for it.
}

Result<void> JobRunner::recover() {
    if (unrecorded_) {
        TRY(store_.finish(*unrecorded_));
        unrecorded_.reset();
    }
    TRY_ASSIGN(auto left, store_.running());
    for (auto& [job, mark] : left) {
        if (mark) {
            end_leftover(*mark);
        }
        job.state = State::Interrupted;
        job.finished_at = clock_.now();
        job.message = "whoever ran it was ended before it was";
        TRY(store_.finish(job));
        spdlog::warn("job {} was interrupted: {}", job.id, job.message);
    }
    return {};
}

std::vector<std::string> JobRunner::arguments_of(const Job& job) const {
    std::vector<std::string> arguments;
    switch (job.kind) {
        case Kind::Update:
            return {"update", "--home", options_.home.string()};
        case Kind::Scan:
            arguments = {"scan"};
            if (!job.key.empty()) {
                arguments.insert(arguments.end(), {"--as-of", job.key});
            }
            break;
        case Kind::Train:
            arguments = {"train"};
            break;
        case Kind::Prune:
            arguments = {"models", "prune"};
            break;
        case Kind::Backup:
            arguments = {"backup"};
            break;
        case Kind::Promote:
            arguments = {"models", "promote", job.key};
            break;
        case Kind::Rollback:
            arguments = {"models", "rollback"};
            break;
    }
    arguments.insert(arguments.end(), {"--home", options_.home.string()});
    if (!options_.config.empty()) {
        arguments.insert(arguments.end(), {"--config", options_.config});
    }
    return arguments;
}

Result<Job> JobRunner::start(Kind kind, const std::string& key, Cause cause) {
    const std::lock_guard guard(mutex_);
    auto lock_path = options_.database;
    lock_path += ".lock";
    const auto now = clock_.now();
    TRY_ASSIGN(
        auto lock,
        base::FileLock::try_lock(
            lock_path, fmt::format("{} since {}", name_of(kind), platform::rfc3339_utc(now))));
    TRY(recover());
    Job wished;
    wished.kind = kind;
    wished.key = key;
    wished.cause = cause;
    wished.started_at = now;
    TRY_ASSIGN(auto job, store_.add(std::move(wished)));
    const auto failed = [&](Error error) -> Result<Job> {
        job.state = State::Failed;
        job.finished_at = clock_.now();
        job.message = error.message;
        TRY(store_.finish(job));
        return error;
    };
    const auto log = log_of(job.id);
    std::error_code made;
    std::filesystem::create_directories(log.parent_path(), made);
    if (made) {
        return failed(Error{
            ErrorCode::Failed,
            fmt::format("{}: cannot be made: {}", log.parent_path().string(), made.message())});
    }
    std::vector<std::string> environment{"TURBOMODE_PROGRESS=" + progress_file(job.id).string()};
    if (options_.tells_time) {
        environment.push_back("TURBOMODE_NOW=" + platform::rfc3339_utc(now));
    }
    auto child = platform::ChildProcess::start({.program = kind == Kind::Update
                                                               ? options_.programs.market_data
                                                               : options_.programs.turbomode,
                                                .arguments = arguments_of(job),
                                                .log_file = log,
                                                .environment = std::move(environment),
                                                .memory_bytes_max = options_.memory_bytes_max,
                                                .niceness = options_.niceness});
    if (!child.ok()) {
        return failed(child.error());
    }
    if (const auto ticks = start_ticks_of(child.value().pid())) {
        TRY(store_.mark_process(job.id, {.pid = child.value().pid(), .start_ticks = *ticks}));
    }
    lock_ = std::move(lock);
    // The watcher before has ended: it had let go of the lock.
    watcher_ = std::jthread(
        [this, job, running = std::move(child).value()](const std::stop_token& stop) mutable {
            watch(std::move(job), std::move(running), stop);
        });
    return job;
}

void JobRunner::watch(Job job, platform::ChildProcess child, const std::stop_token& stop) {
    const auto deadline = std::chrono::steady_clock::now() + options_.time_limit;
    while (true) {
        if (const auto status = child.wait_for(kLook)) {
            return finish(std::move(job), *status, "");
        }
        if (stop.stop_requested()) {
            return finish(std::move(job), child.terminate(kGrace), "ended with the server");
        }
        if (std::chrono::steady_clock::now() > deadline) {
            return finish(std::move(job),
                          child.terminate(kGrace),
                          fmt::format("ended for running longer than its time limit of {} min",
                                      options_.time_limit.count() / 60));
        }
        const bool is_cancelled = [&] {
            const std::lock_guard guard(mutex_);
            const auto asked = store_.is_cancel_asked(job.id);
            return asked.ok() && asked.value();
        }();
        if (is_cancelled) {
            job.state = State::Cancelled;
            return finish(std::move(job), child.terminate(kGrace), "cancelled");
        }
    }
}

// `remark`: why it was ended; empty when it ended by itself.
void JobRunner::finish(Job job, const platform::ExitStatus& status, std::string remark) {
    if (job.state == State::Running) {
        job.state = status.success() && remark.empty() ? State::Done : State::Failed;
    }
    job.exit_code = status.code;
    if (!remark.empty()) {
        job.message = std::move(remark);
    } else if (!status.code) {
        job.message = "ended by " + status.text();
    } else {
        job.message = last_message(log_of(job.id));
    }
    std::error_code ignored;  // It may never have told.
    std::filesystem::remove(progress_file(job.id), ignored);
    const std::lock_guard guard(mutex_);
    job.finished_at = clock_.now();
    if (const auto written = store_.finish(job); !written.ok()) {
        spdlog::error("job {}: its end is not recorded yet: {}", job.id, written.error().message);
        unrecorded_ = std::move(job);
    }
    remove_old();
    lock_.reset();
    ++ends_;
    ended_.notify_all();
}

void JobRunner::remove_old() {
    const auto old = store_.forget_before(clock_.now() - options_.kept);
    if (!old.ok()) {
        return;
    }
    for (const auto& job : old.value()) {
        std::error_code ignored;  // Somebody may have removed the log already.
        std::filesystem::remove(log_of(job.id), ignored);
    }
}

// Whoever waits for an end must see it, recorded or not.
Result<Job> JobRunner::look_up(const std::string& id) const {
    if (unrecorded_ && unrecorded_->id == id) {
        return *unrecorded_;
    }
    return store_.find(id);
}

Result<Job> JobRunner::find(const std::string& id) const {
    const std::lock_guard guard(mutex_);
    return look_up(id);
}

Result<Job> JobRunner::wait(const std::string& id, const std::stop_token& stop) {
    std::unique_lock guard(mutex_);
    while (true) {
        TRY_ASSIGN(auto job, look_up(id));
        if (job.state != State::Running || stop.stop_requested()) {
            return job;
        }
        // Another process may run it, whose end nobody here announces.
        ended_.wait_for(guard, kLook);
    }
}

std::uint64_t JobRunner::wait_for_ends(std::uint64_t known,
                                       const std::stop_token& stop,
                                       std::chrono::milliseconds limit) const {
    std::unique_lock guard(mutex_);
    ended_.wait_for(guard, stop, limit, [&] { return ends_ > known; });
    return ends_;
}

Result<void> JobRunner::cancel(const std::string& id) {
    const std::lock_guard guard(mutex_);
    return store_.ask_to_cancel(id);
}

Result<std::vector<Job>> JobRunner::latest(std::size_t limit) const {
    const std::lock_guard guard(mutex_);
    return store_.latest(limit);
}

Result<std::vector<Job>> JobRunner::since(platform::TimePoint time) const {
    const std::lock_guard guard(mutex_);
    return store_.since(time);
}

std::optional<Progress> JobRunner::progress_of(const Job& job) const {
    std::ifstream file(progress_file(job.id));
    Progress progress{};
    if (job.state != State::Running || !(file >> progress.percent)) {
        return std::nullopt;
    }
    std::getline(file >> std::ws, progress.label);
    return progress;
}

std::filesystem::path JobRunner::log_of(const std::string& id) const {
    return options_.home / "backend" / "data" / "logs" / (id + ".log");
}

std::filesystem::path JobRunner::progress_file(const std::string& id) const {
    return options_.home / "backend" / "data" / "logs" / (id + ".progress");
}

Result<std::optional<Switch>> JobRunner::scheduler_switch() const {
    const std::lock_guard guard(mutex_);
    return store_.scheduler_switch();
}

Result<void> JobRunner::set_scheduler_switch(bool is_on) {
    const std::lock_guard guard(mutex_);
    return store_.set_scheduler_switch({.is_on = is_on, .since = clock_.now()});
}

}  // namespace turbomode::jobs
