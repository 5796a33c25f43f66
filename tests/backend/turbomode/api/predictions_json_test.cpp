#include "turbomode/api/predictions_json.hpp"

#include <gtest/gtest.h>

#include "backend/turbomode/api/fakes.hpp"

namespace turbomode::api {
namespace {

using models::Side;
using signals::Verdict;

TEST(PredictionStatus, AnActiveOneIsASignalWhateverTheNightSaidOfIt) {
    for (const auto verdict : {Verdict::Opened, Verdict::AlreadyActive, Verdict::BelowConfidence}) {
        EXPECT_EQ(status_of(prediction_row("A", Side::Buy, verdict), true),
                  PredictionStatus::Signal);
    }
}

TEST(PredictionStatus, SureEnoughWithoutAPlaceIsACandidate) {
    auto row = prediction_row("A", Side::Buy, Verdict::NoPlace);
    row.candidate.confidence = 0.3;  // Below the base rate: the verdict alone decides.
    EXPECT_EQ(status_of(row, false), PredictionStatus::Candidate);
}

TEST(PredictionStatus, TheLesserSideOfAStockIsNone) {
    EXPECT_EQ(status_of(prediction_row("A", Side::Buy, Verdict::OtherSideBetter), false),
              PredictionStatus::None);
}

TEST(PredictionStatus, WhatIsNotFamiliarIsNone) {
    const auto row = prediction_row("A", Side::Buy, Verdict::Unfamiliar);
    EXPECT_EQ(status_of(row, false), PredictionStatus::None);
    EXPECT_EQ(status_of(row, true), PredictionStatus::Signal);  // Held from an earlier night.
}

TEST(PredictionStatus, BelowTheBarItNeedsAnEdgeAndAGain) {
    auto row = prediction_row("A");
    EXPECT_EQ(status_of(row, false), PredictionStatus::Candidate);
    row.candidate.expected_return = 0.0;
    EXPECT_EQ(status_of(row, false), PredictionStatus::None);
    row.candidate.expected_return = 0.01;
    row.candidate.confidence = row.candidate.base_rate;
    EXPECT_EQ(status_of(row, false), PredictionStatus::None);
}

TEST(PredictionStatus, HasTheNamesOfTheDocument) {
    EXPECT_EQ(name_of(PredictionStatus::Signal), "SIGNAL");
    EXPECT_EQ(name_of(PredictionStatus::Candidate), "CANDIDATE");
    EXPECT_EQ(name_of(PredictionStatus::None), "NONE");
}

class PredictionsJsonTest : public ApiTest {
protected:
    static std::vector<std::string> rows_of(const Json& json) {
        std::vector<std::string> rows;
        for (const auto& row : json["predictions"]) {
            rows.push_back(row["symbol"].get<std::string>() + " " +
                           row["signal_type"].get<std::string>());
        }
        return rows;
    }
};

TEST_F(PredictionsJsonTest, HighestConfidenceComesFirstThenSymbolThenBuy) {
    data_.predictions = {prediction_row("B"),
                         prediction_row("A", Side::Sell),
                         prediction_row("A"),
                         prediction_row("Z")};
    data_.predictions.back().candidate.confidence = 0.9;
    EXPECT_EQ(rows_of(json_of("/turbomode/predictions")),
              (std::vector<std::string>{"Z BUY", "A BUY", "A SELL", "B BUY"}));
}

TEST_F(PredictionsJsonTest, FiltersByTierSideAndSector) {
    data_.predictions = {prediction_row("A"),
                         prediction_row("B", Side::Sell),
                         prediction_row("C"),
                         prediction_row("D")};
    data_.predictions[2].candidate.tier = signals::Tier::SmallCap;
    data_.predictions[3].candidate.sector = "Real Estate";
    using Rows = std::vector<std::string>;
    EXPECT_EQ(rows_of(json_of("/turbomode/predictions?signal_type=SELL")), Rows{"B SELL"});
    EXPECT_EQ(rows_of(json_of("/turbomode/predictions?market_cap=small_cap")), Rows{"C BUY"});
    EXPECT_EQ(rows_of(json_of("/turbomode/predictions?sector=Real+Estate")), Rows{"D BUY"});
    EXPECT_EQ(rows_of(json_of("/turbomode/predictions?sector=Nowhere")), Rows{});
}

TEST_F(PredictionsJsonTest, OnlyTheActiveSideIsASignal) {
    data_.active = {active_row(signal_row("A", Side::Sell))};
    data_.predictions = {prediction_row("A"), prediction_row("A", Side::Sell)};
    const auto rows = json_of("/turbomode/predictions")["predictions"];
    EXPECT_EQ(rows[0]["status"], "CANDIDATE");
    EXPECT_EQ(rows[1]["status"], "SIGNAL");
    EXPECT_EQ(rows[0]["model_id"], "m1");
    EXPECT_EQ(rows[0]["session"], "2024-03-08");
}

TEST_F(PredictionsJsonTest, SaysWhatIsNotFamiliar) {
    data_.predictions = {prediction_row("A"), prediction_row("B", Side::Buy, Verdict::Unfamiliar)};
    for (const auto* target : {"/turbomode/predictions", "/turbomode/predictions/B"}) {
        const auto rows = json_of(target)["predictions"];
        EXPECT_EQ(rows.back()["symbol"], "B");
        EXPECT_EQ(rows.back()["is_familiar"], false);
        EXPECT_EQ(rows.back()["status"], "NONE");
    }
    EXPECT_EQ(json_of("/turbomode/predictions/A")["predictions"][0]["is_familiar"], true);
}

TEST_F(PredictionsJsonTest, OneStockComesLatestSessionFirstWithTheModelOfEach) {
    auto earlier = run_row(kFill);
    earlier.model_id = "m0";
    data_.runs.push_back(earlier);
    data_.predictions = {prediction_row("A", Side::Sell), prediction_row("A"), prediction_row("B")};
    data_.earlier_predictions = {{kFill, prediction_row("A")}};
    const auto json = json_of("/turbomode/predictions/a");
    EXPECT_EQ(json["symbol"], "A");
    EXPECT_EQ(rows_of(json), (std::vector<std::string>{"A BUY", "A SELL", "A BUY"}));
    EXPECT_EQ(json["predictions"][1]["model_id"], "m1");
    EXPECT_EQ(json["predictions"][2]["model_id"], "m0");
    EXPECT_EQ(rows_of(json_of("/turbomode/predictions/A?signal_type=SELL")),
              std::vector<std::string>{"A SELL"});
}

TEST_F(PredictionsJsonTest, OneStockWasASignalFromItsEntryUntilTheEveningItLeft) {
    data_.history = {closed_row(signal_row("A"))};  // Opened on the 4th, left on the 8th.
    data_.predictions = {prediction_row("A")};
    for (const int days : {1, 4, 5}) {
        data_.earlier_predictions.emplace_back(kTonight.plus_days(-days), prediction_row("A"));
    }
    const auto rows = json_of("/turbomode/predictions/A")["predictions"];
    EXPECT_EQ(rows[0]["status"], "CANDIDATE");  // 8th
    EXPECT_EQ(rows[1]["status"], "SIGNAL");     // 7th
    EXPECT_EQ(rows[2]["status"], "SIGNAL");     // 4th
    EXPECT_EQ(rows[3]["status"], "CANDIDATE");  // 3rd
}

TEST_F(PredictionsJsonTest, OneStockThatIsActiveIsASignalSinceItsEntry) {
    data_.active = {active_row(signal_row("A")), active_row(signal_row("B", Side::Sell))};
    data_.predictions = {prediction_row("A")};
    data_.earlier_predictions = {{kEntry.plus_days(-1), prediction_row("A")}};
    const auto rows = json_of("/turbomode/predictions/A")["predictions"];
    EXPECT_EQ(rows[0]["status"], "SIGNAL");
    EXPECT_EQ(rows[1]["status"], "CANDIDATE");
}

}  // namespace
}  // namespace turbomode::api
