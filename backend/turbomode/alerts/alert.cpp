#include "turbomode/alerts/alert.hpp"

#include <array>

#include <fmt/format.h>

#include "base/check.hpp"

namespace turbomode::alerts {

using base::Error;
using base::ErrorCode;
using base::Result;

namespace {

constexpr std::array kSeverities{Severity::Warning, Severity::Critical};
constexpr std::array kEvents{
    Event::Raised, Event::Repeated, Event::Worsened, Event::Resolved, Event::Test};

}  // namespace

std::string_view name_of(Severity severity) {
    return severity == Severity::Warning ? "warning" : "critical";
}

Result<Severity> parse_severity(std::string_view name) {
    for (const auto severity : kSeverities) {
        if (name_of(severity) == name) {
            return severity;
        }
    }
    return Error{ErrorCode::InvalidInput, fmt::format("'{}' is no severity of an alert", name)};
}

std::string_view name_of(Event event) {
    switch (event) {
        case Event::Raised:
            return "raised";
        case Event::Repeated:
            return "repeated";
        case Event::Worsened:
            return "worsened";
        case Event::Resolved:
            return "resolved";
        case Event::Test:
            return "test";
    }
    CHECK(false);
}

Result<Event> parse_event(std::string_view name) {
    for (const auto event : kEvents) {
        if (name_of(event) == name) {
            return event;
        }
    }
    return Error{ErrorCode::InvalidInput, fmt::format("'{}' is no event of an alert", name)};
}

std::string title_of(const Message& message) {
    switch (message.event) {
        case Event::Raised:
        case Event::Worsened:
            return fmt::format("TurboMode: {}: {}", name_of(message.severity), message.key);
        case Event::Repeated:
            return fmt::format("TurboMode: still {}: {}", name_of(message.severity), message.key);
        case Event::Resolved:
            return fmt::format("TurboMode: resolved: {}", message.key);
        case Event::Test:
            return "TurboMode: test";
    }
    CHECK(false);
}

}  // namespace turbomode::alerts
