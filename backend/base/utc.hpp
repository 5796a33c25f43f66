// Moments as text in universal time: "2026-11-21T04:00:00Z".
#pragma once

#include <chrono>
#include <optional>
#include <string>

namespace base {

// Nothing when it is no such text. Whole seconds only.
std::optional<std::chrono::system_clock::time_point> parse_utc(const std::string& text);

}  // namespace base
