#include "turbomode/api/runs_json.hpp"

#include <gtest/gtest.h>

#include "backend/turbomode/api/fakes.hpp"

namespace turbomode::api {
namespace {

using store::RunState;

TEST(RunsJson, WhatIsEmptyIsNull) {
    auto run = run_row(kTonight, RunState::Failed);
    run.model_id = run.data_source = run.published_at = "";
    run.universe_count = run.fresh_count = run.scored_count = 0;
    const auto json = run_json(run);
    for (const auto* field : {"model_id", "data_source", "published_at", "coverage"}) {
        EXPECT_TRUE(json[field].is_null()) << field;
    }
    EXPECT_EQ(json["simulated"], false);
    EXPECT_EQ(json["state"], "FAILED");
}

TEST(RunsJson, CoverageIsTheFreshShareAndTooShortTheRestOfIt) {
    const auto json = run_json(run_row(kTonight));
    EXPECT_DOUBLE_EQ(json["coverage"], 0.99);
    EXPECT_EQ(json["too_short_count"], 5);  // 495 fresh, 490 scored.
}

TEST(RunsJson, TooShortIsUnknownWhenNothingWasScored) {
    auto run = run_row(kTonight, RunState::DataIncomplete);
    run.scored_count = 0;
    EXPECT_EQ(run_json(run)["too_short_count"], 0);
}

TEST(RunsJson, OnlyANightThatIsShownHasATimeOfPublishing) {
    EXPECT_EQ(run_json(run_row(kTonight, RunState::NoEdge))["published_at"],
              "2024-03-09T04:00:20Z");
    EXPECT_TRUE(run_json(run_row(kTonight, RunState::Suspect))["published_at"].is_null());
}

TEST(RunsJson, SimulatedIsSaidHoweverItIsWritten) {
    auto run = run_row(kTonight);
    for (const auto* source : {"SIMULATED", "simulated", "csv, SIMULATED"}) {
        run.data_source = source;
        EXPECT_EQ(run_json(run)["simulated"], true) << source;
    }
    run.data_source = "yahoo";
    EXPECT_EQ(run_json(run)["simulated"], false);
}

class LatestRunTest : public ApiTest {};

TEST_F(LatestRunTest, TellsTheNewestRunAndTheOneShown) {
    data_.runs.insert(data_.runs.begin(), run_row(kTonight.plus_days(3), RunState::DataIncomplete));
    const auto json = json_of("/turbomode/runs/latest");
    EXPECT_EQ(json["run"]["state"], "DATA_INCOMPLETE");
    EXPECT_EQ(json["run"]["session"], "2024-03-11");
    EXPECT_EQ(json["showing"]["session"], "2024-03-08");
    EXPECT_EQ(json["showing"]["model_id"], "m1");
    EXPECT_EQ(json["as_of"], "2024-03-08");
}

TEST_F(LatestRunTest, TellsTheTierRuleOfTheNightShown) {
    EXPECT_EQ(json_of("/turbomode/runs/latest")["tier_rule"],
              (Json{{"rule", "market_cap"},
                    {"text", "thirds by market cap"},
                    {"large_cap_min", 5e10},
                    {"mid_cap_min", nullptr}}));
}

TEST_F(LatestRunTest, SaysWhenThereWasNoRun) {
    data_.runs.clear();
    const auto json = json_of("/turbomode/runs/latest");
    EXPECT_TRUE(json["run"].is_null());
    EXPECT_TRUE(json["showing"].is_null());
    EXPECT_EQ(json["tier_rule"]["text"], "no run yet");
    EXPECT_EQ(json["tier_rule"]["rule"], "dollar_volume");
}

TEST_F(LatestRunTest, ShowsNothingWhenEveryRunFailed) {
    data_.runs = {run_row(kTonight, RunState::Failed)};
    const auto json = json_of("/turbomode/runs/latest");
    EXPECT_EQ(json["run"]["state"], "FAILED");
    EXPECT_TRUE(json["showing"].is_null());
    EXPECT_TRUE(json["as_of"].is_null());
}

TEST_F(LatestRunTest, TheServersTimeIsThatOfNewYork) {
    EXPECT_EQ(json_of("/turbomode/runs/latest")["server_time"], "2024-03-09T07:30:00-05:00");
}

}  // namespace
}  // namespace turbomode::api
