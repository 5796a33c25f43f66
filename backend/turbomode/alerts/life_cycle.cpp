#include "turbomode/alerts/life_cycle.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace turbomode::alerts {

using platform::TimePoint;

namespace {

Message message_of(const Alert& alert, Event event, TimePoint now) {
    return {.event = event,
            .key = alert.key,
            .severity = alert.severity,
            .text = alert.text,
            .raised_at = alert.raised_at,
            .said_at = now};
}

// The alert whose reason is seen now, and what is to be said of it, if anything.
void see(Alert alert, const Condition& condition, TimePoint now, const Pace& pace, Advanced& to) {
    const bool is_worse = condition.severity > alert.severity;
    alert.severity = std::max(alert.severity, condition.severity);
    alert.text = condition.text;
    alert.seen_at = now;
    if (is_worse || now - alert.last_said_at >= pace.repeat_after) {
        alert.last_said_at = now;
        ++alert.count;
        to.messages.push_back(message_of(alert, is_worse ? Event::Worsened : Event::Repeated, now));
    }
    to.alerts.push_back(std::move(alert));
}

Alert raise(const Condition& condition, TimePoint now) {
    return {.key = condition.key,
            .severity = condition.severity,
            .text = condition.text,
            .raised_at = now,
            .seen_at = now,
            .last_said_at = now};
}

void resolve(Alert alert, bool is_known, TimePoint now, Advanced& to) {
    alert.resolved_at = now;
    auto message = message_of(alert, Event::Resolved, now);
    message.text = is_known ? fmt::format("no longer so, since {} it was: {}",
                                          platform::rfc3339_utc(alert.raised_at),
                                          alert.text)
                            : fmt::format("nothing has been known of it since {}; it was: {}",
                                          platform::rfc3339_utc(alert.seen_at),
                                          alert.text);
    to.messages.push_back(std::move(message));
    to.alerts.push_back(std::move(alert));
}

}  // namespace

Advanced advance(std::span<const Alert> open,
                 const Judgement& judgement,
                 TimePoint now,
                 const Pace& pace) {
    Advanced advanced;
    for (const auto& alert : open) {
        const auto condition = std::ranges::find(judgement.wrong, alert.key, &Condition::key);
        if (condition != judgement.wrong.end()) {
            see(alert, *condition, now, pace, advanced);
            continue;
        }
        const bool is_known =
            std::ranges::find(judgement.unknown, alert.key) == judgement.unknown.end();
        const std::chrono::seconds patience = is_known ? std::chrono::seconds{pace.resolve_after}
                                                       : std::chrono::seconds{pace.forget_after};
        if (now - alert.seen_at >= patience) {
            resolve(alert, is_known, now, advanced);
        }
    }
    for (const auto& condition : judgement.wrong) {
        if (std::ranges::find(open, condition.key, &Alert::key) == open.end()) {
            advanced.alerts.push_back(raise(condition, now));
            advanced.messages.push_back(message_of(advanced.alerts.back(), Event::Raised, now));
        }
    }
    return advanced;
}

}  // namespace turbomode::alerts
