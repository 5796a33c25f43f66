#include "ml_automation/paper/choice.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace ml_automation::paper {
namespace {

base::Ticker ticker(const char* text) {
    return base::Ticker::from(text).value();
}

const std::vector<Candidate> kCandidates{
    {.ticker = ticker("A"), .score = 60.0, .is_bullish = true},
    {.ticker = ticker("B"), .score = 90.0, .is_bullish = true},
    {.ticker = ticker("C"), .score = 95.0, .is_bullish = false},
    {.ticker = ticker("D"), .score = 50.0, .is_bullish = true},
    {.ticker = ticker("E"), .score = 60.0, .is_bullish = true},
};

TEST(Choose, TakesBullishOnesAboveTheLeastScoreBestFirstThenByTicker) {
    EXPECT_THAT(choose(kCandidates, {}, {}), testing::ElementsAre(1U, 0U, 4U));
}

TEST(Choose, LeavesOutWhatIsHeldAndFillsOnlyFreePlaces) {
    EXPECT_THAT(choose(kCandidates, {ticker("B")}, {.positions_max = 2, .score_min = 50.0}),
                testing::ElementsAre(0U));
    EXPECT_THAT(choose(kCandidates, {ticker("X"), ticker("Y")}, {.positions_max = 2}),
                testing::IsEmpty());
    // More held than allowed, as after the setting was lowered.
    EXPECT_THAT(choose(kCandidates, {ticker("X"), ticker("Y")}, {.positions_max = 1}),
                testing::IsEmpty());
}

}  // namespace
}  // namespace ml_automation::paper
