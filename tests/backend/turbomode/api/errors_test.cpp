// What goes wrong, and which status says so.
#include <gmock/gmock.h>

#include "backend/turbomode/api/fakes.hpp"

namespace turbomode::api {
namespace {

using base::Error;
using base::ErrorCode;
using platform::http::Response;
using testing::HasSubstr;

class ErrorsTest : public ApiTest {
protected:
    static void expect_problem(const Response& response, int status, const std::string& detail) {
        EXPECT_EQ(response.status, status);
        EXPECT_EQ(response.content_type, "application/problem+json");
        EXPECT_THAT(std::string{response.body_text()}, HasSubstr(detail));
    }
};

const char* const kReading[] = {"/turbomode/signals",
                                "/turbomode/sectors",
                                "/turbomode/stats",
                                "/turbomode/predictions",
                                "/turbomode/history",
                                "/turbomode/runs",
                                "/turbomode/predictions/XOM",
                                "/turbomode/runs/latest"};

TEST_F(ErrorsTest, ABadParameterIs400AndNamesItselfAndItsValue) {
    expect_problem(ask("/turbomode/signals?market_cap=huge"), 400, "market_cap: 'huge'");
    expect_problem(ask("/turbomode/predictions/XOM?limit=0"), 400, "limit: '0'");
    expect_problem(ask("/turbomode/jobs?cursor=x"), 400, "cursor: 'x'");
    expect_problem(ask("/turbomode/predictions/A*B"), 400, "symbol: 'A*B'");
}

TEST_F(ErrorsTest, AParameterOfAnotherPathIs400) {
    expect_problem(ask("/turbomode/signals?sector=Energy"), 400, "'sector' is no parameter");
    expect_problem(ask("/turbomode/sectors?limit=1"), 400, "'limit' is no parameter");
    expect_problem(ask("/turbomode/scan?as_of=2020-01-02", "POST"), 400, "'as_of'");
    EXPECT_TRUE(operations_.list.empty());
}

TEST_F(ErrorsTest, AStockNeverScoredIs404) {
    expect_problem(ask("/turbomode/predictions/ZZZ"), 404, "ZZZ");
}

TEST_F(ErrorsTest, AStockIsAnEmptyListBeforeTheFirstRun) {
    data_.runs.clear();
    const auto json = json_of("/turbomode/predictions/ZZZ");
    EXPECT_EQ(json["total"], 0);
    EXPECT_EQ(json["symbol"], "ZZZ");
}

TEST_F(ErrorsTest, AMissingDatabaseMeansNoRunYet) {
    data_.open_error = Error{ErrorCode::NotFound, "no such file"};
    for (const auto* path : kReading) {
        EXPECT_EQ(ask(path).status, 200) << path;
        EXPECT_TRUE(json_of(path)["as_of"].is_null()) << path;
    }
    expect_problem(ask("/readyz"), 503, "no such file");
    EXPECT_EQ(ask("/healthz").status, 200);
}

TEST_F(ErrorsTest, ARefusedDatabaseIs503) {
    data_.open_error = Error{ErrorCode::Refused, "of another program"};
    for (const auto* path : kReading) {
        expect_problem(ask(path), 503, "of another program");
    }
    expect_problem(ask("/readyz"), 503, "of another program");
}

TEST_F(ErrorsTest, AnUnreadableRowIs500) {
    data_.read_error = Error{ErrorCode::Corruption, "side 'HOLD'"};
    for (const auto* path : kReading) {
        expect_problem(ask(path), 500, "side 'HOLD'");
    }
    expect_problem(ask("/readyz"), 503, "side 'HOLD'");
}

TEST_F(ErrorsTest, JobsAreListedWithoutADatabase) {
    data_.open_error = Error{ErrorCode::Refused, "locked"};
    operations_.list = {job_row("scan-1")};
    EXPECT_EQ(json_of("/turbomode/jobs")["jobs"][0]["id"], "scan-1");
    data_.open_error.reset();
    EXPECT_EQ(json_of("/turbomode/jobs")["as_of"], "2024-03-08");
    data_.read_error = Error{ErrorCode::Failed, "disk I/O error"};
    EXPECT_TRUE(json_of("/turbomode/jobs")["as_of"].is_null());
}

TEST_F(ErrorsTest, ASecondScanIs409WhileTheFirstRuns) {
    EXPECT_EQ(ask("/turbomode/scan", "POST").status, 202);
    expect_problem(ask("/turbomode/scan", "POST"), 409, "running");
    EXPECT_EQ(json_of("/turbomode/jobs")["total"], 1);
    operations_.list.front().state = jobs::State::Done;
    EXPECT_EQ(ask("/turbomode/scan", "POST").status, 202);
}

TEST_F(ErrorsTest, AScanThatCannotStartIs500) {
    operations_.error = Error{ErrorCode::Failed, "turbomode: cannot be run"};
    expect_problem(ask("/turbomode/scan", "POST"), 500, "cannot be run");
}

TEST_F(ErrorsTest, ATrainingIsAJobOfItsOwnKind) {
    EXPECT_EQ(ask("/turbomode/train", "POST").status, 202);
    const auto job = json_of("/turbomode/jobs")["jobs"][0];
    EXPECT_EQ(job["kind"], "train");
    EXPECT_EQ(job["progress"], 40);
    expect_problem(ask("/turbomode/scan", "POST"), 409, "running");
}

TEST_F(ErrorsTest, AJobIsCancelledOnce) {
    operations_.list = {job_row("scan-1")};
    expect_problem(ask("/turbomode/jobs/scan-9/cancel", "POST"), 404, "no such job");
    expect_problem(ask("/turbomode/jobs/scan-1/cancel"), 405, "POST");
    EXPECT_EQ(ask("/turbomode/jobs/scan-1/cancel", "POST").status, 202);
    EXPECT_EQ(json_of("/turbomode/jobs")["jobs"][0]["state"], "CANCELLED");
    expect_problem(ask("/turbomode/jobs/scan-1/cancel", "POST"), 409, "ended");
    expect_problem(ask("/turbomode/jobs//cancel", "POST"), 404, "no such page");
}

TEST_F(ErrorsTest, TheSchedulerIsSwitched) {
    EXPECT_EQ(json_of("/turbomode/scheduler/status")["status"]["enabled"], false);
    EXPECT_EQ(json_of("/turbomode/scheduler/start", "POST")["status"]["enabled"], true);
    EXPECT_EQ(json_of("/turbomode/scheduler/stop", "POST")["status"]["enabled"], false);
    expect_problem(ask("/turbomode/scheduler/start"), 405, "POST");
    // The time is a setting; a request cannot move it.
    expect_problem(
        ask("/turbomode/scheduler/start?schedule_time=22:00", "POST"), 400, "schedule_time");
    operations_.error = Error{ErrorCode::Failed, "jobs.db: disk I/O error"};
    expect_problem(ask("/turbomode/scheduler/status"), 500, "disk I/O error");
    expect_problem(ask("/turbomode/jobs"), 500, "disk I/O error");
}

TEST_F(ErrorsTest, AnUnreadableTierRuleIs500) {
    for (const auto* rule : {"",
                             "[]",
                             R"({"rule":"fixed"})",
                             R"({"rule":1,"text":""})",
                             R"({"rule":"fixed","text":"","large_cap_min":"much"})"}) {
        data_.runs.front().tier_rule = rule;
        expect_problem(ask("/turbomode/runs/latest"), 500, "tier rule");
    }
}

TEST_F(ErrorsTest, BytesThatAreNoUtf8DoNotBreakTheAnswer) {
    data_.runs.front().message = "caf\xe9";
    EXPECT_EQ(json_of("/turbomode/runs")["runs"][0]["message"], "caf\xef\xbf\xbd");
}

}  // namespace
}  // namespace turbomode::api
