#include "ml_automation/scheduler/watch.hpp"

#include <atomic>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/utc.hpp"

namespace ml_automation::scheduler {
namespace {

using base::TradingDate;
using testing::ElementsAre;

// A home of no files: what was done, and a clock that is set.
struct Home {
    platform::TimePoint now = *base::parse_utc("2025-11-26T23:30:00Z");
    bool is_on = true;
    bool fails = false;
    std::optional<TradingDate> last_done = TradingDate{2025, 11, 24};
    std::vector<std::string> ran = {};

    Watch::Hooks hooks() {
        return {
            .now = [this] { return now; },
            .is_on = [this]() -> base::Result<bool> { return is_on; },
            .last_done = [this]() -> base::Result<std::optional<TradingDate>> { return last_done; },
            .run = [this](TradingDate session, std::stop_token) -> base::Result<bool> {
                ran.push_back(session.text());
                if (!fails) {
                    last_done = session;
                }
                return !fails;
            }};
    }
};

TEST(Watch, RunsWhatIsDueOneAfterTheOther) {
    Home home;
    Watch watch({}, home.hooks());
    watch.step({});
    watch.step({});
    EXPECT_GT(watch.step({}), home.now);
    EXPECT_THAT(home.ran, ElementsAre("2025-11-25", "2025-11-26"));
}

TEST(Watch, PausesAfterAFailureAndTriesAgain) {
    Home home;
    home.fails = true;
    Watch watch({}, home.hooks());
    watch.step({});
    EXPECT_EQ(watch.step({}), home.now + std::chrono::minutes{10});
    EXPECT_THAT(home.ran, ElementsAre("2025-11-25"));
    home.now += std::chrono::minutes{10};
    home.fails = false;
    watch.step({});
    EXPECT_THAT(home.ran, ElementsAre("2025-11-25", "2025-11-25"));
}

TEST(Watch, DoesNothingWhileSwitchedOff) {
    Home home;
    home.is_on = false;
    Watch watch({}, home.hooks());
    watch.step({});
    EXPECT_TRUE(home.ran.empty());
}

TEST(Watch, ItsThreadRunsTheCycleAndEndsWithIt) {
    Home home;
    home.last_done = TradingDate{2025, 11, 25};
    std::atomic<bool> has_run{false};
    auto hooks = home.hooks();
    hooks.run = [&, inner = hooks.run](TradingDate session, std::stop_token stop) {
        auto done = inner(session, stop);
        has_run = true;
        has_run.notify_all();
        return done;
    };
    {
        Watch watch({}, std::move(hooks));
        watch.start();
        has_run.wait(false);
    }
    EXPECT_THAT(home.ran, ElementsAre("2025-11-26"));
}

}  // namespace
}  // namespace ml_automation::scheduler
