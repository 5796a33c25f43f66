#include "turbomode/alerts/alert_store.hpp"

#include <array>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "backend/turbomode/platform/temporary_folder.hpp"

namespace turbomode::alerts {
namespace {

using std::chrono::hours;
using testing::ElementsAre;
using testing::IsEmpty;

constexpr std::size_t kKeep = 3;

class AlertStoreTest : public testing::Test {
protected:
    std::filesystem::path path() const { return folder_.path() / "alerts.db"; }
    // As if the program had been started anew.
    void restart() { store_ = AlertStore::open(path()).value(); }

    Alert alert(const std::string& key, Severity severity = Severity::Warning) const {
        return {.key = key,
                .severity = severity,
                .text = "text of " + key,
                .raised_at = start_,
                .seen_at = start_,
                .last_said_at = start_};
    }
    void record(const Advanced& advanced) {
        const auto recorded = store_.record(advanced, channels_, kKeep);
        EXPECT_TRUE(recorded.ok()) << recorded.error().message;
    }
    static std::vector<std::string> keys_of(const std::vector<Alert>& alerts) {
        std::vector<std::string> keys;
        for (const auto& alert : alerts) {
            keys.push_back(alert.key);
        }
        return keys;
    }

    platform::TemporaryFolder folder_{"alert_store_test"};
    AlertStore store_ = AlertStore::open(path()).value();
    const std::array<std::string, 2> channels_{"log", "webhook"};
    const platform::TimePoint start_{base::TradingDate{2026, 11, 21}.day()};
};

TEST_F(AlertStoreTest, KeepsAnAlertAcrossARestart) {
    record({.alerts = {alert("disk")}, .messages = {}});
    restart();
    auto open = store_.open_alerts().value();
    ASSERT_EQ(open.size(), 1U);
    EXPECT_EQ(open[0].text, "text of disk");
    EXPECT_EQ(open[0].raised_at, start_);
    EXPECT_EQ(open[0].last_said_at, start_);
    EXPECT_FALSE(open[0].resolved_at.has_value());

    open[0].severity = Severity::Critical;
    open[0].seen_at = open[0].last_said_at = start_ + hours{24};
    open[0].count = 2;
    record({.alerts = open, .messages = {}});
    restart();
    const auto changed = store_.open_alerts().value().at(0);
    EXPECT_EQ(changed.severity, Severity::Critical);
    EXPECT_EQ(changed.seen_at, start_ + hours{24});
    EXPECT_EQ(changed.last_said_at, start_ + hours{24});
    EXPECT_EQ(changed.count, 2);
    EXPECT_EQ(changed.raised_at, start_);
}

TEST_F(AlertStoreTest, ListsCriticalOnesFirstAndResolvedOnesLast) {
    record({.alerts = {alert("scheduler"), alert("backup"), alert("run_state", Severity::Critical)},
            .messages = {}});
    EXPECT_THAT(keys_of(store_.open_alerts().value()),
                ElementsAre("run_state", "backup", "scheduler"));
    auto ended = store_.open_alerts().value().at(0);
    ended.resolved_at = start_ + hours{1};
    record({.alerts = {ended}, .messages = {}});
    EXPECT_THAT(keys_of(store_.open_alerts().value()), ElementsAre("backup", "scheduler"));
    EXPECT_THAT(keys_of(store_.all_alerts().value()),
                ElementsAre("backup", "scheduler", "run_state"));
    EXPECT_EQ(store_.all_alerts().value().back().resolved_at, start_ + hours{1});
    // The same key may be open again.
    record({.alerts = {alert("run_state")}, .messages = {}});
    EXPECT_EQ(store_.all_alerts().value().size(), 4U);
}

TEST_F(AlertStoreTest, RemembersTheNewestResolvedOnesOnly) {
    for (int i = 0; i < 10; ++i) {
        auto ended = alert(fmt::format("key_{}", i));
        ended.resolved_at = start_ + hours{i};
        record({.alerts = {ended}, .messages = {}});
    }
    record({.alerts = {alert("disk")}, .messages = {}});
    EXPECT_THAT(keys_of(store_.all_alerts().value()),
                ElementsAre("disk", "key_9", "key_8", "key_7"));
}

TEST_F(AlertStoreTest, RefusesASecondOpenAlertOfAKey) {
    record({.alerts = {alert("disk")}, .messages = {}});
    const auto twice =
        store_.record({.alerts = {alert("backup"), alert("disk")}, .messages = {}}, {}, kKeep);
    ASSERT_FALSE(twice.ok());
    EXPECT_THAT(keys_of(store_.open_alerts().value()), ElementsAre("disk"));  // All or nothing.
}

TEST_F(AlertStoreTest, EachChannelTakesEachMessageOnce) {
    const Message message{.event = Event::Raised,
                          .key = "disk",
                          .severity = Severity::Critical,
                          .text = "0.10 GB are free",
                          .raised_at = start_,
                          .said_at = start_};
    record({.alerts = {alert("disk")}, .messages = {message}});
    restart();
    const auto waiting = store_.outgoing("webhook").value();
    ASSERT_EQ(waiting.size(), 1U);
    EXPECT_EQ(waiting[0].message.event, Event::Raised);
    EXPECT_EQ(waiting[0].message.key, "disk");
    EXPECT_EQ(waiting[0].message.severity, Severity::Critical);
    EXPECT_EQ(waiting[0].message.text, "0.10 GB are free");
    EXPECT_EQ(waiting[0].message.said_at, start_);
    ASSERT_TRUE(store_.count_attempt(waiting[0].id).ok());
    EXPECT_EQ(store_.outgoing("webhook").value().at(0).attempts, 1);
    EXPECT_EQ(store_.outgoing("log").value().at(0).attempts, 0);
    ASSERT_TRUE(store_.forget_outgoing(waiting[0].id).ok());
    EXPECT_THAT(store_.outgoing("webhook").value(), IsEmpty());
    EXPECT_EQ(store_.outgoing("log").value().size(), 1U);
    EXPECT_EQ(store_.forget_outgoing_before(start_).value(), 0);
    EXPECT_EQ(store_.forget_outgoing_before(start_ + hours{1}).value(), 1);
    EXPECT_THAT(store_.outgoing("log").value(), IsEmpty());
}

TEST_F(AlertStoreTest, AReaderNeitherMakesNorChangesTheFile) {
    const auto none = AlertStore::open_read_only(folder_.path() / "none.db");
    ASSERT_FALSE(none.ok());
    EXPECT_EQ(none.error().code, base::ErrorCode::NotFound);
    record({.alerts = {alert("disk")}, .messages = {}});
    auto reader = AlertStore::open_read_only(path()).value();
    EXPECT_EQ(reader.open_alerts().value().size(), 1U);
    EXPECT_FALSE(reader.record({.alerts = {alert("backup")}, .messages = {}}, {}, kKeep).ok());
}

}  // namespace
}  // namespace turbomode::alerts
