#include "base/now.hpp"

#include <cstdlib>
#include <optional>

#include <fmt/format.h>

#include "base/exit_code.hpp"
#include "base/log.hpp"
#include "base/utc.hpp"

namespace base {

namespace {

using TimePoint = std::chrono::system_clock::time_point;

std::optional<TimePoint> rehearsed() {
    const char* text = std::getenv("TURBOMODE_NOW");
    if (text == nullptr || *text == '\0') {
        return std::nullopt;
    }
    const auto moment = parse_utc(text);
    if (!moment) {
        fmt::print(stderr, "TURBOMODE_NOW = {}: no time such as 2026-11-21T04:00:00Z\n", text);
        std::exit(static_cast<int>(ExitCode::Usage));
    }
    spdlog::warn("this is a rehearsal: the clock stands at {}", text);
    return moment;
}

}  // namespace

TimePoint now() {
    static const auto kRehearsed = rehearsed();
    return kRehearsed.value_or(std::chrono::system_clock::now());
}

}  // namespace base
