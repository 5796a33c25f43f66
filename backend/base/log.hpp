// One log for a program: plain ASCII lines on stderr, so that stdout carries results only.
#pragma once

#include <string_view>

#include <spdlog/spdlog.h>

namespace base {

// Sends spdlog's default logger to stderr with UTC times. `level`: debug, info, warning or error.
void log_to_stderr(std::string_view program, std::string_view level);

}  // namespace base
