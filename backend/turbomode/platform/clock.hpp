// Time as an input: programs read it through a Clock, tests set it. And the two ways in which a
// time is written or meant outside: RFC 3339 text, and a date with a time of day in a zone.
#pragma once

#include <atomic>
#include <chrono>
#include <string>
#include <string_view>

#include "base/date.hpp"
#include "base/now.hpp"
#include "base/result.hpp"

namespace date {
class time_zone;
}  // namespace date

namespace turbomode::platform {

using TimePoint = std::chrono::system_clock::time_point;

class Clock {
public:
    Clock() = default;
    Clock(const Clock&) = delete;
    Clock& operator=(const Clock&) = delete;
    Clock(Clock&&) = delete;
    Clock& operator=(Clock&&) = delete;
    virtual ~Clock() = default;

    // Any thread may ask.
    virtual TimePoint now() const = 0;
};

class SystemClock final : public Clock {
public:
    TimePoint now() const override { return base::now(); }
};

// Stands still until told otherwise.
class SimulatedClock final : public Clock {
public:
    explicit SimulatedClock(TimePoint start) : now_(start) {}
    TimePoint now() const override { return now_.load(); }
    void set(TimePoint now) { now_.store(now); }
    void advance(std::chrono::system_clock::duration by) { now_.store(now_.load() + by); }

private:
    std::atomic<TimePoint> now_;
};

// "2026-11-21T04:00:00Z"; fractions of a second are cut off.
std::string rfc3339_utc(TimePoint time);
// The other way round. InvalidInput when it is no such text.
base::Result<TimePoint> parse_rfc3339_utc(const std::string& text);

// A zone of the system's time zone database.
class TimeZone {
public:
    // "America/New_York". An error names the zone that the system does not know.
    static base::Result<TimeZone> find(std::string_view name);

    // "2026-11-20T23:00:00-05:00"; fractions of a second are cut off.
    std::string rfc3339(TimePoint time) const;
    // The civil day that a wall calendar there shows at `time`.
    base::TradingDate date_at(TimePoint time) const;
    // When the clock there shows `since_midnight` on `date`. A time that daylight saving skips
    // becomes the moment of the jump; one that it repeats is the first of the two.
    // REQUIRES: 0 <= since_midnight < 24 h
    TimePoint at(base::TradingDate date, std::chrono::minutes since_midnight) const;

private:
    explicit TimeZone(const date::time_zone* zone) : zone_(zone) {}
    const date::time_zone* zone_;  // Lives as long as the process, in the zone database.
};

}  // namespace turbomode::platform
