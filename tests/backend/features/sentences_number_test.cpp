#include <cmath>
#include <limits>
#include <string>

#include <gtest/gtest.h>

#include "features/sentences/number.hpp"

namespace features::sentences {
namespace {

std::string magnitude(Show show, double value) {
    return number_of(show, value).magnitude;
}

TEST(SentenceNumber, ShowsALogRatioAsAPercentMove) {
    EXPECT_EQ(magnitude(Show::Move, std::log(1.08)), "8.0");
    EXPECT_EQ(magnitude(Show::Move, std::log(0.969)), "3.1");
    EXPECT_EQ(magnitude(Show::Move, std::log(0.5)), "50.0");
    EXPECT_EQ(magnitude(Show::Move, std::log(2.0)), "100.0");
    EXPECT_EQ(magnitude(Show::MoveFine, std::log(1.0012)), "0.12");
}

TEST(SentenceNumber, ShowsSharesAsPercent) {
    EXPECT_EQ(magnitude(Show::Share, 0.62), "62");
    EXPECT_EQ(magnitude(Show::Percent, 0.0234), "2.3");
    EXPECT_EQ(magnitude(Show::PercentFine, -0.00347), "0.35");
    EXPECT_EQ(magnitude(Show::BasisPoints, 0.00021), "2.1");
}

TEST(SentenceNumber, ShowsOthersAsTheyAre) {
    EXPECT_EQ(magnitude(Show::Count, 71.4), "71");
    EXPECT_EQ(magnitude(Show::OneDecimal, -1.84), "1.8");
    EXPECT_EQ(magnitude(Show::TwoDecimals, 0.5), "0.50");
}

TEST(SentenceNumber, ShowsARankAsTheShareOnTheFarSide) {
    EXPECT_EQ(magnitude(Show::Rank, 0.42), "92");
    EXPECT_EQ(magnitude(Show::Rank, -0.42), "92");
    EXPECT_EQ(magnitude(Show::Rank, 0.0), "50");
    EXPECT_EQ(magnitude(Show::Rank, 0.5), "100");
    EXPECT_EQ(magnitude(Show::Rank, -0.5), "100");
    EXPECT_TRUE(number_of(Show::Rank, -0.42).is_negative);
    EXPECT_FALSE(number_of(Show::Rank, 0.0).is_negative);
}

TEST(SentenceNumber, TurnsSharesOfAWindowBackIntoSessions) {
    EXPECT_EQ(magnitude(Show::AgeOf250, 12.0 / 249.0), "12");
    EXPECT_EQ(magnitude(Show::AgeOf250, 1.0), "249");
    EXPECT_EQ(magnitude(Show::AroonSessions, -100.0), "25");
    EXPECT_EQ(magnitude(Show::AroonSessions, 4.0), "1");
    EXPECT_EQ(magnitude(Show::Fifths, -0.6), "3");
}

TEST(SentenceNumber, NamesWeekdays) {
    EXPECT_EQ(magnitude(Show::Weekday, 0.0), "Monday");
    EXPECT_EQ(magnitude(Show::Weekday, 4.0), "Friday");
    EXPECT_FALSE(number_of(Show::Weekday, 0.0).is_zero);
}

TEST(SentenceNumber, SaysThatAStreakMayBeLongerThanItsCount) {
    EXPECT_EQ(magnitude(Show::Streak, 19.0), "19");
    EXPECT_EQ(magnitude(Show::Streak, -20.0), "20 or more");
}

TEST(SentenceNumber, HasNoNegativeZero) {
    for (const double value : {-0.0, -0.04, 0.04, 0.0}) {
        const auto number = number_of(Show::OneDecimal, value);
        EXPECT_EQ(number.signed_text, "0.0") << value;
        EXPECT_TRUE(number.is_zero) << value;
        EXPECT_FALSE(number.is_negative) << value;
    }
}

TEST(SentenceNumber, KeepsTheSignBesideTheMagnitude) {
    const auto number = number_of(Show::TwoDecimals, -0.35);
    EXPECT_EQ(number.magnitude, "0.35");
    EXPECT_EQ(number.signed_text, "-0.35");
    EXPECT_TRUE(number.is_negative);
    EXPECT_EQ(number_of(Show::TwoDecimals, 0.35).signed_text, "0.35");
}

TEST(SentenceNumber, TellsOneFromMany) {
    EXPECT_TRUE(number_of(Show::Count, 1.0).is_one);
    EXPECT_TRUE(number_of(Show::Streak, -1.0).is_one);
    EXPECT_FALSE(number_of(Show::Count, 0.0).is_one);
    EXPECT_FALSE(number_of(Show::Count, 11.0).is_one);
}

TEST(SentenceNumber, EndsWhereDigitsSayNothing) {
    const double huge = std::numeric_limits<double>::max();
    EXPECT_EQ(magnitude(Show::Move, huge), "over 100000");
    EXPECT_EQ(magnitude(Show::Move, -huge), "100.0");  // All of it.
    EXPECT_EQ(magnitude(Show::Share, huge), "over 100000");
    EXPECT_EQ(number_of(Show::Count, -huge).signed_text, "under -100000");
    EXPECT_EQ(magnitude(Show::Count, 100'000.0), "100000");
}

TEST(SentenceNumberDeathTest, RefusesWhatIsNoNumber) {
    EXPECT_DEATH(number_of(Show::Move, std::nan("")), "isfinite");
    EXPECT_DEATH(number_of(Show::Count, std::numeric_limits<double>::infinity()), "isfinite");
}

}  // namespace
}  // namespace features::sentences
