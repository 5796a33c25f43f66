// The words of alerts: what is wrong, since when, and what is said of it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "turbomode/platform/clock.hpp"

namespace turbomode::alerts {

// Critical: signals are missing, wrong, or about to be lost. Warning: they may soon be.
enum class Severity { Warning, Critical };
std::string_view name_of(Severity severity);  // "warning", "critical"
base::Result<Severity> parse_severity(std::string_view name);

// Something that is wrong now.
struct Condition {
    std::string key;  // "run_state", ...: see rules.hpp; the same for as long as it lasts.
    Severity severity;
    std::string text;  // One plain sentence: figures, and what to do next.
};

// A condition through time. Open while `resolved_at` is empty; one at most of a key is.
struct Alert {
    std::int64_t id = 0;  // 0: not stored yet.
    std::string key;
    Severity severity = Severity::Warning;
    std::string text;  // As it was last seen.
    platform::TimePoint raised_at;
    platform::TimePoint seen_at;  // Last.
    platform::TimePoint last_said_at;
    std::optional<platform::TimePoint> resolved_at;
    int count = 1;  // So many times it was said, its resolution not counted.
};

// Why something is said. Worsened: a warning became critical. Test: nothing is wrong.
enum class Event { Raised, Repeated, Worsened, Resolved, Test };
std::string_view name_of(Event event);  // "raised", ...
base::Result<Event> parse_event(std::string_view name);

// What is said through every channel.
struct Message {
    Event event = Event::Raised;
    std::string key;
    Severity severity = Severity::Warning;
    std::string text;
    platform::TimePoint raised_at;
    platform::TimePoint said_at;
};

// "TurboMode: critical: run_state", "TurboMode: resolved: run_state"
std::string title_of(const Message& message);

}  // namespace turbomode::alerts
