// A message such as the alerts send.
#pragma once

#include <chrono>

#include "base/date.hpp"
#include "turbomode/alerts/alert.hpp"

namespace turbomode::alerts {

inline Message message_about(const std::string& text,
                             Event event = Event::Raised,
                             Severity severity = Severity::Critical) {
    const platform::TimePoint raised{base::TradingDate{2026, 11, 21}.day() + std::chrono::hours{4}};
    return {.event = event,
            .key = "run_state",
            .severity = severity,
            .text = text,
            .raised_at = raised,
            .said_at = raised + std::chrono::minutes{1}};
}

}  // namespace turbomode::alerts
