#include "bars/calendar.hpp"

#include <map>
#include <optional>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "bars/closings.hpp"

namespace bars {
namespace {

using base::TradingDate;
using std::chrono::hours;
using std::chrono::minutes;
using testing::ElementsAre;
using testing::IsEmpty;

std::chrono::system_clock::time_point utc(TradingDate date, hours hour, minutes minute = {}) {
    return std::chrono::sys_days{date.day()} + hour + minute;
}

// The weekdays of a year that are no sessions, as "MM-DD".
std::vector<std::string> closed_weekdays(int year) {
    std::vector<std::string> closed;
    for (TradingDate date{year, 1, 1}; date <= TradingDate{year, 12, 31};
         date = date.plus_days(1)) {
        const auto reason = closure_reason(date);
        if (!reason.empty() && reason != "Saturday" && reason != "Sunday") {
            closed.push_back(date.text().substr(5));
        }
    }
    return closed;
}

// The sessions of a year that close before 16:00, as "MM-DD HH:MM".
std::vector<std::string> early_closes(int year) {
    std::vector<std::string> early;
    for (const auto session : sessions_between({year, 1, 1}, {year, 12, 31})) {
        const auto close = closing_time(session);
        if (close != hours{16}) {
            const auto minute = std::to_string(100 + close.count() % 60).substr(1);
            early.push_back(session.text().substr(5) + " " + std::to_string(close.count() / 60) +
                            ":" + minute);
        }
    }
    return early;
}

// Published: the exchange's notice "Holiday and Early Closings Calendar" of each year.
TEST(Calendar, HasTheHolidaysThatTheExchangePublished) {
    EXPECT_THAT(closed_weekdays(2024),
                ElementsAre("01-01",
                            "01-15",
                            "02-19",
                            "03-29",
                            "05-27",
                            "06-19",
                            "07-04",
                            "09-02",
                            "11-28",
                            "12-25"));
    EXPECT_THAT(closed_weekdays(2025),
                ElementsAre("01-01",
                            "01-09",
                            "01-20",
                            "02-17",
                            "04-18",
                            "05-26",
                            "06-19",
                            "07-04",
                            "09-01",
                            "11-27",
                            "12-25"));
    EXPECT_THAT(closed_weekdays(2026),
                ElementsAre("01-01",
                            "01-19",
                            "02-16",
                            "04-03",
                            "05-25",
                            "06-19",
                            "07-03",
                            "09-07",
                            "11-26",
                            "12-25"));
    EXPECT_THAT(closed_weekdays(2027),
                ElementsAre("01-01",
                            "01-18",
                            "02-15",
                            "03-26",
                            "05-31",
                            "06-18",
                            "07-05",
                            "09-06",
                            "11-25",
                            "12-24"));
    // New Year's Day 2028 is a Saturday: ten holidays become nine.
    EXPECT_THAT(
        closed_weekdays(2028),
        ElementsAre(
            "01-17", "02-21", "04-14", "05-29", "06-19", "07-04", "09-04", "11-23", "12-25"));
}

TEST(Calendar, HasTheHalfDaysThatTheExchangePublished) {
    EXPECT_THAT(early_closes(2024), ElementsAre("07-03 13:00", "11-29 13:00", "12-24 13:00"));
    EXPECT_THAT(early_closes(2025), ElementsAre("07-03 13:00", "11-28 13:00", "12-24 13:00"));
    EXPECT_THAT(early_closes(2026), ElementsAre("11-27 13:00", "12-24 13:00"));
    EXPECT_THAT(early_closes(2027), ElementsAre("11-26 13:00"));
    EXPECT_THAT(early_closes(2028), ElementsAre("07-03 13:00", "11-24 13:00"));
}

// From the exchange's "Special Closings" list, 1885-2011.
TEST(Calendar, HasTheHalfDaysOfItsTime) {
    EXPECT_THAT(early_closes(1990), ElementsAre("12-24 14:00"));
    EXPECT_THAT(early_closes(1991), ElementsAre("12-24 14:00"));
    EXPECT_THAT(early_closes(1992), ElementsAre("11-27 14:00", "12-24 14:00"));
    EXPECT_THAT(early_closes(1993), ElementsAre("11-26 13:00"));
    EXPECT_THAT(early_closes(1994), ElementsAre("02-11 14:30", "11-25 13:00"));
    EXPECT_THAT(early_closes(1995), ElementsAre("07-03 13:00", "11-24 13:00"));
    EXPECT_THAT(early_closes(1996),
                ElementsAre("01-08 14:00", "07-05 13:00", "11-29 13:00", "12-24 13:00"));
    EXPECT_THAT(
        early_closes(1997),
        ElementsAre("07-03 13:00", "10-27 15:30", "11-28 13:00", "12-24 13:00", "12-26 13:00"));
    EXPECT_THAT(early_closes(1998), ElementsAre("11-27 13:00", "12-24 13:00"));
    EXPECT_THAT(early_closes(1999), ElementsAre("11-26 13:00", "12-31 13:00"));
    EXPECT_THAT(early_closes(2002), ElementsAre("07-05 13:00", "11-29 13:00", "12-24 13:00"));
    EXPECT_THAT(early_closes(2003),
                ElementsAre("07-03 13:00", "11-28 13:00", "12-24 13:00", "12-26 13:00"));
    EXPECT_THAT(early_closes(2005), ElementsAre("06-01 15:56", "11-25 13:00"));
    EXPECT_THAT(early_closes(2008), ElementsAre("07-03 13:00", "11-28 13:00", "12-24 13:00"));
}

TEST(Calendar, MovedTheHalfDayOfAThursdayIndependenceDayToTheWednesdayIn2013) {
    EXPECT_EQ(closing_time({2002, 7, 3}), hours{16});
    EXPECT_EQ(closing_time({2002, 7, 5}), hours{13});
    EXPECT_EQ(closing_time({2013, 7, 3}), hours{13});
    EXPECT_EQ(closing_time({2013, 7, 5}), hours{16});
    EXPECT_EQ(closing_time({2019, 7, 3}), hours{13});
}

TEST(Calendar, SaysWhyADayIsNoSession) {
    const std::map<TradingDate, std::string> reasons{
        {{1990, 1, 1}, "New Year's Day"},
        {{2023, 1, 2}, "New Year's Day"},
        {{1998, 1, 19}, "Martin Luther King Jr. Day"},
        {{1990, 2, 19}, "Washington's Birthday"},
        {{2008, 3, 21}, "Good Friday"},
        {{2011, 4, 22}, "Good Friday"},
        {{2021, 5, 31}, "Memorial Day"},
        {{2022, 6, 20}, "Juneteenth"},
        {{2027, 6, 18}, "Juneteenth"},
        {{2020, 7, 3}, "Independence Day"},
        {{2021, 7, 5}, "Independence Day"},
        {{2014, 9, 1}, "Labor Day"},
        {{2019, 11, 28}, "Thanksgiving"},
        {{1993, 12, 24}, "Christmas"},
        {{2022, 12, 26}, "Christmas"},
        {{1994, 4, 27}, "Funeral of President Nixon"},
        {{2001, 9, 11}, "Attacks of September 11"},
        {{2001, 9, 14}, "Attacks of September 11"},
        {{2004, 6, 11}, "Day of mourning for President Reagan"},
        {{2007, 1, 2}, "Day of mourning for President Ford"},
        {{2012, 10, 29}, "Hurricane Sandy"},
        {{2012, 10, 30}, "Hurricane Sandy"},
        {{2018, 12, 5}, "Day of mourning for President G. H. W. Bush"},
        {{2025, 1, 9}, "Day of mourning for President Carter"},
        {{2022, 1, 1}, "Saturday"},
        {{2030, 12, 29}, "Sunday"}};
    for (const auto& [date, reason] : reasons) {
        EXPECT_EQ(closure_reason(date), reason) << date.text();
        EXPECT_FALSE(is_session(date)) << date.text();
    }
}

TEST(Calendar, IsOpenOnDaysThatOthersKeep) {
    for (const TradingDate date :
         {TradingDate{1997, 1, 20},    // King Day before the exchange kept it.
          TradingDate{2021, 6, 18},    // Juneteenth likewise.
          TradingDate{2021, 12, 31},   // New Year's Day is a Saturday.
          TradingDate{2010, 12, 31},   // So it is here,
          TradingDate{1993, 12, 31},   // and here.
          TradingDate{2024, 10, 14},   // Columbus Day.
          TradingDate{2024, 11, 11},   // Veterans Day.
          TradingDate{2025, 12, 26}})  // Federal offices were closed.
    {
        EXPECT_TRUE(is_session(date)) << date.text();
        EXPECT_THAT(closure_reason(date), IsEmpty()) << date.text();
    }
}

// Sundays from the tables of the U.S. Naval Observatory: the earliest and latest of the period,
// and one on each side of a month's end.
TEST(Calendar, ComputesEaster) {
    EXPECT_EQ(closings::easter(1990), TradingDate(1990, 4, 15));
    EXPECT_EQ(closings::easter(2000), TradingDate(2000, 4, 23));
    EXPECT_EQ(closings::easter(2008), TradingDate(2008, 3, 23));
    EXPECT_EQ(closings::easter(2011), TradingDate(2011, 4, 24));
    EXPECT_EQ(closings::easter(2018), TradingDate(2018, 4, 1));
    EXPECT_EQ(closings::easter(2024), TradingDate(2024, 3, 31));
    EXPECT_EQ(closings::easter(2030), TradingDate(2030, 4, 21));
}

TEST(Calendar, HasAsManySessionsAYearAsTheExchangeHeld) {
    // Known counts: 248 in 2001 (four days in September), 250 in 2012 (Sandy), 253 in 2020.
    const std::map<int, int> counts{
        {1992, 254}, {1996, 254}, {2001, 248}, {2012, 250}, {2020, 253}, {2021, 252}, {2025, 250}};
    for (const auto& [year, count] : counts) {
        EXPECT_EQ(sessions_in({year - 1, 12, 31}, {year, 12, 31}), count) << year;
    }
}

TEST(Calendar, GoesFromSessionToSession) {
    EXPECT_EQ(next_session({2025, 1, 8}), TradingDate(2025, 1, 10));
    EXPECT_EQ(previous_session({2025, 1, 10}), TradingDate(2025, 1, 8));
    EXPECT_EQ(next_session({2025, 1, 9}), TradingDate(2025, 1, 10));
    EXPECT_EQ(previous_session({2025, 1, 9}), TradingDate(2025, 1, 8));
    EXPECT_EQ(session_at_or_before({2025, 1, 9}), TradingDate(2025, 1, 8));
    EXPECT_EQ(session_at_or_before({2025, 1, 8}), TradingDate(2025, 1, 8));
    EXPECT_EQ(next_session({2001, 9, 10}), TradingDate(2001, 9, 17));
}

TEST(Calendar, HasNoSessionBeyondItsEnds) {
    EXPECT_FALSE(previous_session(kCalendarFirst).has_value());
    EXPECT_FALSE(previous_session({1990, 1, 2}).has_value());
    EXPECT_FALSE(session_at_or_before(kCalendarFirst).has_value());
    EXPECT_EQ(session_at_or_before({1990, 1, 2}), TradingDate(1990, 1, 2));
    EXPECT_EQ(next_session(kCalendarFirst), TradingDate(1990, 1, 2));
    EXPECT_TRUE(is_session(kCalendarLast));
    EXPECT_FALSE(next_session(kCalendarLast).has_value());
    EXPECT_EQ(previous_session(kCalendarLast), TradingDate(2030, 12, 30));
    EXPECT_FALSE(in_calendar(kCalendarFirst.plus_days(-1)));
    EXPECT_TRUE(in_calendar(kCalendarFirst));
    EXPECT_TRUE(in_calendar(kCalendarLast));
    EXPECT_FALSE(in_calendar(kCalendarLast.plus_days(1)));
}

TEST(Calendar, CountsTheSessionsItLists) {
    const TradingDate christmas{2024, 12, 25};
    EXPECT_THAT(
        sessions_between({2024, 12, 24}, {2024, 12, 28}),
        ElementsAre(
            TradingDate{2024, 12, 24}, TradingDate{2024, 12, 26}, TradingDate{2024, 12, 27}));
    EXPECT_THAT(sessions_between(christmas, christmas), IsEmpty());
    EXPECT_THAT(sessions_between({2024, 12, 27}, {2024, 12, 24}), IsEmpty());
    EXPECT_EQ(sessions_in({2024, 12, 24}, {2024, 12, 27}), 2);
    EXPECT_EQ(sessions_in({2024, 12, 24}, {2024, 12, 24}), 0);
    EXPECT_EQ(sessions_in({2024, 12, 27}, {2024, 12, 24}), 0);
}

// The tables against a walk day by day, over the whole calendar.
TEST(Calendar, TablesSayWhatTheRulesSay) {
    std::optional<TradingDate> last;
    int sessions = 0;
    for (auto date = kCalendarFirst; date <= kCalendarLast; date = date.plus_days(1)) {
        EXPECT_EQ(previous_session(date), last) << date.text();
        const bool open = closure_reason(date).empty();
        EXPECT_EQ(is_session(date), open) << date.text();
        if (open) {
            if (last) {
                EXPECT_EQ(next_session(*last), date);
            }
            last = date;
            ++sessions;
        }
        EXPECT_EQ(session_at_or_before(date), last) << date.text();
        EXPECT_EQ(sessions_in(kCalendarFirst, date), sessions) << date.text();
    }
    EXPECT_EQ(static_cast<std::size_t>(sessions),
              sessions_between(kCalendarFirst, kCalendarLast).size());
}

TEST(LastFinishedSession, EndsAtFourInTheAfternoon) {
    const TradingDate tuesday{2025, 6, 10};
    EXPECT_EQ(last_finished_session(utc(tuesday, hours{19}, minutes{59})), tuesday.plus_days(-1));
    EXPECT_EQ(last_finished_session(utc(tuesday, hours{20})), tuesday);
    // 23:00 in New York is 03:00 of the next day in Greenwich.
    EXPECT_EQ(last_finished_session(utc(tuesday.plus_days(1), hours{3})), tuesday);
    EXPECT_EQ(last_finished_session(utc(tuesday.plus_days(1), hours{13})), tuesday);
}

TEST(LastFinishedSession, EndsAtOneOnAHalfDay) {
    const TradingDate half_day{2025, 11, 28};
    EXPECT_EQ(last_finished_session(utc(half_day, hours{17}, minutes{59})),
              TradingDate(2025, 11, 26));
    EXPECT_EQ(last_finished_session(utc(half_day, hours{18})), half_day);
}

TEST(LastFinishedSession, FollowsBothChangesOfTheClock) {
    // Summer time began on Sunday 2025-03-09 and ended on Sunday 2025-11-02.
    EXPECT_EQ(last_finished_session(utc({2025, 3, 7}, hours{20}, minutes{30})),
              TradingDate(2025, 3, 6));
    EXPECT_EQ(last_finished_session(utc({2025, 3, 7}, hours{21})), TradingDate(2025, 3, 7));
    EXPECT_EQ(last_finished_session(utc({2025, 3, 10}, hours{20})), TradingDate(2025, 3, 10));
    EXPECT_EQ(last_finished_session(utc({2025, 10, 31}, hours{20})), TradingDate(2025, 10, 31));
    EXPECT_EQ(last_finished_session(utc({2025, 11, 3}, hours{20}, minutes{30})),
              TradingDate(2025, 10, 31));
    EXPECT_EQ(last_finished_session(utc({2025, 11, 3}, hours{21})), TradingDate(2025, 11, 3));
    // Until 2006 summer time began in April.
    EXPECT_EQ(last_finished_session(utc({2006, 3, 20}, hours{20}, minutes{30})),
              TradingDate(2006, 3, 17));
}

TEST(LastFinishedSession, IsFridaysOnAWeekendAndTheOneBeforeOnAHoliday) {
    EXPECT_EQ(last_finished_session(utc({2025, 6, 15}, hours{22})), TradingDate(2025, 6, 13));
    EXPECT_EQ(last_finished_session(utc({2025, 1, 9}, hours{23})), TradingDate(2025, 1, 8));
}

TEST(LastFinishedSession, CountsTheMomentBeforeTheCloseAsUnfinished) {
    const auto close = utc({2025, 6, 10}, hours{20});
    EXPECT_EQ(last_finished_session(close - std::chrono::milliseconds{1}), TradingDate(2025, 6, 9));
}

TEST(OpeningMoment, IsHalfPastNineInNewYorkInSummerAndWinter) {
    EXPECT_EQ(opening_moment({2025, 3, 7}), utc({2025, 3, 7}, hours{14}, minutes{30}));
    EXPECT_EQ(opening_moment({2025, 3, 10}), utc({2025, 3, 10}, hours{13}, minutes{30}));
    EXPECT_EQ(opening_moment({2025, 11, 28}), utc({2025, 11, 28}, hours{14}, minutes{30}));
}

TEST(CalendarDeathTest, RefusesDatesItDoesNotKnow) {
    const auto early = kCalendarFirst.plus_days(-1);
    const auto late = kCalendarLast.plus_days(1);
    for (const auto date : {early, late}) {
        EXPECT_DEATH(is_session(date), "in_calendar");
        EXPECT_DEATH(closure_reason(date), "in_calendar");
        EXPECT_DEATH(next_session(date), "in_calendar");
        EXPECT_DEATH(previous_session(date), "in_calendar");
        EXPECT_DEATH(session_at_or_before(date), "in_calendar");
    }
    EXPECT_DEATH(sessions_in(early, kCalendarLast), "in_calendar");
    EXPECT_DEATH(sessions_between(kCalendarFirst, late), "in_calendar");
    EXPECT_DEATH(last_finished_session(utc({2031, 1, 2}, hours{12})), "in_calendar");
}

TEST(CalendarDeathTest, HasNoClosingTimeOnADayThatIsNoSession) {
    EXPECT_DEATH(opening_moment({2025, 12, 25}), "is_session");
    EXPECT_DEATH(closing_time({2025, 12, 25}), "is_session");
}

TEST(CalendarDeathTest, HasNoFinishedSessionBeforeTheFirst) {
    EXPECT_DEATH(last_finished_session(utc({1990, 1, 2}, hours{12})), "before.has_value");
}

}  // namespace
}  // namespace bars
