#include "turbomode/signals/sectors.hpp"

#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "backend/turbomode/signals/night_support.hpp"

namespace turbomode::signals {
namespace {

ActiveSignal active(Candidate candidate, std::string sector) {
    candidate.sector = std::move(sector);
    return {.signal = signal_from(candidate),
            .age_days = 7,
            .effective_confidence = 0.1,
            .latest_confidence = {},
            .trade = {}};
}

TEST(Sentiment, NeedsMoreThanOneAndAHalfTimesTheOtherSide) {
    EXPECT_EQ(sentiment_of(4, 2, 1.5), Sentiment::Bullish);
    EXPECT_EQ(sentiment_of(3, 2, 1.5), Sentiment::Neutral);
    EXPECT_EQ(sentiment_of(2, 3, 1.5), Sentiment::Neutral);
    EXPECT_EQ(sentiment_of(2, 4, 1.5), Sentiment::Bearish);
    EXPECT_EQ(sentiment_of(1, 0, 1.5), Sentiment::Bullish);
    EXPECT_EQ(sentiment_of(0, 1, 1.5), Sentiment::Bearish);
    EXPECT_EQ(sentiment_of(0, 0, 1.5), Sentiment::Neutral);
}

TEST(Sentiment, HasTheNamesOfThePages) {
    EXPECT_EQ(name_of(Sentiment::Bullish), "BULLISH");
    EXPECT_EQ(name_of(Sentiment::Bearish), "BEARISH");
    EXPECT_EQ(name_of(Sentiment::Neutral), "NEUTRAL");
}

TEST(Sectors, ListASectorWithoutSignalsAsNeutral) {
    const std::vector<std::string> universe = {"Utilities", "Energy", "Energy"};
    const auto sectors = sector_stats(universe, {}, {}, 1.5);
    ASSERT_EQ(sectors.size(), 2U);
    EXPECT_EQ(sectors[0].sector, "Energy");
    EXPECT_EQ(sectors[1].sector, "Utilities");
    EXPECT_EQ(sectors[1].sentiment, Sentiment::Neutral);
    EXPECT_EQ(sectors[1].buys + sectors[1].sells, 0);
    EXPECT_FALSE(sectors[1].avg_buy_confidence.has_value());
    EXPECT_FALSE(sectors[1].buy_breadth.has_value());
}

TEST(Sectors, AverageTheCalibratedConfidenceOfActiveSignals) {
    const std::vector<ActiveSignal> signals = {active(buy("A", 0.6), "Energy"),
                                               active(buy("B", 0.8), "Energy"),
                                               active(sell("C", 0.9), "Energy")};
    const auto sectors = sector_stats({}, signals, {}, 1.5);
    ASSERT_EQ(sectors.size(), 1U) << "a sector that only an active signal names";
    EXPECT_EQ(sectors[0].buys, 2);
    EXPECT_EQ(sectors[0].sells, 1);
    EXPECT_EQ(sectors[0].sentiment, Sentiment::Bullish);
    EXPECT_NEAR(*sectors[0].avg_buy_confidence, 0.7, 1e-15);
    EXPECT_NEAR(*sectors[0].avg_sell_confidence, 0.9, 1e-15);
}

TEST(Sectors, MeasureBreadthOverAllMembersNotOnlySignals) {
    std::vector<Candidate> candidates = {
        buy("A", 0.55), buy("B", 0.4), sell("A", 0.35), buy("C", 0.9)};
    candidates[2].base_rate = 0.4;
    candidates[3].sector = "Utilities";
    const std::vector<std::string> universe = {"Energy", "Utilities"};
    const auto sectors = sector_stats(universe, {}, candidates, 1.5);
    EXPECT_NEAR(*sectors[0].buy_breadth, (0.05 - 0.1) / 2.0, 1e-15);
    EXPECT_NEAR(*sectors[0].sell_breadth, -0.05, 1e-15);
    EXPECT_NEAR(*sectors[1].buy_breadth, 0.4, 1e-15);
    EXPECT_FALSE(sectors[1].sell_breadth.has_value());
    EXPECT_EQ(sectors[1].sentiment, Sentiment::Neutral) << "candidates are no signals";
}

TEST(Sectors, LeaveUnfamiliarStocksOutOfTheBreadth) {
    const std::vector<Candidate> candidates = {
        buy("A", 0.55), unfamiliar(buy("B", 0.99)), unfamiliar(sell("B", 0.01))};
    const auto sectors = sector_stats({}, {}, candidates, 1.5);
    ASSERT_EQ(sectors.size(), 1U);
    EXPECT_NEAR(*sectors[0].buy_breadth, 0.05, 1e-15);
    EXPECT_FALSE(sectors[0].sell_breadth.has_value());
}

}  // namespace
}  // namespace turbomode::signals
