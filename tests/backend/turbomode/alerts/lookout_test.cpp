#include "turbomode/alerts/lookout.hpp"

#include <condition_variable>
#include <mutex>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "backend/turbomode/platform/http/running_server.hpp"
#include "backend/turbomode/platform/temporary_folder.hpp"
#include "base/file_lock.hpp"

namespace turbomode::alerts {
namespace {

using base::ErrorCode;
using std::chrono::hours;
using std::chrono::minutes;
using testing::ElementsAre;
using testing::IsEmpty;

// What channels did; it outlives them.
struct Heard {
    std::vector<std::string> said;  // "webhook raised disk"
    std::string broken;             // The channel that fails; empty: none.
    int attempts = 0;               // Of the broken one.
};

class FakeChannel final : public Channel {
public:
    FakeChannel(std::string name, Heard& heard) : name_(std::move(name)), heard_(heard) {}
    std::string name() const override { return name_; }
    base::Result<void> send(const Message& message, const std::stop_token&) override {
        if (name_ == heard_.broken) {
            ++heard_.attempts;
            return base::Error{ErrorCode::Failed, "answered 500"};
        }
        heard_.said.push_back(
            fmt::format("{} {} {}", name_, alerts::name_of(message.event), message.key));
        return {};
    }

private:
    std::string name_;
    Heard& heard_;
};

class LookoutTest : public testing::Test {
protected:
    LookoutTest() {
        facts_.now = platform::TimePoint{base::TradingDate{2026, 11, 21}.day()};
        facts_.disk_free_bytes = 50'000'000'000;
    }

    std::unique_ptr<Lookout> make(std::function<Facts()> facts) {
        std::vector<std::unique_ptr<Channel>> channels;
        channels.push_back(std::make_unique<FakeChannel>("mail", heard_));
        channels.push_back(std::make_unique<FakeChannel>("webhook", heard_));
        return std::make_unique<Lookout>(
            LookoutOptions{
                .database = path(), .thresholds = {}, .pace = {}, .facts = std::move(facts)},
            std::move(channels));
    }
    std::unique_ptr<Lookout> make() {
        return make([this] { return facts_; });
    }
    std::filesystem::path path() const { return folder_.path() / "made" / "alerts.db"; }
    void fill_disk() { facts_.disk_free_bytes = 1; }

    platform::TemporaryFolder folder_{"lookout_test"};
    Facts facts_;
    Heard heard_;
};

TEST_F(LookoutTest, SaysThroughEveryChannelOnceWhatIsWrong) {
    auto lookout = make();
    ASSERT_TRUE(lookout->look({}).ok());
    EXPECT_THAT(heard_.said, IsEmpty());
    fill_disk();
    for (int i = 0; i < 100; ++i) {
        ASSERT_TRUE(lookout->look({}).ok());
        facts_.now += minutes{1};
        if (i == 50) {
            lookout = make();  // The program is started anew.
        }
    }
    EXPECT_THAT(heard_.said, ElementsAre("mail raised disk", "webhook raised disk"));
    facts_.disk_free_bytes = 50'000'000'000;
    facts_.now += minutes{15};
    ASSERT_TRUE(lookout->look({}).ok());
    EXPECT_THAT(heard_.said,
                ElementsAre("mail raised disk",
                            "webhook raised disk",
                            "mail resolved disk",
                            "webhook resolved disk"));
}

TEST_F(LookoutTest, AChannelThatFailsHoldsBackNoneAndIsTriedAgain) {
    fill_disk();
    heard_.broken = "mail";
    auto lookout = make();
    for (int i = 0; i < 3; ++i) {
        ASSERT_TRUE(lookout->look({}).ok());
        facts_.now += minutes{1};
    }
    EXPECT_THAT(heard_.said, ElementsAre("webhook raised disk"));
    EXPECT_EQ(heard_.attempts, 3);
    heard_.broken = "";
    lookout = make();
    ASSERT_TRUE(lookout->look({}).ok());
    ASSERT_TRUE(lookout->look({}).ok());
    EXPECT_THAT(heard_.said, ElementsAre("webhook raised disk", "mail raised disk"));
}

TEST_F(LookoutTest, AFailureIsLogged) {
    const platform::http::LogCapture log;
    fill_disk();
    heard_.broken = "mail";
    auto lookout = make();
    ASSERT_TRUE(lookout->look({}).ok());
    EXPECT_TRUE(log.wait_for("alerts: mail: answered 500; tried again at each look"));
}

TEST_F(LookoutTest, WhatNobodyTakesInTwoDaysIsGivenUp) {
    fill_disk();
    heard_.broken = "mail";
    auto lookout = make();
    ASSERT_TRUE(lookout->look({}).ok());
    facts_.now += hours{49};  // Which repeats it too.
    heard_.broken = "";
    ASSERT_TRUE(lookout->look({}).ok());
    EXPECT_THAT(heard_.said,
                ElementsAre("webhook raised disk", "mail repeated disk", "webhook repeated disk"));
}

TEST_F(LookoutTest, OneLooksAtATime) {
    auto lookout = make();
    ASSERT_TRUE(lookout->look({}).ok());
    auto lock_path = path();
    lock_path += ".lock";
    const auto lock = base::FileLock::try_lock(lock_path, "another").value();
    const auto refused = lookout->look({});
    ASSERT_FALSE(refused.ok());
    EXPECT_EQ(refused.error().code, ErrorCode::Refused);
}

TEST_F(LookoutTest, AWatchLooksEachTimeItsWaitIsOverUntilItEnds) {
    std::mutex mutex;
    std::condition_variable_any changed;
    int looks = 0;
    int allowed = 1;
    auto lookout = make([&] {
        const std::lock_guard guard(mutex);
        ++looks;
        changed.notify_all();
        return facts_;
    });
    const auto wait = [&](const std::stop_token& stop) {
        std::unique_lock guard(mutex);
        changed.wait(guard, stop, [&] { return looks < allowed; });
    };
    {
        const Watch watch(std::move(lookout), wait);
        std::unique_lock guard(mutex);
        changed.wait(guard, [&] { return looks == 1; });
        allowed = 3;
        changed.notify_all();
        changed.wait(guard, [&] { return looks == 3; });
    }
    EXPECT_EQ(looks, 3);
}

TEST_F(LookoutTest, AWatchSaysThatItCannotRemember) {
    const platform::http::LogCapture log;
    std::filesystem::create_directories(path());  // A folder, where the file should be.
    const Watch watch(make(), [](const std::stop_token& stop) {
        std::mutex mutex;
        std::condition_variable_any never;
        std::unique_lock guard(mutex);
        never.wait(guard, stop, [] { return false; });
    });
    EXPECT_TRUE(log.wait_for("alerts: nobody is told of anything: "));
}

}  // namespace
}  // namespace turbomode::alerts
