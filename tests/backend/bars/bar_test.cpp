#include "bars/bar.hpp"

#include <limits>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace bars {
namespace {

using testing::HasSubstr;

constexpr BarFields kSound{.date = base::TradingDate{2026, 3, 2},
                           .open_usd = 10.0,
                           .high_usd = 12.0,
                           .low_usd = 9.0,
                           .close_usd = 11.0,
                           .volume_shares = 500.0};

void expect_refused(const BarFields& fields, const std::string& rule) {
    const auto bar = Bar::from(fields);
    ASSERT_FALSE(bar.ok()) << rule;
    EXPECT_EQ(bar.error().code, base::ErrorCode::InvalidInput);
    EXPECT_THAT(bar.error().message, HasSubstr("2026-03-02"));
    EXPECT_THAT(bar.error().message, HasSubstr(rule));
}

TEST(Bar, KeepsWhatItWasMadeOf) {
    const auto bar = Bar::from(kSound).value();
    EXPECT_EQ(bar.date(), kSound.date);
    EXPECT_EQ(bar.open_usd(), 10.0);
    EXPECT_EQ(bar.high_usd(), 12.0);
    EXPECT_EQ(bar.low_usd(), 9.0);
    EXPECT_EQ(bar.close_usd(), 11.0);
    EXPECT_EQ(bar.volume_shares(), 500.0);
}

TEST(Bar, MayStandStillWithoutVolume) {
    auto halted = kSound;
    halted.open_usd = halted.high_usd = halted.low_usd = halted.close_usd = 10.0;
    halted.volume_shares = 0.0;
    EXPECT_TRUE(Bar::from(halted).ok());
}

TEST(Bar, RefusesAPriceThatIsNotFiniteAndPositive) {
    for (const auto price :
         {&BarFields::open_usd, &BarFields::high_usd, &BarFields::low_usd, &BarFields::close_usd}) {
        for (const double usd : {0.0,
                                 -1.0,
                                 std::numeric_limits<double>::quiet_NaN(),
                                 std::numeric_limits<double>::infinity()}) {
            auto fields = kSound;
            fields.*price = usd;
            expect_refused(fields, "a price is not finite and > 0");
        }
    }
}

TEST(Bar, RefusesAHighBelowTheLowAndNamesBoth) {
    auto fields = kSound;
    fields.high_usd = 8.5;
    expect_refused(fields, "high 8.5 below low 9");
}

TEST(Bar, RefusesAnOpenOrCloseOutsideTheRange) {
    for (const auto price : {&BarFields::open_usd, &BarFields::close_usd}) {
        for (const double usd : {12.01, 8.99}) {
            auto fields = kSound;
            fields.*price = usd;
            expect_refused(fields, "open or close outside low..high");
        }
    }
}

TEST(Bar, RefusesAVolumeThatIsNotFiniteOrNegative) {
    for (const double shares : {-1.0,
                                std::numeric_limits<double>::quiet_NaN(),
                                std::numeric_limits<double>::infinity()}) {
        auto fields = kSound;
        fields.volume_shares = shares;
        expect_refused(fields, "volume is not finite and >= 0");
    }
}

}  // namespace
}  // namespace bars
