#include "turbomode/platform/clock.hpp"

#include <exception>
#include <sstream>

#include <date/date.h>
#include <date/tz.h>
#include <fmt/format.h>

#include "base/check.hpp"
#include "base/utc.hpp"

namespace turbomode::platform {

namespace {

date::sys_seconds whole_seconds(TimePoint time) {
    return date::floor<std::chrono::seconds>(time);
}

}  // namespace

std::string rfc3339_utc(TimePoint time) {
    return date::format("%FT%TZ", whole_seconds(time));
}

base::Result<TimePoint> parse_rfc3339_utc(const std::string& text) {
    const auto time = base::parse_utc(text);
    if (!time) {
        return base::Error{base::ErrorCode::InvalidInput,
                           fmt::format("'{}' is no time such as 2026-11-21T04:00:00Z", text)};
    }
    return *time;
}

base::Result<TimeZone> TimeZone::find(std::string_view name) {
    try {
        return TimeZone{date::locate_zone(std::string{name})};
    } catch (const std::exception& exception) {
        return base::Error{base::ErrorCode::Failed,
                           "time zone " + std::string{name} + ": " + exception.what() +
                               "; the package tzdata has them"};
    }
}

std::string TimeZone::rfc3339(TimePoint time) const {
    return date::format("%FT%T%Ez", date::make_zoned(zone_, whole_seconds(time)));
}

base::TradingDate TimeZone::date_at(TimePoint time) const {
    const auto local = zone_->to_local(time);
    const auto day = date::floor<date::days>(local).time_since_epoch();
    return base::TradingDate::from_days(static_cast<int>(day.count()));
}

TimePoint TimeZone::at(base::TradingDate date, std::chrono::minutes since_midnight) const {
    CHECK(since_midnight >= std::chrono::minutes{0} && since_midnight < std::chrono::hours{24});
    const date::local_days day{date::days{date.days_since_1970()}};
    return zone_->to_sys(day + since_midnight, date::choose::earliest);
}

}  // namespace turbomode::platform
