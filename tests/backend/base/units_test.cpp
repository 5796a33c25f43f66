#include "base/units.hpp"

#include <limits>

#include <gtest/gtest.h>

namespace base {
namespace {

TEST(Price, RefusesWhatNobodyCanPay) {
    EXPECT_FALSE(Price::from_usd(0.0).ok());
    EXPECT_FALSE(Price::from_usd(-1.0).ok());
    EXPECT_FALSE(Price::from_usd(std::numeric_limits<double>::quiet_NaN()).ok());
    EXPECT_FALSE(Price::from_usd(std::numeric_limits<double>::infinity()).ok());
    EXPECT_EQ(Price::from_usd(12.5).value().usd(), 12.5);
}

TEST(Probability, StaysBetweenZeroAndOne) {
    EXPECT_FALSE(Probability::from(1.01).ok());
    EXPECT_FALSE(Probability::from(std::numeric_limits<double>::quiet_NaN()).ok());
    EXPECT_DOUBLE_EQ(Probability::from(0.25).value().complement().value(), 0.75);
}

TEST(Ticker, SpellsShareClassesOneWay) {
    EXPECT_EQ(Ticker::from("BRK.B").value(), Ticker::from("brk-b").value());
    EXPECT_EQ(Ticker::from("BRK/B").value().text(), "BRK-B");
}

TEST(Ticker, RefusesWhatIsNoSymbol) {
    for (const auto* text : {"", "A B", "A;DROP", "ABCDEFGHIJKLM", "\xc3\xa9"}) {
        EXPECT_FALSE(Ticker::from(text).ok()) << text;
    }
}

}  // namespace
}  // namespace base
