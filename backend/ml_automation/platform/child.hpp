// A program run as a child, in its own process group, so that what crashes there takes nothing else
// down.
#pragma once

#include <chrono>
#include <filesystem>
#include <stop_token>
#include <string>
#include <vector>

#include "base/result.hpp"

namespace ml_automation::platform {

struct ChildCommand {
    std::filesystem::path program;              // A path; PATH is not searched.
    std::vector<std::string> arguments;         // Without the program's own name.
    std::filesystem::path log_file;             // Its stdout and stderr are appended here.
    std::vector<std::string> environment = {};  // "NAME=value", added or instead.
    std::chrono::minutes time_limit{60};
};

struct ChildEnd {
    int exit_code;     // Of its own; -1 when a signal ended it.
    std::string text;  // "exit code 4", "signal 9", "ended after 60 minutes", "stopped"
};

// Runs it to its end. Past the time limit, or once `stop` is asked for, the group gets SIGTERM and,
// five seconds later, SIGKILL. An error names the program or the log that cannot be had.
base::Result<ChildEnd> run_child(const ChildCommand& command, std::stop_token stop);

}  // namespace ml_automation::platform
