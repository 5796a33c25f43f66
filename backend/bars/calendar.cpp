#include "bars/calendar.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <exception>

#include <date/tz.h>

#include "bars/closings.hpp"
#include "base/check.hpp"

namespace bars {

namespace {

constexpr auto kDays = static_cast<std::size_t>(kCalendarLast.days_since(kCalendarFirst) + 1);

// Every question about order and distance is one or two array accesses: labelling asks hundreds of
// millions of them.
struct Tables {
    // How many sessions the first n days of the calendar hold.
    std::array<std::uint16_t, kDays + 1> sessions_before{};
    // The day of the n-th session, counted from kCalendarFirst.
    std::array<std::uint16_t, kDays> day_of_session{};
};

Tables tables_by_rule() {
    Tables tables;
    std::uint16_t sessions = 0;
    for (std::uint16_t day = 0; day < kDays; ++day) {
        tables.sessions_before[day] = sessions;
        if (closings::reason(kCalendarFirst.plus_days(day)).empty()) {
            tables.day_of_session[sessions] = day;
            ++sessions;
        }
    }
    tables.sessions_before[kDays] = sessions;
    return tables;
}

const Tables& tables() {
    static const Tables built = tables_by_rule();
    return built;
}

// REQUIRES: in_calendar(date)
std::size_t day_number(base::TradingDate date) {
    CHECK(in_calendar(date));
    return static_cast<std::size_t>(date.days_since(kCalendarFirst));
}

std::size_t sessions_until(base::TradingDate date) {
    return tables().sessions_before[day_number(date) + 1];
}

base::TradingDate session(std::size_t number) {
    return kCalendarFirst.plus_days(tables().day_of_session[number]);
}

const date::time_zone& new_york() {
    static const date::time_zone& zone = []() -> const date::time_zone& {
        try {
            return *date::locate_zone("America/New_York");
        } catch (const std::exception& missing) {
            // A broken installation: no date this program writes could be trusted.
            std::fprintf(stderr, "calendar: no time zone America/New_York: %s\n", missing.what());
            std::abort();
        }
    }();
    return zone;
}

}  // namespace

bool in_calendar(base::TradingDate date) {
    return date >= kCalendarFirst && date <= kCalendarLast;
}

bool is_session(base::TradingDate date) {
    const auto day = day_number(date);
    return tables().sessions_before[day + 1] != tables().sessions_before[day];
}

std::string_view closure_reason(base::TradingDate date) {
    CHECK(in_calendar(date));
    return closings::reason(date);
}

std::chrono::minutes closing_time(base::TradingDate session) {
    CHECK(is_session(session));
    return closings::closing_time(session);
}

std::optional<base::TradingDate> next_session(base::TradingDate date) {
    const auto number = sessions_until(date);
    return number < tables().sessions_before[kDays] ? std::optional{session(number)} : std::nullopt;
}

std::optional<base::TradingDate> previous_session(base::TradingDate date) {
    const std::size_t number = tables().sessions_before[day_number(date)];
    return number > 0 ? std::optional{session(number - 1)} : std::nullopt;
}

std::optional<base::TradingDate> session_at_or_before(base::TradingDate date) {
    const auto number = sessions_until(date);
    return number > 0 ? std::optional{session(number - 1)} : std::nullopt;
}

std::vector<base::TradingDate> sessions_between(base::TradingDate first, base::TradingDate last) {
    const auto end = sessions_until(last);
    std::vector<base::TradingDate> sessions;
    for (std::size_t n = tables().sessions_before[day_number(first)]; n < end; ++n) {
        sessions.push_back(session(n));
    }
    return sessions;
}

int sessions_in(base::TradingDate after, base::TradingDate until) {
    const auto distance =
        static_cast<int>(sessions_until(until)) - static_cast<int>(sessions_until(after));
    return std::max(distance, 0);
}

std::chrono::system_clock::time_point opening_moment(base::TradingDate session) {
    CHECK(is_session(session));
    const auto midnight = date::local_days{std::chrono::days{session.days_since_1970()}};
    return new_york().to_sys(midnight + std::chrono::hours{9} + std::chrono::minutes{30});
}

base::TradingDate new_york_date(std::chrono::system_clock::time_point now) {
    const auto local =
        new_york().to_local(std::chrono::floor<std::chrono::seconds>(now)).time_since_epoch();
    return base::TradingDate::from_days(
        static_cast<int>(std::chrono::floor<std::chrono::days>(local).count()));
}

base::TradingDate last_finished_session(std::chrono::system_clock::time_point now) {
    const auto local =
        new_york().to_local(std::chrono::floor<std::chrono::seconds>(now)).time_since_epoch();
    const auto midnight = std::chrono::floor<std::chrono::days>(local);
    const auto today = new_york_date(now);
    if (is_session(today) && local - midnight >= closing_time(today)) {
        return today;
    }
    const auto before = previous_session(today);
    CHECK(before.has_value());
    return *before;
}

}  // namespace bars
