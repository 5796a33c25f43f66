#include "turbomode/api/sectors_json.hpp"

#include <gtest/gtest.h>

#include "backend/turbomode/api/rows.hpp"

namespace turbomode::api {
namespace {

using models::Side;

store::ActiveRow active_in(const char* sector, const char* symbol, Side side) {
    auto signal = signal_row(symbol, side);
    signal.sector = sector;
    return active_row(std::move(signal));
}

store::Prediction scored_in(const char* sector, const char* symbol, Side side = Side::Buy) {
    auto prediction = prediction_row(symbol, side);
    prediction.candidate.sector = sector;
    return prediction;
}

TEST(SectorsJson, EachSectorIsInTheListOfItsSentiment) {
    const std::vector active{active_in("Energy", "A", Side::Buy),
                             active_in("Energy", "B", Side::Buy),
                             active_in("Health Care", "C", Side::Sell),
                             active_in("Utilities", "D", Side::Buy),
                             active_in("Utilities", "E", Side::Sell)};
    const std::vector predictions{scored_in("Materials", "F")};
    const auto json = sectors_json(kTonight, active, predictions, 1.5);
    ASSERT_EQ(json["bullish"].size(), 1U);
    EXPECT_EQ(json["bullish"][0]["sector"], "Energy");
    EXPECT_EQ(json["bullish"][0]["sentiment"], "BULLISH");
    EXPECT_EQ(json["bullish"][0]["buy_count"], 2);
    ASSERT_EQ(json["bearish"].size(), 1U);
    EXPECT_EQ(json["bearish"][0]["sector"], "Health Care");
    ASSERT_EQ(json["neutral"].size(), 2U);
    EXPECT_EQ(json["neutral"][0]["sector"], "Utilities");  // More signals first.
    EXPECT_EQ(json["neutral"][1]["sector"], "Materials");
    EXPECT_EQ(json["total_sectors"], 4);
}

TEST(SectorsJson, EqualNumbersOfSignalsAreOrderedByName) {
    const std::vector predictions{scored_in("B", "X"), scored_in("A", "Y")};
    const auto json = sectors_json(kTonight, {}, predictions, 1.5);
    EXPECT_EQ(json["neutral"][0]["sector"], "A");
    EXPECT_EQ(json["neutral"][1]["sector"], "B");
}

TEST(SectorsJson, AveragesAreBesideTheirBaseRates) {
    std::vector active{active_in("Energy", "A", Side::Buy), active_in("Energy", "B", Side::Buy)};
    active[0].active.signal.confidence = 0.6;
    active[0].active.signal.base_rate = 0.3;
    active[1].active.signal.confidence = 0.8;
    active[1].active.signal.base_rate = 0.5;
    const auto json = sectors_json(kTonight, active, {}, 1.5)["bullish"][0];
    EXPECT_NEAR(json["avg_buy_confidence"], 0.7, 1e-12);
    EXPECT_NEAR(json["avg_buy_base_rate"], 0.4, 1e-12);
    EXPECT_TRUE(json["avg_sell_confidence"].is_null());
    EXPECT_TRUE(json["avg_sell_base_rate"].is_null());
    EXPECT_TRUE(json["breadth_buy"].is_null());
}

TEST(SectorsJson, MembersAreCountedOnceAndBreadthIsTheirMeanEdge) {
    std::vector predictions{
        scored_in("Energy", "A"), scored_in("Energy", "A", Side::Sell), scored_in("Energy", "B")};
    predictions[2].candidate.confidence = 0.6;
    const auto json = sectors_json(kTonight, {}, predictions, 1.5)["neutral"][0];
    EXPECT_EQ(json["member_count"], 2);
    EXPECT_NEAR(json["breadth_buy"], 0.15, 1e-12);  // (0.5 - 0.4 + 0.6 - 0.4) / 2
    EXPECT_NEAR(json["breadth_sell"], 0.1, 1e-12);
}

TEST(SectorsJson, NothingScoredIsThreeEmptyLists) {
    const auto json = sectors_json(std::nullopt, {}, {}, 1.5);
    for (const auto* list : {"bullish", "bearish", "neutral"}) {
        EXPECT_EQ(json[list], Json::array()) << list;
    }
    EXPECT_EQ(json["total_sectors"], 0);
}

}  // namespace
}  // namespace turbomode::api
