#include "base/date.hpp"

#include <charconv>

#include <fmt/format.h>

namespace base {

namespace {

// The number in the whole of `text`, or -1.
int number_in(std::string_view text) {
    int value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    return error == std::errc{} && end == text.data() + text.size() ? value : -1;
}

}  // namespace

Result<TradingDate> TradingDate::parse(std::string_view text) {
    constexpr std::size_t kLength = std::string_view{"YYYY-MM-DD"}.size();
    const Error error{ErrorCode::InvalidInput,
                      fmt::format("'{}' is not a date (YYYY-MM-DD)", text)};
    if (text.size() != kLength || text[4] != '-' || text[7] != '-') {
        return error;
    }
    const int year = number_in(text.substr(0, 4));
    const int month = number_in(text.substr(5, 2));
    const int day = number_in(text.substr(8, 2));
    if (year < 0 || month < 0 || day < 0) {
        return error;
    }
    const std::chrono::year_month_day civil{std::chrono::year{year},
                                            std::chrono::month{static_cast<unsigned>(month)},
                                            std::chrono::day{static_cast<unsigned>(day)}};
    if (!civil.ok()) {
        return error;
    }
    return TradingDate{std::chrono::sys_days{civil}};
}

std::string TradingDate::text() const {
    const auto date = civil();
    return fmt::format("{:04}-{:02}-{:02}", static_cast<int>(date.year()),
                       static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()));
}

}  // namespace base
