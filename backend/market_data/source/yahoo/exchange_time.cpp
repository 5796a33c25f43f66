#include "market_data/source/yahoo/exchange_time.hpp"

#include <chrono>
#include <cstdio>
#include <cstdlib>

#include <date/tz.h>
#include <fmt/format.h>

#include "market_data/source/vendor_reply.hpp"

namespace market_data::source::yahoo {

using base::TradingDate;

namespace {

constexpr std::int64_t kSecondsFirst = -2'208'988'800;  // 1900-01-01
constexpr std::int64_t kSecondsLast = 7'258'118'399;    // 2199-12-31
constexpr std::int64_t kOffsetMax = 14LL * 3600;        // Kiribati is first into the day.

const date::time_zone* find_zone(const std::string& name) {
    try {
        return date::locate_zone(name);
    } catch (const std::exception&) {  // Says no more than that the name is unknown.
        return nullptr;
    }
}

}  // namespace

base::Result<ExchangeClock> ExchangeClock::from(const std::string& zone,
                                                std::optional<std::int64_t> gmt_offset_seconds) {
    if (const auto* found = find_zone(zone); found != nullptr) {
        return ExchangeClock{found, 0};
    }
    if (gmt_offset_seconds && std::abs(*gmt_offset_seconds) <= kOffsetMax) {
        return ExchangeClock{nullptr, *gmt_offset_seconds};
    }
    return base::Error{base::ErrorCode::InvalidInput,
                       fmt::format("time zone '{}' of the exchange is unknown and gmtoffset {}",
                                   shown_start(zone),
                                   gmt_offset_seconds ? fmt::format("{}", *gmt_offset_seconds)
                                                      : std::string{"missing"})};
}

std::optional<TradingDate> ExchangeClock::date_at(std::int64_t seconds) const {
    if (seconds < kSecondsFirst || seconds > kSecondsLast) {
        return std::nullopt;
    }
    const date::sys_seconds time{std::chrono::seconds{seconds}};
    const auto local =
        zone_ != nullptr
            ? zone_->to_local(time)
            : date::local_seconds{time.time_since_epoch() + std::chrono::seconds{offset_seconds_}};
    const auto day = date::floor<date::days>(local).time_since_epoch();
    return TradingDate::from_days(static_cast<int>(day.count()));
}

std::int64_t new_york_midnight(TradingDate date) {
    const auto* zone = find_zone("America/New_York");
    if (zone == nullptr) {
        // A broken installation: no date this program writes could be trusted.
        std::fputs("yahoo: no time zone America/New_York; the package tzdata has it\n", stderr);
        std::abort();
    }
    const date::local_days day{date::days{date.days_since_1970()}};
    const auto time = zone->to_sys(day, date::choose::earliest);
    return std::chrono::duration_cast<std::chrono::seconds>(time.time_since_epoch()).count();
}

}  // namespace market_data::source::yahoo
