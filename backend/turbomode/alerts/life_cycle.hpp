// The life of an alert: raised once, repeated while it lasts, resolved by itself. Pure.
//
// An alert is resolved when its reason was last seen so long ago that a reason which comes and goes
// is one alert; it keeps the worst severity that it had. A reason that nothing is known of keeps
// its alert as it is, for a week at most.
#pragma once

#include <chrono>
#include <span>
#include <vector>

#include "turbomode/alerts/alert.hpp"
#include "turbomode/alerts/rules.hpp"

namespace turbomode::alerts {

struct Pace {
    std::chrono::hours repeat_after{24};      // Since it was last said.
    std::chrono::minutes resolve_after{15};   // Since its reason was last seen.
    std::chrono::hours forget_after{7 * 24};  // The same, while nothing is known of it.
};

struct Advanced {
    std::vector<Alert> alerts;      // New or changed.
    std::vector<Message> messages;  // To be said.
};

// `open`: the alerts that are, one at most of a key.
Advanced advance(std::span<const Alert> open,
                 const Judgement& judgement,
                 platform::TimePoint now,
                 const Pace& pace);

}  // namespace turbomode::alerts
