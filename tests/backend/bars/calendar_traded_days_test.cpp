// The calendar against the days on which the market was in fact open.
#include <filesystem>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "backend/bars/shared_csv.hpp"
#include "bars/calendar.hpp"

namespace bars {
namespace {

using base::TradingDate;

std::vector<TradingDate> traded_days(const std::string& symbol) {
    std::vector<TradingDate> days;
    for (const auto& row : rows_of(shared_data("index_etf/index_etf.csv.xz"), {symbol})) {
        const auto date = TradingDate::parse(row.at(1)).value();
        if (in_calendar(date)) {
            days.push_back(date);
        }
    }
    return days;
}

// Every traded day is a session, and no other day from the first to the last is one.
void expect_sessions_are_days_of(const std::string& symbol, TradingDate first) {
    const auto days = traded_days(symbol);
    ASSERT_FALSE(days.empty());
    ASSERT_EQ(days.front(), first);
    ASSERT_GT(days.back(), (TradingDate{2026, 1, 1}));
    std::size_t next = 0;
    for (auto date = days.front(); date <= days.back(); date = date.plus_days(1)) {
        const bool traded = days[next] == date;
        EXPECT_EQ(is_session(date), traded) << date.text() << " " << closure_reason(date);
        next += traded ? 1 : 0;
    }
    EXPECT_EQ(next, days.size());
    EXPECT_EQ(sessions_between(days.front(), days.back()), days);
}

class CalendarTradedDays : public testing::Test {
protected:
    void SetUp() override {
        if (!std::filesystem::exists(shared_data("index_etf"))) {
            GTEST_SKIP() << "no real prices at " << TURBOMODE_SHARED_DATA;
        }
    }
};

TEST_F(CalendarTradedDays, OfSpyAreTheSessionsSinceItsFirst) {
    expect_sessions_are_days_of("SPY", TradingDate{1993, 1, 29});
}

TEST_F(CalendarTradedDays, OfTheSP500AreTheSessionsSinceTheCalendarBegins) {
    expect_sessions_are_days_of("^GSPC", TradingDate{1990, 1, 2});
}

}  // namespace
}  // namespace bars
