#include <gtest/gtest.h>

#include "turbomode/store/database.hpp"

namespace turbomode::store {
namespace {

TEST(Reasons, AreReadAsTheyWereWritten) {
    const std::vector<Reason> reasons{{.feature = "a", .text = "\"x\"\n", .contribution = 0.1 / 3}};
    const auto read = reasons_in(to_text(reasons));
    ASSERT_TRUE(read.ok());
    ASSERT_EQ(read.value().size(), 1U);
    EXPECT_EQ(read.value()[0].feature, "a");
    EXPECT_EQ(read.value()[0].text, "\"x\"\n");
    EXPECT_EQ(read.value()[0].contribution, 0.1 / 3);
    EXPECT_TRUE(reasons_in(to_text({})).value().empty());
}

TEST(Reasons, ThatAreNotUtf8StillMakeText) {
    const auto read = reasons_in(to_text({{.feature = "a", .text = "\xff", .contribution = 1.0}}));
    ASSERT_TRUE(read.ok());
    EXPECT_EQ(read.value().size(), 1U);
}

TEST(Reasons, ThatAreNoneAreCorruption) {
    for (const char* text : {"",
                             "x",
                             "[1]",
                             R"([{"feature": "a"}])",
                             R"([{"feature": "a", "text": 3, "contribution": 1}])"}) {
        const auto read = reasons_in(text);
        ASSERT_FALSE(read.ok()) << text;
        EXPECT_EQ(read.error().code, base::ErrorCode::Corruption);
    }
}

TEST(RunStates, AreReadByTheNamesTheyHave) {
    for (const auto state : {RunState::Published,
                             RunState::NoEdge,
                             RunState::DataIncomplete,
                             RunState::Suspect,
                             RunState::MarketClosed,
                             RunState::Failed}) {
        EXPECT_EQ(parse_run_state(name_of(state)).value(), state);
        EXPECT_EQ(shows_signals(state), state == RunState::Published || state == RunState::NoEdge);
    }
    EXPECT_EQ(parse_run_state("published").error().code, base::ErrorCode::Corruption);
}

TEST(RunRecord, CoverageIsZeroWithoutAUniverse) {
    store::Run run{.session = base::TradingDate{2024, 3, 4}};
    EXPECT_EQ(run.coverage(), 0.0);
    run.universe_count = 200;
    run.fresh_count = 190;
    EXPECT_DOUBLE_EQ(run.coverage(), 0.95);
}

}  // namespace
}  // namespace turbomode::store
