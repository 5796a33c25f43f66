// A program run as a child: its own process group, nothing inherited but its log, no zombie left.
// Heavy work runs like this so that its crash takes nothing else down.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <sys/types.h>
#include <vector>

#include "base/result.hpp"

namespace turbomode::platform {

struct ChildCommand {
    std::filesystem::path program;       // A path; PATH is not searched.
    std::vector<std::string> arguments;  // Without the program's own name.
    std::filesystem::path log_file;      // Its stdout and stderr are appended here.
    // "NAME=value": added to what it inherits, or instead of it.
    std::vector<std::string> environment = {};
    std::uint64_t memory_bytes_max = 0;  // Of address space; 0: no limit.
    int niceness = 0;                    // Added to ours: 10 gives way to whoever serves pages.
};

// How a child ended: by itself with a code, or by a signal.
struct ExitStatus {
    std::optional<int> code;
    std::optional<int> signal;

    bool success() const { return code == 0; }
    std::string text() const;  // "exit code 3", "signal 9 (Killed)"
};

// Not for use by two threads at once.
class ChildProcess {
public:
    // Starts the program with stdin empty, all signals unblocked and at their defaults. An error
    // names the program when it cannot be run, and the log when it cannot be opened.
    static base::Result<ChildProcess> start(const ChildCommand& command);

    ChildProcess(const ChildProcess&) = delete;
    ChildProcess& operator=(const ChildProcess&) = delete;
    ChildProcess(ChildProcess&& other) noexcept;
    ChildProcess& operator=(ChildProcess&& other) noexcept;
    // A child still running is killed with its group: nothing outlives its owner unseen.
    ~ChildProcess();

    pid_t pid() const noexcept { return pid_; }

    // Nothing while it runs; once it has ended, always the same answer.
    std::optional<ExitStatus> poll() { return wait_for(std::chrono::milliseconds{0}); }
    // As poll, after waiting for the end at most so long.
    std::optional<ExitStatus> wait_for(std::chrono::milliseconds limit);
    ExitStatus wait();
    // SIGTERM to its group; SIGKILL to whatever of the group is left when the child has ended or
    // `grace` is over. How the child ended; if it had already, that.
    ExitStatus terminate(std::chrono::milliseconds grace);

private:
    explicit ChildProcess(pid_t pid, int descriptor) : pid_(pid), descriptor_(descriptor) {}
    bool ended_within(std::optional<std::chrono::milliseconds> limit) const;
    ExitStatus reap();
    void abandon() noexcept;

    pid_t pid_;
    int descriptor_;  // A pidfd, readable when the child has ended; -1 once reaped or moved from.
    std::optional<ExitStatus> ended_;
};

}  // namespace turbomode::platform
