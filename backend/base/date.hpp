// TradingDate: one civil day in New York, the name of a session. Never a timestamp: it has no
// time of day and no zone, so it cannot drift by one across midnight UTC.
#pragma once

#include <chrono>
#include <compare>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace base {

class TradingDate {
public:
    constexpr explicit TradingDate(std::chrono::sys_days day) : day_(day) {}
    constexpr TradingDate(int year, unsigned month, unsigned day)
        : day_(std::chrono::year{year} / std::chrono::month{month} / std::chrono::day{day}) {}

    // Reads "YYYY-MM-DD". An error names the text when it is no real date.
    static Result<TradingDate> parse(std::string_view text);
    // Whole days since 1970-01-01: the form in which databases keep a date.
    static constexpr TradingDate from_days(int days_since_1970) {
        return TradingDate{std::chrono::sys_days{std::chrono::days{days_since_1970}}};
    }

    constexpr int days_since_1970() const {
        return static_cast<int>(day_.time_since_epoch().count());
    }
    constexpr std::chrono::sys_days day() const { return day_; }
    constexpr std::chrono::year_month_day civil() const { return day_; }
    constexpr std::chrono::weekday weekday() const { return std::chrono::weekday{day_}; }
    std::string text() const;  // "YYYY-MM-DD"

    constexpr TradingDate plus_days(int days) const {
        return TradingDate{day_ + std::chrono::days{days}};
    }
    // Calendar days from `earlier` to this date.
    constexpr int days_since(TradingDate earlier) const {
        return static_cast<int>((day_ - earlier.day_).count());
    }
    constexpr auto operator<=>(const TradingDate&) const = default;

private:
    std::chrono::sys_days day_;
};

}  // namespace base
