#include <gmock/gmock.h>

#include "backend/ml_automation/api/api_test.hpp"

namespace ml_automation::api {
namespace {

using StatusTest = ApiTest;

TEST_F(StatusTest, TellsTheTimesInNewYork) {
    const auto answer = get("/ml-automation-status");
    EXPECT_EQ(answer.at("system"), "ML Automation");
    EXPECT_EQ(answer.at("version"), "1.2.3");
    EXPECT_EQ(answer.at("now"), "2025-03-05T19:00:00-05:00");
    EXPECT_EQ(answer.at("schedule_time"), "18:00");
    EXPECT_EQ(answer.at("next_run"), "2025-03-06T18:00:00-05:00");
    EXPECT_TRUE(answer.at("running").is_null());
    EXPECT_TRUE(answer.at("ended").is_null());
    EXPECT_TRUE(answer.at("sessions_behind").is_null());
}

TEST_F(StatusTest, TellsTheLastCycleAndHowFarBehindItIs) {
    ASSERT_TRUE(make_store()
                    .write_cycle({kMonday, store::CycleState::Done, "a", "b", "scanned 5 of 5"})
                    .ok());
    ASSERT_TRUE(
        make_store()
            .write_cycle({kTuesday, store::CycleState::Failed, "c", "d", "the prices are too old"})
            .ok());
    ASSERT_TRUE(make_store().write_scan(scan_of(kMonday, {stock("A", 60.0, 0.5)})).ok());
    auto answer = get("/ml-automation-status");
    EXPECT_EQ(answer.at("last_cycle").at("session"), "2025-03-04");
    EXPECT_EQ(answer.at("last_cycle").at("state"), "FAILED");
    EXPECT_EQ(answer.at("last_cycle").at("message"), "the prices are too old");
    EXPECT_EQ(answer.at("last_done"), "2025-03-03");
    EXPECT_EQ(answer.at("last_scan"), "2025-03-03");
    EXPECT_EQ(answer.at("sessions_behind"), 2);
    // An hour before Wednesday's cycle is due only Tuesday's is missing.
    options.hooks.now = [] {
        return *base::parse_utc("2025-03-05T22:00:00Z");
    };
    EXPECT_EQ(get("/ml-automation-status").at("sessions_behind"), 1);
}

TEST_F(StatusTest, TellsWhatRunsAndHowTheLastStepEnded) {
    running = Running{.step = "train", .session = "2025-03-05", .since = "2025-03-05T23:30:00Z"};
    ended = Ended{.step = "scan",
                  .session = "2025-03-05",
                  .how = "exit code 4",
                  .is_done = false,
                  .log_file = "logs/scan.log"};
    const auto answer = get("/ml-automation-status");
    EXPECT_EQ(answer.at("running").at("step"), "train");
    EXPECT_EQ(answer.at("running").at("since"), "2025-03-05T23:30:00Z");
    EXPECT_EQ(answer.at("ended").at("how"), "exit code 4");
    EXPECT_EQ(answer.at("ended").at("is_done"), false);
}

TEST_F(StatusTest, TellsAlertsOpenOnesFirst) {
    ASSERT_TRUE(make_store().set_alert("failed", "of old", "t1").ok());
    ASSERT_TRUE(make_store().set_alert("failed", std::nullopt, "t2").ok());
    ASSERT_TRUE(make_store().set_alert("behind", "two sessions behind", "t3").ok());
    const auto alerts = get("/ml-automation-status").at("alerts");
    ASSERT_EQ(alerts.size(), 2U);
    EXPECT_EQ(alerts.at(0).at("rule"), "behind");
    EXPECT_EQ(alerts.at(0).at("message"), "two sessions behind");
    EXPECT_TRUE(alerts.at(0).at("resolved_at").is_null());
    EXPECT_EQ(alerts.at(1).at("resolved_at"), "t2");
}

TEST_F(StatusTest, TellsWhetherTheScheduleIsOn) {
    EXPECT_EQ(get("/ml-automation-status").at("scheduler_running"), true);
    ASSERT_TRUE(make_store().switch_scheduler(false).ok());
    EXPECT_EQ(get("/ml-automation-status").at("scheduler_running"), false);
}

TEST_F(StatusTest, AServerWithoutAScheduleClaimsNone) {
    options.has_schedule = false;
    EXPECT_EQ(get("/ml-automation-status").at("scheduler_running"), false);
    make_store();
    EXPECT_EQ(get("/ml-automation-status").at("scheduler_running"), false);
}

}  // namespace
}  // namespace ml_automation::api
