#include "turbomode/api/change_teller.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "backend/turbomode/api/fakes.hpp"

namespace turbomode::api {
namespace {

using testing::HasSubstr;

class ChangeTellerTest : public ApiTest {
protected:
    // What a look tells.
    std::string told() {
        const auto before = events_->last();
        teller_.look();
        return events_->since(before).text;
    }

    ChangeTeller teller_{
        [this]() -> base::Result<std::unique_ptr<store::SignalViews>> {
            if (data_.open_error) {
                return *data_.open_error;
            }
            return std::unique_ptr<store::SignalViews>{std::make_unique<FakeViews>(data_)};
        },
        [this](bool with_resolved) { return read_alerts(with_resolved); },
        operations_,
        *events_};
};

TEST_F(ChangeTellerTest, TellsOfChangesOnceAndOfNothingElse) {
    operations_.list = {job_row("scan-1")};
    EXPECT_EQ(told(), "");
    EXPECT_EQ(told(), "");
    data_.runs.insert(data_.runs.begin(), run_row(kTonight.plus_days(3), store::RunState::Suspect));
    const auto run = told();
    EXPECT_THAT(run, HasSubstr("event: run\n"));
    EXPECT_THAT(run, HasSubstr("SUSPECT"));
    EXPECT_THAT(run, HasSubstr(kTonight.plus_days(3).text()));
    EXPECT_EQ(told(), "");
    operations_.list.front().state = jobs::State::Failed;
    operations_.list.front().message = "the disk is full";
    const auto job = told();
    EXPECT_THAT(job, HasSubstr("event: job\n"));
    EXPECT_THAT(job, HasSubstr("the disk is full"));
    EXPECT_EQ(told(), "");
}

TEST_F(ChangeTellerTest, TellsOfOpenAlertsAndOfTheirEnd) {
    told();
    alerts_ = {alert_row("coverage")};
    EXPECT_THAT(told(), HasSubstr("event: alerts\ndata: [{\"key\":\"coverage\""));
    EXPECT_EQ(told(), "");
    alerts_.front().resolved_at = alerts_.front().raised_at;
    EXPECT_THAT(told(), HasSubstr("event: alerts\ndata: []"));
}

TEST_F(ChangeTellerTest, TheFirstRunOfAHomeIsNews) {
    data_.open_error = base::Error{base::ErrorCode::NotFound, "no such file"};
    EXPECT_EQ(told(), "");
    data_.open_error.reset();
    EXPECT_THAT(told(), HasSubstr("event: run\n"));
}

TEST_F(ChangeTellerTest, WhatCannotBeReadIsAsItWas) {
    operations_.list = {job_row("scan-1")};
    told();
    data_.open_error = base::Error{base::ErrorCode::Failed, "disk I/O error"};
    operations_.error = base::Error{base::ErrorCode::Failed, "disk I/O error"};
    EXPECT_EQ(told(), "");
    data_.open_error.reset();
    operations_.error.reset();
    EXPECT_EQ(told(), "");
}

TEST_F(ChangeTellerTest, AStreamBeginsNowOrAfterWhatTheClientHeard) {
    for (int i = 0; i < 5; ++i) {
        events_->publish("job", "{}");
    }
    const auto after = [&](const std::string& heard) {
        platform::http::Request request{.method = "GET", .path = "/turbomode/events"};
        if (!heard.empty()) {
            request.headers["last-event-id"] = heard;
        }
        return handler_(request).events_after;
    };
    EXPECT_EQ(after(""), 5U);
    EXPECT_EQ(after("3"), 3U);
    EXPECT_EQ(after("99"), 5U);
    EXPECT_EQ(after("-1"), 5U);
    EXPECT_EQ(after("3x"), 5U);
}

}  // namespace
}  // namespace turbomode::api
