#include "bars/closings.hpp"

#include <array>

namespace bars::closings {

namespace {

// A day off the rules.
struct SpecialClosing {
    base::TradingDate date;
    std::string_view reason;
};

constexpr std::array kSpecialClosings{
    SpecialClosing{{1994, 4, 27}, "Funeral of President Nixon"},
    SpecialClosing{{2001, 9, 11}, "Attacks of September 11"},
    SpecialClosing{{2001, 9, 12}, "Attacks of September 11"},
    SpecialClosing{{2001, 9, 13}, "Attacks of September 11"},
    SpecialClosing{{2001, 9, 14}, "Attacks of September 11"},
    SpecialClosing{{2004, 6, 11}, "Day of mourning for President Reagan"},
    SpecialClosing{{2007, 1, 2}, "Day of mourning for President Ford"},
    SpecialClosing{{2012, 10, 29}, "Hurricane Sandy"},
    SpecialClosing{{2012, 10, 30}, "Hurricane Sandy"},
    SpecialClosing{{2018, 12, 5}, "Day of mourning for President G. H. W. Bush"},
    SpecialClosing{{2025, 1, 9}, "Day of mourning for President Carter"},
};

constexpr std::chrono::minutes kRegularClose = std::chrono::hours{16};
constexpr std::chrono::minutes kHalfDayClose = std::chrono::hours{13};
constexpr std::chrono::minutes kHalfDayCloseUntil1992 = std::chrono::hours{14};

// A session that ended early, off the rules.
struct SpecialEarlyClose {
    base::TradingDate date;
    std::chrono::minutes closing_time;  // After midnight in New York.
};

constexpr std::array kSpecialEarlyCloses{
    SpecialEarlyClose{{1994, 2, 11}, std::chrono::minutes{14 * 60 + 30}},   // Snowstorm.
    SpecialEarlyClose{{1996, 1, 8}, std::chrono::hours{14}},                // Blizzard.
    SpecialEarlyClose{{1997, 10, 27}, std::chrono::minutes{15 * 60 + 30}},  // Circuit breaker.
    SpecialEarlyClose{{1997, 12, 26}, kHalfDayClose},  // Friday after Christmas.
    SpecialEarlyClose{{1999, 12, 31}, kHalfDayClose},  // The systems' change to the year 2000.
    SpecialEarlyClose{{2003, 12, 26}, kHalfDayClose},  // Friday after Christmas.
    SpecialEarlyClose{{2005, 6, 1}, std::chrono::minutes{15 * 60 + 56}},  // Lines went down.
};

// The n-th such weekday of a month: {2025, 11, Thursday[4]}.
base::TradingDate nth(int year, unsigned month, const std::chrono::weekday_indexed& weekday) {
    return base::TradingDate{std::chrono::sys_days{std::chrono::year_month_weekday{
        std::chrono::year{year}, std::chrono::month{month}, weekday}}};
}

// The day on which a holiday of fixed date is kept: a Saturday's the Friday before, a Sunday's the
// Monday after (Rule 7.2).
base::TradingDate observed(base::TradingDate holiday) {
    if (holiday.weekday() == std::chrono::Saturday) {
        return holiday.plus_days(-1);
    }
    return holiday.weekday() == std::chrono::Sunday ? holiday.plus_days(1) : holiday;
}

// New Year's Day. On a Sunday it is kept on Monday; on a Saturday not at all: Rule 7.2 has the
// exchange open on a Friday that ends a yearly accounting period.
base::TradingDate new_years_day(int year) {
    const base::TradingDate first{year, 1, 1};
    return first.weekday() == std::chrono::Sunday ? first.plus_days(1) : first;
}

// The holiday kept on `date`, a weekday; empty when none is.
std::string_view holiday(base::TradingDate date) {
    const auto civil = date.civil();
    const int year = static_cast<int>(civil.year());
    switch (static_cast<unsigned>(civil.month())) {
        case 1:
            if (date == new_years_day(year)) {
                return "New Year's Day";
            }
            // A federal holiday since 1986; the exchange followed in 1998.
            if (year >= 1998 && date == nth(year, 1, std::chrono::Monday[3])) {
                return "Martin Luther King Jr. Day";
            }
            return {};
        case 2:
            return date == nth(year, 2, std::chrono::Monday[3]) ? "Washington's Birthday" : "";
        case 3:
        case 4:
            return date == easter(year).plus_days(-2) ? "Good Friday" : "";
        case 5: {
            const bool last_monday = date.weekday() == std::chrono::Monday &&
                                     static_cast<unsigned>(civil.day()) > 31 - 7;
            return last_monday ? "Memorial Day" : "";
        }
        case 6:
            // A federal holiday since June 2021, too late for that year's calendar.
            return year >= 2022 && date == observed({year, 6, 19}) ? "Juneteenth" : "";
        case 7:
            return date == observed({year, 7, 4}) ? "Independence Day" : "";
        case 9:
            return date == nth(year, 9, std::chrono::Monday[1]) ? "Labor Day" : "";
        case 11:
            return date == nth(year, 11, std::chrono::Thursday[4]) ? "Thanksgiving" : "";
        case 12:
            return date == observed({year, 12, 25}) ? "Christmas" : "";
        default:
            return {};
    }
}

// The half day beside Independence Day, kept since 1995. When the 4th is a Thursday it was Friday
// the 5th until 2012 and is Wednesday the 3rd since; a 3rd that is no session has none.
bool is_independence_half_day(base::TradingDate date) {
    const int year = static_cast<int>(date.civil().year());
    if (year < 1995) {
        return false;
    }
    const base::TradingDate fourth{year, 7, 4};
    const bool friday_after = fourth.weekday() == std::chrono::Thursday && year < 2013;
    return date == fourth.plus_days(friday_after ? 1 : -1);
}

}  // namespace

base::TradingDate easter(int year) {
    const int a = year % 19;
    const int b = year / 100;
    const int c = year % 100;
    const int d = b / 4;
    const int e = b % 4;
    const int f = (b + 8) / 25;
    const int g = (b - f + 1) / 3;
    const int h = (19 * a + b - d - g + 15) % 30;
    const int i = c / 4;
    const int k = c % 4;
    const int l = (32 + 2 * e + 2 * i - h - k) % 7;
    const int m = (a + 11 * h + 22 * l) / 451;
    const int month_and_day = h + l - 7 * m + 114;
    return base::TradingDate{year,
                             static_cast<unsigned>(month_and_day / 31),
                             static_cast<unsigned>(month_and_day % 31 + 1)};
}

std::string_view reason(base::TradingDate date) {
    if (date.weekday() == std::chrono::Saturday) {
        return "Saturday";
    }
    if (date.weekday() == std::chrono::Sunday) {
        return "Sunday";
    }
    for (const auto& special : kSpecialClosings) {
        if (special.date == date) {
            return special.reason;
        }
    }
    return holiday(date);
}

std::chrono::minutes closing_time(base::TradingDate session) {
    for (const auto& special : kSpecialEarlyCloses) {
        if (special.date == session) {
            return special.closing_time;
        }
    }
    const int year = static_cast<int>(session.civil().year());
    // Half days ended at 14:00 until 1992 and at 13:00 since. The day after Thanksgiving became
    // one in 1992.
    const auto half_day = year < 1993 ? kHalfDayCloseUntil1992 : kHalfDayClose;
    const auto thanksgiving = nth(year, 11, std::chrono::Thursday[4]);
    const bool after_thanksgiving = year >= 1992 && session == thanksgiving.plus_days(1);
    const bool christmas_eve = session == base::TradingDate{year, 12, 24};
    if (after_thanksgiving || christmas_eve || is_independence_half_day(session)) {
        return half_day;
    }
    return kRegularClose;
}

}  // namespace bars::closings
