#include "ml_automation/platform/new_york.hpp"

#include <date/date.h>
#include <date/tz.h>

#include "base/check.hpp"

namespace ml_automation::platform {

namespace {

// The calendar of sessions needs the zone too, so a machine without it does not get this far.
const date::time_zone& new_york() {
    static const date::time_zone* const zone = date::locate_zone("America/New_York");
    return *zone;
}

date::sys_seconds whole_seconds(TimePoint time) {
    return date::floor<std::chrono::seconds>(time);
}

}  // namespace

TimePoint new_york_time(base::TradingDate date, std::chrono::minutes since_midnight) {
    CHECK(since_midnight >= std::chrono::minutes{0} && since_midnight < std::chrono::hours{24});
    const date::local_days day{date::days{date.days_since_1970()}};
    return new_york().to_sys(day + since_midnight, date::choose::earliest);
}

std::string utc_text(TimePoint time) {
    return date::format("%FT%TZ", whole_seconds(time));
}

std::string new_york_text(TimePoint time) {
    return date::format("%FT%T%Ez", date::make_zoned(&new_york(), whole_seconds(time)));
}

}  // namespace ml_automation::platform
