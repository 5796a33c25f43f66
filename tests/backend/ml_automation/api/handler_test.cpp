#include "ml_automation/api/handler.hpp"

#include <array>

#include <gmock/gmock.h>

#include "backend/ml_automation/api/api_test.hpp"
#include "base/file.hpp"

namespace ml_automation::api {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

using HandlerTest = ApiTest;

constexpr std::array kReads{
    "/ml-signals", "/ml-heatmap-data", "/ml-portfolio", "/ml-stats", "/ml-training-progress"};

TEST_F(HandlerTest, ServesThePageAtItsTwoAddressesAndItsFiles) {
    for (const auto* path : {"/", "/ml-trading", "/index.html"}) {
        EXPECT_EQ(ask("GET", path).body, "the page") << path;
    }
    EXPECT_EQ(ask("GET", "/assets/index.js").content_type, "text/javascript");
    EXPECT_EQ(json::parse(ask("GET", "/healthz").body).at("status"), "ok");
}

TEST_F(HandlerTest, KnowsNoOtherAddress) {
    for (const auto* method : {"GET", "POST"}) {
        const auto response = ask(method, "/turbomode/overview");
        EXPECT_EQ(response.status, 404);
        EXPECT_EQ(response.content_type, "application/problem+json");
        EXPECT_THAT(response.body, HasSubstr("/turbomode/overview"));
    }
    EXPECT_EQ(ask("GET", "/ml-run-full-cycle").status, 404);
    EXPECT_EQ(ask("POST", "/ml-signals").status, 404);
    EXPECT_TRUE(started.empty());
}

TEST_F(HandlerTest, SaysWhyThereIsNothingBeforeTheFirstCycle) {
    for (const auto* path : kReads) {
        const auto answer = get(path);
        EXPECT_TRUE(answer.at("as_of").is_null()) << path;
        EXPECT_THAT(answer.at("why").get<std::string>(), HasSubstr("no cycle has run yet")) << path;
    }
    EXPECT_TRUE(get("/ml-automation-status").at("last_cycle").is_null());
    EXPECT_FALSE(std::filesystem::exists(options.database));  // Asking makes none.
}

TEST_F(HandlerTest, SaysWhyThereIsNothingInADatabaseThatWasJustMade) {
    make_store();
    for (const auto* path : {"/ml-signals", "/ml-heatmap-data"}) {
        EXPECT_EQ(get(path).at("why"), "no session has been scanned yet") << path;
    }
    EXPECT_EQ(get("/ml-signals").at("signals"), json::array());
    EXPECT_EQ(get("/ml-heatmap-data").at("sectors"), json::array());
    const auto portfolio = get("/ml-portfolio");
    EXPECT_EQ(portfolio.at("held"), json::array());
    EXPECT_EQ(portfolio.at("settled"), json::array());
    EXPECT_EQ(get("/ml-stats").at("closed"), 0);
    const auto training = get("/ml-training-progress");
    EXPECT_EQ(training.at("is_due"), true);
    EXPECT_TRUE(training.at("latest").is_null());
}

TEST_F(HandlerTest, FailsAloudOverADatabaseThatIsNone) {
    std::filesystem::create_directories(folder);
    ASSERT_TRUE(base::write_file_atomically(options.database, "no database at all").ok());
    for (const auto* path : kReads) {
        EXPECT_EQ(ask("GET", path).status, 500) << path;
    }
    EXPECT_EQ(ask("GET", "/ml-automation-status").status, 500);
    EXPECT_EQ(ask("GET", "/healthz").status, 200);
}

TEST_F(HandlerTest, RefusesALimitOrAViewThatIsNone) {
    make_store();
    for (const auto* limit : {"0", "1001", "-1", "", "ten", "5x", "1.5", "99999999999999999999"}) {
        for (const auto* path : {"/ml-signals", "/ml-portfolio"}) {
            const auto response = ask("GET", path, {{"limit", limit}});
            EXPECT_EQ(response.status, 400) << path << " " << limit;
            EXPECT_EQ(response.content_type, "application/problem+json");
            EXPECT_THAT(response.body, HasSubstr("1 to 1000"));
        }
    }
    EXPECT_EQ(ask("GET", "/ml-signals", {{"limit", "1000"}}).status, 200);
    const auto response = ask("GET", "/ml-signals", {{"view", "hourly"}});
    EXPECT_EQ(response.status, 400);
    EXPECT_THAT(response.body, HasSubstr("all, intraday, daily or monthly"));
}

TEST_F(HandlerTest, StartsTheStepThatIsAskedFor) {
    for (const auto* path :
         {"/ml-run-full-cycle", "/ml-run-scan-only", "/ml-run-learner-only", "/ml-run-training"}) {
        EXPECT_EQ(ask("POST", path).status, 202) << path;
    }
    EXPECT_THAT(started, ElementsAre("cycle", "scan", "learn", "train"));
}

TEST_F(HandlerTest, AnswersWithAConflictWhileAnotherStepRuns) {
    refusal = "scan of 2025-03-05 has been running since 18:00";
    for (const auto* path :
         {"/ml-run-full-cycle", "/ml-run-scan-only", "/ml-run-learner-only", "/ml-run-training"}) {
        const auto response = ask("POST", path);
        EXPECT_EQ(response.status, 409) << path;
        EXPECT_EQ(response.content_type, "application/problem+json");
        EXPECT_THAT(response.body, HasSubstr(refusal));
    }
    EXPECT_TRUE(started.empty());
}

TEST_F(HandlerTest, SwitchesTheSchedule) {
    const auto stopped = ask("POST", "/ml-automation-stop");
    EXPECT_EQ(stopped.status, 200);
    EXPECT_EQ(json::parse(stopped.body).at("scheduler_running"), false);
    EXPECT_EQ(json::parse(ask("POST", "/ml-automation-start").body).at("scheduler_running"), true);
    EXPECT_THAT(switched, ElementsAre(false, true));
    options.hooks.switch_scheduler = [](bool) -> base::Result<void> {
        return base::Error{base::ErrorCode::Refused, "there is no schedule here"};
    };
    EXPECT_EQ(ask("POST", "/ml-automation-start").status, 409);
}

}  // namespace
}  // namespace ml_automation::api
