#include "turbomode/scheduler/night_watch.hpp"

#include <algorithm>
#include <spdlog/sinks/ringbuffer_sink.h>
#include <spdlog/spdlog.h>

#include <gtest/gtest.h>

#include "backend/turbomode/platform/temporary_folder.hpp"
#include "bars/calendar.hpp"
#include "base/file.hpp"

namespace turbomode::scheduler {
namespace {

using base::TradingDate;
using jobs::Kind;
using jobs::State;

// Stands in for both programs: writes what it was asked to, fails when told to, publishes a scan.
constexpr const char* kProgram =
    "#!/bin/sh\n"
    "home=${0%/*}\n"
    "echo \"$1 $3\" >> $home/ran\n"
    "[ -e $home/broken ] && exit 1\n"
    "[ $1 = scan ] && echo $3 > $home/last_night\n"
    "exit 0\n";

class NightWatchTest : public testing::Test {
protected:
    NightWatchTest() {
        spdlog::set_default_logger(std::make_shared<spdlog::logger>("test", log_));
        const auto program = home_.path() / "program";
        EXPECT_TRUE(base::write_file_atomically(program, kProgram).ok());
        std::filesystem::permissions(program, std::filesystem::perms::owner_all);
        schedule_.training = Training::Manual;
        jobs::RunnerOptions options;
        options.programs = {.turbomode = program, .market_data = program};
        options.home = home_.path();
        options.database = home_.path() / "jobs.db";
        runner_ = jobs::JobRunner::open(options, clock_).value();
    }

    base::Result<std::optional<TradingDate>> last_night() const {
        const auto text = base::read_file(home_.path() / "last_night");
        if (!text.ok()) {
            return std::optional<TradingDate>{};
        }
        TRY_ASSIGN(const auto date, TradingDate::parse(text.value().substr(0, 10)));
        return std::optional{date};
    }
    HomeFacts facts() const {
        return {.last_night = [this] { return last_night(); },
                .newest_model =
                    [] {
                        return std::optional<TradingDate>{};
                    }};
    }
    Stepped step_once() { return step(schedule_, *runner_, facts(), clock_, zone_, {}).value(); }
    void break_programs(bool are_broken) const {
        if (are_broken) {
            EXPECT_TRUE(base::write_file_atomically(home_.path() / "broken", "").ok());
        } else {
            std::filesystem::remove(home_.path() / "broken");
        }
    }

    bool has_said(const std::string& words) const {
        const auto lines = log_->last_formatted();
        return std::ranges::any_of(
            lines, [&](const std::string& line) { return line.find(words) != line.npos; });
    }

    std::shared_ptr<spdlog::sinks::ringbuffer_sink_mt> log_ =
        std::make_shared<spdlog::sinks::ringbuffer_sink_mt>(100);
    platform::TemporaryFolder home_{"night_watch_test"};
    platform::TimeZone zone_ = platform::TimeZone::find("America/New_York").value();
    Schedule schedule_;
    platform::SimulatedClock clock_{zone_.at({2026, 11, 20}, std::chrono::hours{23})};
    std::unique_ptr<jobs::JobRunner> runner_;
};

TEST_F(NightWatchTest, RunsANightAndWaitsForTheNext) {
    for (const auto kind : {Kind::Update, Kind::Scan, Kind::Backup}) {
        const auto done = step_once();
        ASSERT_TRUE(done.job.has_value());
        EXPECT_EQ(done.job->kind, kind);
        EXPECT_EQ(done.job->key, "2026-11-20");
        EXPECT_EQ(done.job->state, State::Done);
        EXPECT_EQ(done.job->cause, jobs::Cause::Schedule);
    }
    const auto waits = step_once();
    EXPECT_FALSE(waits.job.has_value());
    EXPECT_EQ(waits.wake_at, zone_.at({2026, 11, 23}, std::chrono::hours{23}));
}

TEST_F(NightWatchTest, ADeadVendorIsTriedAgainUntilTheNightIsThere) {
    break_programs(true);
    EXPECT_EQ(step_once().job->state, State::Failed);  // The update,
    EXPECT_EQ(step_once().job->state, State::Failed);  // and the scan, on what there is.
    const auto waits = step_once();
    ASSERT_FALSE(waits.job.has_value());
    EXPECT_EQ(waits.wake_at, clock_.now() + std::chrono::minutes{5});
    clock_.set(waits.wake_at);
    break_programs(false);
    EXPECT_EQ(step_once().job->kind, Kind::Update);
    EXPECT_EQ(step_once().job->kind, Kind::Scan);
    EXPECT_EQ(last_night().value(), (TradingDate{2026, 11, 20}));
}

TEST_F(NightWatchTest, AYearOfNightsIsRunOnceEach) {
    const TradingDate last{2027, 11, 19};
    const auto end = zone_.at(last, std::chrono::hours{23}) + std::chrono::hours{1};
    while (clock_.now() < end) {
        const auto done = step_once();
        if (!done.job) {
            clock_.set(done.wake_at);
        }
    }
    const auto sessions = bars::sessions_between({2026, 11, 20}, last);
    std::string expected;
    for (const auto session : sessions) {
        expected += "update " + home_.path().string() + "\nscan " + session.text() + "\nbackup " +
                    home_.path().string() + "\n";
    }
    EXPECT_EQ(base::read_file(home_.path() / "ran").value(), expected);
}

TEST_F(NightWatchTest, TheFirstStartSwitchesItOnAndRunsWhatIsDue) {
    EXPECT_FALSE(runner_->scheduler_switch().value().has_value());
    const auto watch = NightWatch::start(schedule_, *runner_, facts(), clock_, zone_);
    ASSERT_TRUE(watch.ok());
    EXPECT_TRUE(runner_->scheduler_switch().value()->is_on);
    while (!has_said("the night of 2026-11-23")) {
        std::this_thread::yield();
    }
    EXPECT_EQ(last_night().value(), (TradingDate{2026, 11, 20}));
}

TEST_F(NightWatchTest, SwitchedOffItStartsNothingAndStaysOff) {
    ASSERT_TRUE(runner_->set_scheduler_switch(false).ok());
    {
        const auto watch = NightWatch::start(schedule_, *runner_, facts(), clock_, zone_);
        ASSERT_TRUE(watch.ok());
        while (!has_said("the scheduler is switched off")) {
            std::this_thread::yield();
        }
    }
    EXPECT_TRUE(runner_->latest(9).value().empty());
    EXPECT_FALSE(runner_->scheduler_switch().value()->is_on);
    const auto status = status_of(schedule_, *runner_, facts(), clock_.now(), zone_);
    EXPECT_FALSE(status.value().is_on);
    EXPECT_EQ(status.value().next_night, (TradingDate{2026, 11, 23}));
}

}  // namespace
}  // namespace turbomode::scheduler
