#include "turbomode/api/alerts_json.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "backend/turbomode/api/fakes.hpp"

namespace turbomode::api {
namespace {

class AlertsTest : public ApiTest {
protected:
    AlertsTest() {
        alerts_ = {alert_row("run_state", alerts::Severity::Critical), alert_row("disk")};
        alerts_[1].resolved_at = alerts_[1].seen_at;
        alerts_[1].count = 3;
    }
};

TEST_F(AlertsTest, OpenOnesAreListedUnlessAllAreAskedFor) {
    const auto open = json_of("/turbomode/alerts");
    EXPECT_EQ(open["success"], true);
    EXPECT_EQ(open["count"], 1);
    EXPECT_EQ(open["alerts"][0],
              (Json{{"key", "run_state"},
                    {"severity", "critical"},
                    {"text", "something is wrong; do something"},
                    {"raised_at", "2024-03-09T04:00:00Z"},
                    {"last_said_at", "2024-03-09T04:00:00Z"},
                    {"resolved_at", nullptr},
                    {"times_said", 1}}));
    EXPECT_EQ(json_of("/turbomode/alerts?state=open"), open);
    const auto all = json_of("/turbomode/alerts?state=all");
    EXPECT_EQ(all["count"], 2);
    EXPECT_EQ(all["alerts"][1]["resolved_at"], "2024-03-09T05:00:00Z");
    EXPECT_EQ(all["alerts"][1]["times_said"], 3);
    EXPECT_EQ(json_of("/turbomode/alerts?state=all&limit=1")["next_cursor"], "1");
}

TEST_F(AlertsTest, AnotherStateIsRefused) {
    const auto refused = ask("/turbomode/alerts?state=resolved");
    EXPECT_EQ(refused.status, 400);
    EXPECT_THAT(std::string{refused.body_text()}, testing::HasSubstr("is not open or all"));
}

TEST_F(AlertsTest, TheyAreListedWhenTheSignalsCannotBeRead) {
    data_.open_error = base::Error{base::ErrorCode::Corruption, "turbomode.db: malformed"};
    const auto listed = json_of("/turbomode/alerts");
    EXPECT_EQ(listed["count"], 1);
    EXPECT_TRUE(listed["as_of"].is_null());
    alerts_error_ = base::Error{base::ErrorCode::Failed, "disk I/O error"};
    EXPECT_EQ(ask("/turbomode/alerts").status, 500);
}

}  // namespace
}  // namespace turbomode::api
