// One log for a program: plain ASCII lines on stderr, so that stdout carries results only. Or lines
// of JSON, for machines that gather logs; and the same in a file that never outgrows its bounds.
#pragma once

#include <cstddef>
#include <filesystem>
#include <spdlog/spdlog.h>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace base {

// Text: "2026-11-21T04:00:00Z info turbomode: MESSAGE". Json: one object a line with time, level,
// program and message, valid JSON and ASCII whatever the message holds.
enum class LogFormat { Text, Json };
// "text" or "json"; Usage for another.
Result<LogFormat> parse_log_format(std::string_view name);

// The environment variable that names the format where no flag does; child processes inherit it.
inline constexpr const char* kLogFormatVariable = "TURBOMODE_LOG_FORMAT";

// Sends spdlog's default logger to stderr with UTC times. `level`: debug, info, warning or error.
void log_to_stderr(std::string_view program,
                   std::string_view level,
                   LogFormat format = LogFormat::Text);

struct LogFile {
    std::filesystem::path path;  // Its folder is made if need be.
    std::size_t bytes_max;       // Of one file; then it is renamed PATH.1.EXTENSION, and so on.
    std::size_t kept;            // Such older files; the oldest goes.
};

// Sends the default logger to that file too. Failed, naming it, when it cannot be written; a disk
// that fills up later costs the lines of that time and nothing else.
// REQUIRES: log_to_stderr() was called; no other thread logs yet.
Result<void> log_to_file_too(const LogFile& file, LogFormat format);

// The last word of a program that failed, on stderr: "turbomode: MESSAGE", or a line of JSON.
void print_failure(std::string_view program, std::string_view message, LogFormat format);

// The message in a line that a program of ours wrote to its log, in either format.
std::string message_in(std::string_view line);

}  // namespace base
