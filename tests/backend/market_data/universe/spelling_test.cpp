#include "market_data/universe/spelling.hpp"

#include <gtest/gtest.h>

namespace market_data::universe {
namespace {

TEST(Spelling, WritesAShareClassAsEachVendorDoes) {
    const auto ticker = base::Ticker::from("BRK-B").value();
    EXPECT_EQ(spelled(ticker, Spelling::Dash), "BRK-B");
    EXPECT_EQ(spelled(ticker, Spelling::LowerDash), "brk-b");
    EXPECT_EQ(spelled(ticker, Spelling::Dot), "BRK.B");
    EXPECT_EQ(spelled(ticker, Spelling::Slash), "BRK/B");
}

TEST(Spelling, ComesBackFromEach) {
    for (const char* symbol : {"BF-B", "A", "GOOGL", "MMM"}) {
        const auto ticker = base::Ticker::from(symbol).value();
        for (const auto spelling :
             {Spelling::Dash, Spelling::LowerDash, Spelling::Dot, Spelling::Slash}) {
            EXPECT_EQ(member_ticker(spelled(ticker, spelling)).value(), ticker);
        }
    }
}

TEST(Spelling, RefusesWhatNoMemberIsCalled) {
    for (const char* symbol : {"", "-", "--", "BRK.", ".B", "A.B.C", "^GSPC", "ES=F", "A B", "?"}) {
        const auto ticker = member_ticker(symbol);
        ASSERT_FALSE(ticker.ok()) << symbol;
        EXPECT_EQ(ticker.error().code, base::ErrorCode::InvalidInput);
        EXPECT_NE(ticker.error().message.find(std::string{"'"} + symbol + "'"), std::string::npos);
    }
}

}  // namespace
}  // namespace market_data::universe
