#include "turbomode/signals/publishing.hpp"

#include <limits>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "backend/turbomode/signals/night_support.hpp"

namespace turbomode::signals {
namespace {

using testing::ElementsAre;

const PublishingRules kRules{.min_confidence = {.buy = 0.6, .sell = 0.7}};

Candidate expecting(Candidate candidate, double expected_return) {
    candidate.expected_return = expected_return;
    return candidate;
}

TEST(Publishable, NeedsTheConfidenceOfItsOwnSide) {
    EXPECT_TRUE(publishable(buy("A", 0.6), kRules));
    EXPECT_FALSE(publishable(buy("A", 0.599), kRules));
    EXPECT_TRUE(publishable(sell("A", 0.7), kRules));
    EXPECT_FALSE(publishable(sell("A", 0.699), kRules));
}

TEST(Publishable, NeedsAnExpectedGain) {
    EXPECT_TRUE(publishable(expecting(buy("A"), 1e-9), kRules));
    EXPECT_FALSE(publishable(expecting(buy("A"), 0.0), kRules));
    EXPECT_FALSE(publishable(expecting(buy("A"), -0.01), kRules));
}

TEST(Publishable, NeedsAFamiliarStock) {
    EXPECT_FALSE(publishable(unfamiliar(buy("A", 0.99)), kRules));
    EXPECT_FALSE(publishable(unfamiliar(sell("A", 0.99)), kRules));
}

TEST(ChooseSides, SaysOfAnUnfamiliarStockThatAloneHoweverItScored) {
    const std::vector<Candidate> candidates = {unfamiliar(buy("A", 0.99)),
                                               unfamiliar(sell("A", 0.1)),
                                               unfamiliar(expecting(buy("B"), -0.01)),
                                               buy("C")};
    EXPECT_THAT(
        choose_sides(candidates, kRules),
        ElementsAre(
            Verdict::Unfamiliar, Verdict::Unfamiliar, Verdict::Unfamiliar, Verdict::Opened));
}

TEST(ChooseSides, GivesEachCandidateItsVerdict) {
    const std::vector<Candidate> candidates = {
        buy("A"), sell("A", 0.3), buy("B", 0.59), expecting(buy("C"), 0.0)};
    EXPECT_THAT(
        choose_sides(candidates, kRules),
        ElementsAre(
            Verdict::Opened, Verdict::BelowConfidence, Verdict::BelowConfidence, Verdict::NoGain));
}

TEST(ChooseSides, TakesTheHigherExpectedReturnNotTheHigherConfidence) {
    const std::vector<Candidate> candidates = {expecting(buy("A", 0.9), 0.01),
                                               expecting(sell("A", 0.7), 0.02)};
    EXPECT_THAT(choose_sides(candidates, kRules),
                ElementsAre(Verdict::OtherSideBetter, Verdict::Opened));
}

TEST(ChooseSides, LetsAnUnpublishableSideNotStandInTheWay) {
    const std::vector<Candidate> candidates = {expecting(buy("A", 0.7), 0.01),
                                               expecting(sell("A", 0.69), 0.05)};
    EXPECT_THAT(choose_sides(candidates, kRules),
                ElementsAre(Verdict::Opened, Verdict::BelowConfidence));
}

TEST(ChooseSides, BreaksTiesByConfidenceThenBuy) {
    const std::vector<Candidate> surer = {buy("A", 0.7), sell("A", 0.71)};
    EXPECT_THAT(choose_sides(surer, kRules),
                ElementsAre(Verdict::OtherSideBetter, Verdict::Opened));
    const std::vector<Candidate> equal = {sell("A", 0.7), buy("A", 0.7)};
    EXPECT_THAT(choose_sides(equal, kRules),
                ElementsAre(Verdict::OtherSideBetter, Verdict::Opened));
}

TEST(ChooseSidesDeathTest, RefusesAStockScoredTwiceOnOneSide) {
    const std::vector<Candidate> twice = {buy("A"), buy("A")};
    EXPECT_DEATH(choose_sides(twice, kRules), "CHECK failed");
    const std::vector<Candidate> thrice = {buy("A"), sell("A"), buy("A")};
    EXPECT_DEATH(choose_sides(thrice, kRules), "CHECK failed");
}

TEST(ChooseSidesDeathTest, RefusesNumbersThatAreNone) {
    const double nan = std::numeric_limits<double>::quiet_NaN();
    std::vector<Candidate> broken(5, buy("A"));
    broken[0].confidence = nan;
    broken[1].confidence = 1.01;
    broken[2].base_rate = -0.1;
    broken[3].expected_return = nan;
    broken[4].close_usd = 0.0;
    for (const Candidate& candidate : broken) {
        EXPECT_DEATH(choose_sides(std::vector{candidate}, kRules), "CHECK failed");
    }
}

TEST(VerdictCounts, AddUpToTheCandidates) {
    const std::vector<Verdict> verdicts = {Verdict::Opened,
                                           Verdict::NoPlace,
                                           Verdict::NoPlace,
                                           Verdict::AlreadyActive,
                                           Verdict::OtherSideBetter,
                                           Verdict::NoGain,
                                           Verdict::BelowConfidence,
                                           Verdict::BelowConfidence,
                                           Verdict::Unfamiliar};
    const auto counts = count(verdicts);
    EXPECT_EQ(counts.candidates, 9);
    EXPECT_EQ(counts.publishable(), 5);
    EXPECT_EQ(counts.unfamiliar, 1);
    EXPECT_EQ(counts.unfamiliar + counts.below_confidence + counts.no_gain + counts.publishable(),
              9);
    EXPECT_EQ(counts.no_place, 2);
}

TEST(VerdictCounts, SayPlainlyWhyNothingOpened) {
    const std::vector<Verdict> verdicts = {
        Verdict::BelowConfidence, Verdict::NoGain, Verdict::Unfamiliar};
    EXPECT_EQ(explain(count(verdicts)),
              "3 candidates: 0 opened, 1 below the least confidence, 1 without expected gain, 0 "
              "better on the other side, 0 already active, 0 without a free place, 1 unlike "
              "anything the model "
              "learned from");
}

TEST(Verdict, HasANameForEach) {
    EXPECT_EQ(name_of(Verdict::Unfamiliar), "unfamiliar");
    EXPECT_EQ(name_of(Verdict::BelowConfidence), "below_confidence");
    EXPECT_EQ(name_of(Verdict::NoGain), "no_gain");
    EXPECT_EQ(name_of(Verdict::OtherSideBetter), "other_side_better");
    EXPECT_EQ(name_of(Verdict::AlreadyActive), "already_active");
    EXPECT_EQ(name_of(Verdict::NoPlace), "no_place");
    EXPECT_EQ(name_of(Verdict::Opened), "opened");
}

}  // namespace
}  // namespace turbomode::signals
