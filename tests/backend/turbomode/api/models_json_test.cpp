#include "turbomode/api/models_json.hpp"

#include "backend/turbomode/api/fakes.hpp"
#include "backend/turbomode/api/stored.hpp"
#include "base/file.hpp"
#include "turbomode/backtest/trials.hpp"

namespace turbomode::api {
namespace {

class ModelsTest : public ApiTest {
protected:
    models::Registry registry() const { return models::Registry(models_path_); }
};

TEST_F(ModelsTest, BeforeTheFirstThereIsNone) {
    const auto answer = json_of("/turbomode/models");
    EXPECT_EQ(answer["total"], 0);
    EXPECT_TRUE(answer["champion"].is_null());
    EXPECT_EQ(json_of("/turbomode/trials")["total"], 0);
}

TEST_F(ModelsTest, AChampionIsListedWithWhatItMeasured) {
    const auto id = store_model(models_path_);
    ASSERT_TRUE(registry().promote(id).ok());
    const auto answer = json_of("/turbomode/models");
    EXPECT_EQ(answer["champion"], id);
    ASSERT_EQ(answer["models"].size(), 1);
    const auto& model = answer["models"][0];
    EXPECT_EQ(model["role"], "champion");
    EXPECT_EQ(model["as_of"], kTonight.text());
    EXPECT_EQ(model["expires_on"], kTonight.plus_days(121).text());
    EXPECT_EQ(model["expired"], false);
    EXPECT_TRUE(model["fault"].is_null());
    ASSERT_EQ(model["metrics"].size(), 2);
    EXPECT_EQ(model["metrics"][1]["signal_type"], "SELL");
}

TEST_F(ModelsTest, OneIsShownWithLearnersFeaturesAndReliability) {
    const auto id = store_model(models_path_);
    const auto answer = json_of("/turbomode/models/" + id);
    EXPECT_EQ(answer["model"]["id"], id);
    EXPECT_EQ(answer["origin"]["data_hash"], "d");
    EXPECT_EQ(answer["origin"]["seed"], 1);
    ASSERT_EQ(answer["sides"].size(), 2);
    EXPECT_EQ(answer["sides"][0]["learners"].size(), 8);
}

TEST_F(ModelsTest, WhatThisBuildCannotUseIsListedWithItsFault) {
    const auto id = store_model(models_path_);
    std::filesystem::remove(models_path_ / id / "out_of_fold.csv");
    const auto model = json_of("/turbomode/models")["models"][0];
    EXPECT_NE(model["fault"].get<std::string>().find("out_of_fold.csv"), std::string::npos);
    EXPECT_TRUE(model["metrics"].empty());
    EXPECT_TRUE(model["role"].is_null());
    EXPECT_TRUE(json_of("/turbomode/models/" + id)["sides"].empty());
}

TEST_F(ModelsTest, AnUnknownOneIs404) {
    EXPECT_EQ(ask("/turbomode/models/tm-2024-03-08-00000000").status, 404);
    EXPECT_EQ(ask("/turbomode/models/tm-2024-03-08-00000000/promote", "POST").status, 404);
    EXPECT_TRUE(operations_.list.empty());
}

TEST_F(ModelsTest, PromotionIsAJobOfThatModel) {
    const auto id = store_model(models_path_);
    const auto answer = json_of("/turbomode/models/" + id + "/promote", "POST");
    EXPECT_EQ(answer["job"]["kind"], "promote");
    EXPECT_EQ(answer["job"]["key"], id);
    EXPECT_EQ(ask("/turbomode/models/" + id + "/promote", "POST").status, 409);
}

TEST_F(ModelsTest, SoIsARollback) {
    EXPECT_EQ(json_of("/turbomode/models/rollback", "POST")["job"]["kind"], "rollback");
}

TEST_F(ModelsTest, TrialsAreListedTheLatestFirst) {
    backtest::Trial trial{.when = "2026-01-01T00:00:00Z",
                          .kind = "evaluate",
                          .from = "2013-01-02",
                          .to = "2013-12-31",
                          .refit = "yearly",
                          .profile = "fast"};
    trial.sides[0].log_loss = 0.69;
    std::filesystem::create_directories(models_path_);
    ASSERT_TRUE(backtest::append_trial(models_path_ / "trials.jsonl", trial).ok());
    trial.when = "2026-01-02T00:00:00Z";
    ASSERT_TRUE(backtest::append_trial(models_path_ / "trials.jsonl", trial).ok());
    const auto answer = json_of("/turbomode/trials");
    EXPECT_EQ(answer["total"], 2);
    EXPECT_EQ(answer["distinct"], 1);
    EXPECT_EQ(answer["trials"][0]["when"], "2026-01-02T00:00:00Z");
    EXPECT_EQ(answer["trials"][0]["sides"][0]["log_loss"], 0.69);
    EXPECT_TRUE(answer["trials"][0]["sides"][1]["log_loss"].is_null());
}

}  // namespace
}  // namespace turbomode::api
