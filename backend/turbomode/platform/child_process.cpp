#include "turbomode/platform/child_process.hpp"

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <string_view>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <system_error>
#include <unistd.h>
#include <utility>

#include <fmt/format.h>

#include "base/check.hpp"

namespace turbomode::platform {

namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

constexpr short kSpawnFlags =
    POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF;

base::Error system_error(const std::filesystem::path& path, std::string_view what, int number) {
    return base::Error{
        base::ErrorCode::Failed,
        fmt::format("{}: {}: {}", path.string(), what, std::system_category().message(number))};
}

// posix_spawn's two bags of wishes, with their clean-up. Filling them only fails for lack of
// memory, which ends the process everywhere else too.
class SpawnPlan {
public:
    explicit SpawnPlan(int log_descriptor) {
        CHECK(::posix_spawn_file_actions_init(&files_) == 0);
        CHECK(::posix_spawnattr_init(&attributes_) == 0);
        CHECK(::posix_spawn_file_actions_addopen(&files_, 0, "/dev/null", O_RDONLY, 0) == 0);
        CHECK(::posix_spawn_file_actions_adddup2(&files_, log_descriptor, 1) == 0);
        CHECK(::posix_spawn_file_actions_adddup2(&files_, log_descriptor, 2) == 0);
        // Sockets above all: an inherited one would keep the port taken after its owner is gone.
        CHECK(::posix_spawn_file_actions_addclosefrom_np(&files_, 3) == 0);
        sigset_t none;
        sigset_t all;
        ::sigemptyset(&none);
        ::sigfillset(&all);
        CHECK(::posix_spawnattr_setsigmask(&attributes_, &none) == 0);
        CHECK(::posix_spawnattr_setsigdefault(&attributes_, &all) == 0);
        CHECK(::posix_spawnattr_setpgroup(&attributes_, 0) == 0);
        CHECK(::posix_spawnattr_setflags(&attributes_, kSpawnFlags) == 0);
    }
    SpawnPlan(const SpawnPlan&) = delete;
    SpawnPlan& operator=(const SpawnPlan&) = delete;
    SpawnPlan(SpawnPlan&&) = delete;
    SpawnPlan& operator=(SpawnPlan&&) = delete;
    ~SpawnPlan() {
        ::posix_spawn_file_actions_destroy(&files_);
        ::posix_spawnattr_destroy(&attributes_);
    }
    const posix_spawn_file_actions_t* files() const { return &files_; }
    const posix_spawnattr_t* attributes() const { return &attributes_; }

private:
    posix_spawn_file_actions_t files_{};
    posix_spawnattr_t attributes_{};
};

ExitStatus decode(int status) {
    ExitStatus decoded;
    if (WIFEXITED(status)) {
        decoded.code = WEXITSTATUS(status);
    } else {
        decoded.signal = WTERMSIG(status);
    }
    return decoded;
}

// Ours, but for the names that are set anew.
std::vector<std::string> environment_with(const std::vector<std::string>& added) {
    std::vector<std::string> all = added;
    for (char** entry = environ; *entry != nullptr; ++entry) {
        const std::string_view text{*entry};
        const auto name = text.substr(0, text.find('=') + 1);
        const bool is_replaced = std::ranges::any_of(
            added, [&](const std::string& one) { return one.starts_with(name); });
        if (!is_replaced) {
            all.emplace_back(text);
        }
    }
    return all;
}

std::vector<char*> pointers_to(std::vector<std::string>& texts) {
    std::vector<char*> pointers;
    pointers.reserve(texts.size() + 1);
    for (auto& text : texts) {
        pointers.push_back(text.data());
    }
    pointers.push_back(nullptr);
    return pointers;
}

// Right after the start: what the child starts itself inherits it. No core files, which would fill
// the disk. A child that ended in the meantime is no failure.
void restrain(pid_t pid, const ChildCommand& command) {
    const rlimit no_core{.rlim_cur = 0, .rlim_max = 0};
    ::prlimit(pid, RLIMIT_CORE, &no_core, nullptr);
    if (command.memory_bytes_max > 0) {
        const rlimit memory{.rlim_cur = command.memory_bytes_max,
                            .rlim_max = command.memory_bytes_max};
        ::prlimit(pid, RLIMIT_AS, &memory, nullptr);
    }
    if (command.niceness > 0) {
        ::setpriority(PRIO_PROCESS, static_cast<id_t>(pid), command.niceness);
    }
}

void signal_group(pid_t leader, int signal) {
    // The group may be gone already; that is what was wanted.
    ::kill(-leader, signal);
}

}  // namespace

std::string ExitStatus::text() const {
    if (code) {
        return fmt::format("exit code {}", *code);
    }
    const int number = signal.value_or(0);
    const char* description = ::sigdescr_np(number);
    return fmt::format("signal {} ({})", number, description != nullptr ? description : "unknown");
}

base::Result<ChildProcess> ChildProcess::start(const ChildCommand& command) {
    const int log =
        ::open(command.log_file.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
    if (log < 0) {
        return system_error(command.log_file, "log of a child cannot be opened", errno);
    }
    std::vector<std::string> arguments{command.program.string()};
    arguments.insert(arguments.end(), command.arguments.begin(), command.arguments.end());
    auto environment = environment_with(command.environment);
    pid_t pid = 0;
    const SpawnPlan plan{log};
    const int failure = ::posix_spawn(&pid,
                                      command.program.c_str(),
                                      plan.files(),
                                      plan.attributes(),
                                      pointers_to(arguments).data(),
                                      pointers_to(environment).data());
    ::close(log);
    if (failure != 0) {
        return system_error(command.program, "cannot be started", failure);
    }
    restrain(pid, command);
    // By number: the header of glibc 2.36 declares pidfd_open for C only. Close-on-exec by itself.
    const int descriptor = static_cast<int>(::syscall(SYS_pidfd_open, pid, 0));
    if (descriptor < 0) {
        const int number = errno;
        signal_group(pid, SIGKILL);
        ::waitpid(pid, nullptr, 0);
        return system_error(command.program, "cannot be watched", number);
    }
    return ChildProcess{pid, descriptor};
}

ChildProcess::ChildProcess(ChildProcess&& other) noexcept
    : pid_(other.pid_), descriptor_(std::exchange(other.descriptor_, -1)), ended_(other.ended_) {}

ChildProcess& ChildProcess::operator=(ChildProcess&& other) noexcept {
    if (this != &other) {
        abandon();
        pid_ = other.pid_;
        descriptor_ = std::exchange(other.descriptor_, -1);
        ended_ = other.ended_;
    }
    return *this;
}

ChildProcess::~ChildProcess() {
    abandon();
}

void ChildProcess::abandon() noexcept {
    if (descriptor_ >= 0) {
        signal_group(pid_, SIGKILL);
        reap();
    }
}

std::optional<ExitStatus> ChildProcess::wait_for(milliseconds limit) {
    if (!ended_ && ended_within(limit)) {
        reap();
    }
    return ended_;
}

ExitStatus ChildProcess::wait() {
    if (!ended_) {
        ended_within(std::nullopt);
        reap();
    }
    return *ended_;
}

ExitStatus ChildProcess::terminate(milliseconds grace) {
    if (ended_) {
        return *ended_;
    }
    signal_group(pid_, SIGTERM);
    ended_within(grace);
    // Before reaping: until then the number of the group cannot be given to another.
    signal_group(pid_, SIGKILL);
    return reap();
}

// Whether the child has ended, after waiting for it at most `limit`; no limit: as long as it takes.
bool ChildProcess::ended_within(std::optional<milliseconds> limit) const {
    CHECK(descriptor_ >= 0);
    const auto deadline = steady_clock::now() + limit.value_or(milliseconds{0});
    pollfd watched{.fd = descriptor_, .events = POLLIN, .revents = 0};
    int ready = 0;
    do {
        const auto left = std::chrono::ceil<milliseconds>(deadline - steady_clock::now());
        const int timeout_ms = limit ? std::max(0, static_cast<int>(left.count())) : -1;
        ready = ::poll(&watched, 1, timeout_ms);
    } while (ready < 0 && errno == EINTR);
    CHECK(ready >= 0);
    return ready > 0;
}

// Takes the exit status, waiting for the end if need be, and lets go of the child.
ExitStatus ChildProcess::reap() {
    int status = 0;
    pid_t reaped = 0;
    do {
        reaped = ::waitpid(pid_, &status, 0);
    } while (reaped < 0 && errno == EINTR);
    CHECK(reaped == pid_);  // Nobody else may wait for our children.
    ::close(std::exchange(descriptor_, -1));
    ended_ = decode(status);
    return *ended_;
}

}  // namespace turbomode::platform
