#include "ml_automation/platform/child.hpp"

#include <cerrno>
#include <csignal>
#include <cstring>
#include <fcntl.h>
#include <spawn.h>
#include <string_view>
#include <sys/wait.h>
#include <system_error>
#include <thread>
#include <unistd.h>

#include <fmt/format.h>

#include "base/check.hpp"

namespace ml_automation::platform {

namespace {

using std::chrono::steady_clock;

constexpr std::chrono::milliseconds kLook{20};
constexpr std::chrono::seconds kGrace{5};

base::Error system_error(const std::filesystem::path& path, std::string_view what, int number) {
    return base::Error{
        base::ErrorCode::Failed,
        fmt::format("{}: {}: {}", path.string(), what, std::system_category().message(number))};
}

// Ours, but for the names that are set anew.
std::vector<std::string> environment_with(const std::vector<std::string>& added) {
    std::vector<std::string> all = added;
    for (char** entry = environ; *entry != nullptr; ++entry) {
        const std::string_view text{*entry};
        const auto name = text.substr(0, text.find('=') + 1);
        bool is_replaced = false;
        for (const auto& one : added) {
            is_replaced = is_replaced || one.starts_with(name);
        }
        if (!is_replaced) {
            all.emplace_back(text);
        }
    }
    return all;
}

std::vector<char*> pointers_to(std::vector<std::string>& texts) {
    std::vector<char*> pointers;
    for (auto& text : texts) {
        pointers.push_back(text.data());
    }
    pointers.push_back(nullptr);
    return pointers;
}

// The number of an error, 0 when the child runs. Its stdin is empty, no other file of ours is open
// in it, and no signal is blocked: a server blocks the ones that end it.
int spawn(const ChildCommand& command, int log, pid_t& pid) {
    std::vector<std::string> arguments{command.program.string()};
    arguments.insert(arguments.end(), command.arguments.begin(), command.arguments.end());
    auto environment = environment_with(command.environment);
    posix_spawn_file_actions_t files;
    posix_spawnattr_t attributes;
    CHECK(::posix_spawn_file_actions_init(&files) == 0);
    CHECK(::posix_spawnattr_init(&attributes) == 0);
    CHECK(::posix_spawn_file_actions_addopen(&files, 0, "/dev/null", O_RDONLY, 0) == 0);
    CHECK(::posix_spawn_file_actions_adddup2(&files, log, 1) == 0);
    CHECK(::posix_spawn_file_actions_adddup2(&files, log, 2) == 0);
    CHECK(::posix_spawn_file_actions_addclosefrom_np(&files, 3) == 0);
    sigset_t none;
    sigset_t all;
    ::sigemptyset(&none);
    ::sigfillset(&all);
    CHECK(::posix_spawnattr_setsigmask(&attributes, &none) == 0);
    CHECK(::posix_spawnattr_setsigdefault(&attributes, &all) == 0);
    CHECK(::posix_spawnattr_setpgroup(&attributes, 0) == 0);
    constexpr short kFlags = POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF;
    CHECK(::posix_spawnattr_setflags(&attributes, kFlags) == 0);
    const int error = ::posix_spawn(&pid,
                                    command.program.c_str(),
                                    &files,
                                    &attributes,
                                    pointers_to(arguments).data(),
                                    pointers_to(environment).data());
    ::posix_spawn_file_actions_destroy(&files);
    ::posix_spawnattr_destroy(&attributes);
    return error;
}

// Whether it ended before `deadline`, or before `stop`.
bool wait_until(pid_t pid, int& status, steady_clock::time_point deadline, std::stop_token stop) {
    while (::waitpid(pid, &status, WNOHANG) == 0) {
        if (steady_clock::now() >= deadline || stop.stop_requested()) {
            return false;
        }
        std::this_thread::sleep_for(kLook);
    }
    return true;
}

void end_group(pid_t pid, int& status) {
    ::kill(-pid, SIGTERM);
    if (!wait_until(pid, status, steady_clock::now() + kGrace, {})) {
        ::kill(-pid, SIGKILL);
        ::waitpid(pid, &status, 0);
    }
}

}  // namespace

base::Result<ChildEnd> run_child(const ChildCommand& command, std::stop_token stop) {
    std::error_code ignored;  // Opening the log reports a folder that cannot be made.
    std::filesystem::create_directories(command.log_file.parent_path(), ignored);
    const int log =
        ::open(command.log_file.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
    if (log < 0) {
        return system_error(command.log_file, "cannot be opened", errno);
    }
    pid_t pid = 0;
    const int error = spawn(command, log, pid);
    ::close(log);
    if (error != 0) {
        return system_error(command.program, "cannot be run", error);
    }
    int status = 0;
    if (!wait_until(pid, status, steady_clock::now() + command.time_limit, stop)) {
        end_group(pid, status);
        return ChildEnd{.exit_code = -1,
                        .text = stop.stop_requested() ? std::string{"stopped"}
                                                      : fmt::format("ended after {} minutes",
                                                                    command.time_limit.count())};
    }
    ::kill(-pid, SIGKILL);  // What it left behind in its group.
    if (WIFEXITED(status)) {
        return ChildEnd{.exit_code = WEXITSTATUS(status),
                        .text = fmt::format("exit code {}", WEXITSTATUS(status))};
    }
    return ChildEnd{.exit_code = -1, .text = fmt::format("signal {}", WTERMSIG(status))};
}

}  // namespace ml_automation::platform
