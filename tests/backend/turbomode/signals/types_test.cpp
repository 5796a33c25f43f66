#include "turbomode/signals/types.hpp"

#include <gtest/gtest.h>

namespace turbomode::signals {
namespace {

TEST(Names, OfTiersReadBack) {
    for (const Tier tier : kTiers) {
        EXPECT_EQ(parse_tier(name_of(tier)).value(), tier);
    }
    EXPECT_EQ(name_of(Tier::MidCap), "mid_cap");
}

TEST(Names, OfReasonsReadBack) {
    for (const auto* name :
         {"TARGET_HIT", "STOP_HIT", "EXPIRED", "REPLACED", "FLIPPED", "CANCELLED", "DELISTED"}) {
        EXPECT_EQ(name_of(parse_list_reason(name).value()), name);
    }
}

TEST(Names, OfSidesReadBack) {
    EXPECT_EQ(parse_side("BUY").value(), models::Side::Buy);
    EXPECT_EQ(parse_side("SELL").value(), models::Side::Sell);
}

TEST(Names, ThatNobodyUsesAreRefusedAndQuoted) {
    EXPECT_EQ(parse_tier("Large").error().message, "'Large' is no market-cap tier");
    EXPECT_EQ(parse_list_reason("").error().message, "'' is no exit reason");
    EXPECT_EQ(parse_side("HOLD").error().message, "'HOLD' is no signal type");
    EXPECT_EQ(parse_side("HOLD").error().code, base::ErrorCode::InvalidInput);
}

TEST(Names, OfAnExitStayTheSameOnTheList) {
    for (const auto reason : {models::ExitReason::TargetHit,
                              models::ExitReason::StopHit,
                              models::ExitReason::Expired,
                              models::ExitReason::Cancelled,
                              models::ExitReason::Delisted}) {
        EXPECT_EQ(name_of(list_reason(reason)), models::name_of(reason));
    }
}

}  // namespace
}  // namespace turbomode::signals
