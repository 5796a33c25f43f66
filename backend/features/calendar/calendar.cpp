#include "features/calendar/calendar.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

namespace features::calendar {

namespace {

using base::TradingDate;
constexpr auto kFamily = Family::Calendar;
constexpr auto kMarket = Scope::Market;
constexpr double kDaysPerYear = 365.25;
constexpr int kWeekdays = 5;
constexpr double kTurnDays = 3.0;

int month_of(TradingDate date) {
    return static_cast<int>(static_cast<unsigned>(date.civil().month()));
}

int quarter_of(TradingDate date) {
    return (month_of(date) - 1) / 3;
}

// Mondays to Fridays from the session, itself left out, as long as `same` holds of the day.
template <typename Same>
double weekdays_while(TradingDate session, int step, Same same) {
    int weekdays = 0;
    for (auto day = session.plus_days(step); same(day); day = day.plus_days(step)) {
        weekdays += day.weekday().iso_encoding() <= kWeekdays ? 1 : 0;
    }
    return weekdays;
}

double to_month_end(TradingDate session) {
    return weekdays_while(
        session, 1, [&](TradingDate day) { return month_of(day) == month_of(session); });
}

double since_month_start(TradingDate session) {
    return weekdays_while(
        session, -1, [&](TradingDate day) { return month_of(day) == month_of(session); });
}

double to_quarter_end(TradingDate session) {
    return weekdays_while(
        session, 1, [&](TradingDate day) { return quarter_of(day) == quarter_of(session); });
}

double turn_of_quarter(TradingDate session) {
    const double since = weekdays_while(
        session, -1, [&](TradingDate day) { return quarter_of(day) == quarter_of(session); });
    return std::min(to_quarter_end(session), since) < kTurnDays ? 1.0 : 0.0;
}

double angle_in_year(TradingDate session) {
    const int days =
        session.days_since(TradingDate{static_cast<int>(session.civil().year()), 1, 1});
    return 2.0 * std::numbers::pi * days / kDaysPerYear;
}

constexpr std::array kTable = std::to_array<CalendarFeature>({
    {{"day_of_week", kFamily, kMarket, kWeekday, "Monday 0 to Friday 4", "", "French 1980", 1},
     [](TradingDate session) {
         return session.weekday().iso_encoding() - 1.0;
     }},
    {{"weekdays_to_month_end",
      kFamily,
      kMarket,
      kDays,
      "Mondays to Fridays left in the month after the session",
      "",
      "Lakonishok and Smidt 1988",
      1},
     to_month_end},
    {{"weekdays_since_month_start",
      kFamily,
      kMarket,
      kDays,
      "Mondays to Fridays of the month before the session",
      "",
      "Ariel 1987",
      1},
     since_month_start},
    {{"weekdays_to_quarter_end",
      kFamily,
      kMarket,
      kDays,
      "Mondays to Fridays left in the quarter after the session",
      "",
      "definition",
      1},
     to_quarter_end},
    {{"turn_of_quarter",
      kFamily,
      kMarket,
      kShare,
      "1 on the first and last three weekdays of a quarter, else 0",
      "",
      "Lakonishok and Smidt 1988",
      1},
     turn_of_quarter},
    {{"year_sine",
      kFamily,
      kMarket,
      kBalance,
      "sin(2 pi x days since January 1 / 365.25)",
      "",
      "definition",
      1},
     [](TradingDate session) {
         return std::sin(angle_in_year(session));
     }},
    {{"year_cosine",
      kFamily,
      kMarket,
      kBalance,
      "cos(2 pi x days since January 1 / 365.25)",
      "",
      "definition",
      1},
     [](TradingDate session) {
         return std::cos(angle_in_year(session));
     }},
});

}  // namespace

std::span<const CalendarFeature> table() {
    return kTable;
}

}  // namespace features::calendar
