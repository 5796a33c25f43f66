#include "base/date.hpp"

#include <gtest/gtest.h>

namespace base {
namespace {

TEST(TradingDate, ReadsAndWritesTheSameText) {
    EXPECT_EQ(TradingDate::parse("2024-02-29").value().text(), "2024-02-29");
}

TEST(TradingDate, CountsCalendarDaysAcrossALeapDay) {
    EXPECT_EQ(TradingDate(2024, 3, 1).days_since(TradingDate(2024, 2, 28)), 2);
}

TEST(TradingDate, KeepsDaysSince1970) {
    EXPECT_EQ(TradingDate(1970, 1, 2).days_since_1970(), 1);
    EXPECT_EQ(TradingDate::from_days(1), TradingDate(1970, 1, 2));
}

TEST(TradingDate, RefusesWhatIsNoDateAndNamesIt) {
    for (const auto* text :
         {"2023-02-29", "2024-13-01", "20240101", "2024-1-01", "", "2024-01-0x"}) {
        const auto parsed = TradingDate::parse(text);
        ASSERT_FALSE(parsed.ok()) << text;
        EXPECT_NE(parsed.error().message.find(text), std::string::npos);
    }
}

}  // namespace
}  // namespace base
