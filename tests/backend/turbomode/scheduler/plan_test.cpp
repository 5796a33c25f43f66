#include "turbomode/scheduler/plan.hpp"

#include <chrono>
#include <map>
#include <set>

#include <gtest/gtest.h>

#include "bars/calendar.hpp"

namespace turbomode::scheduler {
namespace {

using base::TradingDate;
using jobs::Job;
using jobs::Kind;
using jobs::State;
using platform::TimePoint;
using std::chrono::minutes;

class PlanTest : public testing::Test {
protected:
    // New York's clock.
    TimePoint at(TradingDate date, int hour, int minute = 0) const {
        return zone_.at(date, minutes{60 * hour + minute});
    }
    // A job that ended; the next call's is newer.
    void ended(Kind kind,
               const std::string& key,
               TimePoint when,
               State state = State::Done,
               std::optional<int> exit_code = 0) {
        Job job;
        job.kind = kind;
        job.key = key;
        job.state = state;
        job.cause = jobs::Cause::Schedule;
        job.started_at = job.finished_at.emplace(when);
        job.exit_code = exit_code;
        past_.jobs.insert(past_.jobs.begin(), job);
    }
    void published(TradingDate session) { past_.last_night = session; }
    Plan plan_at(TimePoint now) const { return plan(schedule_, past_, now, zone_); }

    platform::TimeZone zone_ = platform::TimeZone::find("America/New_York").value();
    Schedule schedule_;
    Past past_{.last_night = {}, .newest_model = {}, .on_since = {}, .jobs = {}};
    // A Thursday and a Friday before a weekend, the Monday after it; all are sessions.
    const TradingDate thursday_{2026, 11, 19};
    const TradingDate friday_{2026, 11, 20};
    const TradingDate monday_{2026, 11, 23};
};

TEST_F(PlanTest, WaitsForTheNightOfTheSession) {
    schedule_.training = Training::Manual;
    published(thursday_);
    ended(Kind::Backup, thursday_.text(), at(thursday_, 23, 5));
    const auto plan = plan_at(at(friday_, 22, 59));
    EXPECT_FALSE(plan.step.has_value());
    EXPECT_EQ(plan.wake_at, at(friday_, 23));
    EXPECT_EQ(plan.waits_for, "the night of 2026-11-20");
}

TEST_F(PlanTest, TheLastNightDueIsThatOfTheSessionFromItsTimeOn) {
    EXPECT_EQ(last_due_night(schedule_, at(friday_, 22, 59), zone_), thursday_);
    EXPECT_EQ(last_due_night(schedule_, at(friday_, 23), zone_), friday_);
    EXPECT_EQ(last_due_night(schedule_, at(monday_, 22, 59), zone_), friday_);  // Of the weekend.
}

TEST_F(PlanTest, UpdatesThenScansThenBacksUp) {
    schedule_.training = Training::Manual;
    published(thursday_);
    const auto now = at(friday_, 23);
    EXPECT_EQ(plan_at(now).step, (Step{Kind::Update, "2026-11-20"}));
    ended(Kind::Update, "2026-11-20", now);
    EXPECT_EQ(plan_at(now).step, (Step{Kind::Scan, "2026-11-20"}));
    ended(Kind::Scan, "2026-11-20", now);
    published(friday_);
    EXPECT_EQ(plan_at(now).step, (Step{Kind::Backup, "2026-11-20"}));
    ended(Kind::Backup, "2026-11-20", now);
    EXPECT_FALSE(plan_at(now).step.has_value());
    EXPECT_EQ(plan_at(now).wake_at, at(monday_, 23));
}

TEST_F(PlanTest, TheScanFollowsAFailedUpdateAndJudgesThePricesItself) {
    published(thursday_);
    ended(Kind::Update, "2026-11-20", at(friday_, 23), State::Failed, 1);
    EXPECT_EQ(plan_at(at(friday_, 23, 1)).step, (Step{Kind::Scan, "2026-11-20"}));
}

TEST_F(PlanTest, AFailedNightBeginsAgainAfterPausesThatDouble) {
    published(thursday_);
    auto now = at(friday_, 23);
    for (const int pause : {5, 10, 20, 40, 60, 60, 60}) {
        ended(Kind::Update, "2026-11-20", now, State::Failed, 1);
        ended(Kind::Scan, "2026-11-20", now, State::Failed, 4);
        const auto waiting = plan_at(now + minutes{pause} - std::chrono::seconds{1});
        EXPECT_FALSE(waiting.step.has_value());
        EXPECT_EQ(waiting.wake_at, now + minutes{pause});
        now += minutes{pause};
        EXPECT_EQ(plan_at(now).step, (Step{Kind::Update, "2026-11-20"})) << pause;
    }
    ended(Kind::Update, "2026-11-20", now, State::Failed, 1);
    ended(Kind::Scan, "2026-11-20", now, State::Failed, 4);
    // Eight attempts: given up, until the next night makes up for it.
    schedule_.training = Training::Manual;
    ended(Kind::Backup, "2026-11-19", now);
    const auto given_up = plan_at(now + std::chrono::hours{3});
    EXPECT_FALSE(given_up.step.has_value());
    EXPECT_EQ(given_up.wake_at, at(monday_, 23));
    EXPECT_EQ(plan_at(at(monday_, 23)).step, (Step{Kind::Update, "2026-11-23"}));
    ended(Kind::Update, "2026-11-23", at(monday_, 23));
    EXPECT_EQ(plan_at(at(monday_, 23)).step, (Step{Kind::Scan, "2026-11-20"}));
    ended(Kind::Scan, "2026-11-20", at(monday_, 23));
    published(friday_);
    EXPECT_EQ(plan_at(at(monday_, 23)).step, (Step{Kind::Scan, "2026-11-23"}));
}

TEST_F(PlanTest, ASessionThatCannotBeScannedHoldsUpNoLaterOne) {
    published(thursday_);
    ended(Kind::Update, "2026-11-23", at(monday_, 23));
    ended(Kind::Scan, "2026-11-20", at(monday_, 23), State::Failed, 4);
    EXPECT_EQ(plan_at(at(monday_, 23, 1)).step, (Step{Kind::Scan, "2026-11-23"}));
}

TEST_F(PlanTest, AnInterruptedJobIsRepeatedAtOnceButNotForEver) {
    published(thursday_);
    schedule_.attempts_max = 2;
    ended(Kind::Update, "2026-11-20", at(friday_, 23), State::Interrupted, {});
    EXPECT_EQ(plan_at(at(friday_, 23)).step, (Step{Kind::Update, "2026-11-20"}));
    ended(Kind::Update, "2026-11-20", at(friday_, 23), State::Interrupted, {});
    EXPECT_EQ(plan_at(at(friday_, 23)).step, (Step{Kind::Scan, "2026-11-20"}));
}

TEST_F(PlanTest, TheFirstNightOfAllIsTheLatestAlone) {
    EXPECT_EQ(plan_at(at(monday_, 9)).step, (Step{Kind::Update, "2026-11-20"}));
    ended(Kind::Update, "2026-11-20", at(monday_, 9));
    EXPECT_EQ(plan_at(at(monday_, 9)).step, (Step{Kind::Scan, "2026-11-20"}));
}

TEST_F(PlanTest, MissedNightsAreMadeUpForTheOldestFirstUpToALimit) {
    schedule_.catch_up_sessions_max = 3;
    published(TradingDate{2026, 11, 2});
    const auto now = at(monday_, 12);
    EXPECT_EQ(plan_at(now).step, (Step{Kind::Update, "2026-11-20"}));
    ended(Kind::Update, "2026-11-20", now);
    for (const auto* session : {"2026-11-18", "2026-11-19", "2026-11-20"}) {
        EXPECT_EQ(plan_at(now).step, (Step{Kind::Scan, session}));
        ended(Kind::Scan, session, now);
        published(TradingDate::parse(session).value());
    }
    EXPECT_NE(plan_at(now).step.value_or(Step{Kind::Backup, ""}).kind, Kind::Scan);
}

TEST_F(PlanTest, AClockThatGoesBackRepeatsNothing) {
    schedule_.training = Training::Manual;
    published(monday_);
    ended(Kind::Backup, "2026-11-23", at(monday_, 23, 1));
    for (const auto now : {at(friday_, 23, 30), at(monday_, 22, 0), at(monday_, 23, 30)}) {
        EXPECT_FALSE(plan_at(now).step.has_value());
    }
}

TEST_F(PlanTest, TrainsOnSundayAtTwoAndPrunesAfterwards) {
    published(friday_);
    ended(Kind::Backup, "2026-11-20", at(friday_, 23, 1));
    const TradingDate sunday{2026, 11, 22};
    // The training of the Sunday before is settled.
    ended(Kind::Train, "2026-11-15", at({2026, 11, 15}, 2));
    ended(Kind::Prune, "2026-11-15", at({2026, 11, 15}, 3));
    EXPECT_EQ(plan_at(at(sunday, 1, 59)).wake_at, at(sunday, 2));
    EXPECT_EQ(plan_at(at(sunday, 2)).step, (Step{Kind::Train, "2026-11-22"}));
    ended(Kind::Train, "2026-11-22", at(sunday, 3));
    EXPECT_EQ(plan_at(at(sunday, 3)).step, (Step{Kind::Prune, "2026-11-22"}));
    ended(Kind::Prune, "2026-11-22", at(sunday, 3));
    EXPECT_FALSE(plan_at(at(sunday, 4)).step.has_value());
}

TEST_F(PlanTest, AModelThatTheGateRefusedIsATrainingDone) {
    published(friday_);
    ended(Kind::Backup, "2026-11-20", at(friday_, 23, 1));
    ended(Kind::Train, "2026-11-22", at({2026, 11, 22}, 3), State::Failed, 3);
    past_.newest_model = friday_;
    EXPECT_FALSE(plan_at(at({2026, 11, 22}, 5)).step.has_value());
}

// Exit code 3 as well, but there is no model that the gate could have judged.
TEST_F(PlanTest, ATrainingThatALockKeptOutIsTriedAgainUntilItsModelIsThere) {
    published(friday_);
    ended(Kind::Backup, "2026-11-20", at(friday_, 23, 1));
    past_.newest_model = thursday_;  // Of an earlier training.
    auto now = at({2026, 11, 22}, 2);
    int attempts = 0;
    for (; plan_at(now).step == Step{Kind::Train, "2026-11-22"}; ++attempts) {
        ended(Kind::Train, "2026-11-22", now, State::Failed, 3);
        const auto waiting = plan_at(now + minutes{1});
        EXPECT_FALSE(waiting.step.has_value());
        now = std::max(now + minutes{1}, waiting.wake_at);
    }
    // Pauses of up to an hour until the training is given up, after about a day.
    EXPECT_EQ(attempts, 27);
    EXPECT_GT(now, at(monday_, 0));
    // Whoever held the lock has trained the same: nothing is left to do.
    past_.jobs.erase(past_.jobs.begin(), past_.jobs.end() - 2);  // Refused once.
    const auto later = at({2026, 11, 22}, 5);
    EXPECT_EQ(plan_at(later).step, (Step{Kind::Train, "2026-11-22"}));
    past_.newest_model = friday_;
    EXPECT_FALSE(plan_at(later).step.has_value());
}

TEST_F(PlanTest, RefusalsTakeNoAttemptFromATrainingThatFails) {
    published(friday_);
    ended(Kind::Backup, "2026-11-20", at(friday_, 23, 1));
    auto now = at({2026, 11, 22}, 2);
    for (const int code : {3, 3, 3, 1, 1}) {
        ended(Kind::Train, "2026-11-22", now, State::Failed, code);
        now += std::chrono::hours{1};
        EXPECT_EQ(plan_at(now).step, (Step{Kind::Train, "2026-11-22"})) << code;
    }
    ended(Kind::Train, "2026-11-22", now, State::Failed, 1);
    EXPECT_FALSE(plan_at(now + std::chrono::hours{1}).step.has_value());
}

TEST_F(PlanTest, ATrainingThatFailedIsTriedThreeTimes) {
    published(friday_);
    ended(Kind::Backup, "2026-11-20", at(friday_, 23, 1));
    auto now = at({2026, 11, 22}, 2);
    for (int attempt = 0; attempt < 3; ++attempt) {
        ASSERT_EQ(plan_at(now).step, (Step{Kind::Train, "2026-11-22"})) << attempt;
        ended(Kind::Train, "2026-11-22", now, State::Failed, 1);
        EXPECT_FALSE(plan_at(now + minutes{1}).step.has_value());
        now += std::chrono::hours{1};
    }
    EXPECT_FALSE(plan_at(now + std::chrono::hours{5}).step.has_value());
}

TEST_F(PlanTest, WhatWasDueBeforeItWasSwitchedOnIsNotTrained) {
    published(friday_);
    ended(Kind::Backup, "2026-11-20", at(friday_, 23, 1));
    past_.on_since = at({2026, 11, 22}, 2, 1);
    EXPECT_FALSE(plan_at(at({2026, 11, 22}, 3)).step.has_value());
}

TEST_F(PlanTest, ATrainingWaitsForANightThatIsTriedAgain) {
    schedule_.training_day = std::chrono::Saturday;
    schedule_.training_at = minutes{1};
    published(thursday_);
    const TradingDate saturday{2026, 11, 21};
    ended(Kind::Update, "2026-11-20", at(friday_, 23, 58), State::Failed, 1);
    ended(Kind::Scan, "2026-11-20", at(friday_, 23, 58), State::Failed, 4);
    EXPECT_FALSE(plan_at(at(saturday, 0, 2)).step.has_value());
    ended(Kind::Update, "2026-11-20", at(saturday, 0, 3));
    ended(Kind::Scan, "2026-11-20", at(saturday, 0, 3));
    published(friday_);
    EXPECT_EQ(plan_at(at(saturday, 0, 3)).step, (Step{Kind::Train, "2026-11-21"}));
}

TEST_F(PlanTest, TrainingDays) {
    const auto next = [&](Training training, TradingDate after) {
        schedule_.training = training;
        return next_training(schedule_, at(after, 12), zone_);
    };
    EXPECT_EQ(next(Training::Weekly, {2026, 11, 22}), (TradingDate{2026, 11, 29}));
    EXPECT_EQ(next(Training::Monthly, {2026, 11, 22}), (TradingDate{2026, 12, 6}));
    EXPECT_EQ(next(Training::Quarterly, {2026, 11, 22}), (TradingDate{2027, 1, 3}));
    EXPECT_EQ(next(Training::Yearly, {2026, 11, 22}), (TradingDate{2027, 1, 3}));
    EXPECT_EQ(next(Training::Manual, {2026, 11, 22}), std::nullopt);
    const auto first = next(Training::Biweekly, {2026, 11, 22}).value();
    EXPECT_EQ(next(Training::Biweekly, first)->days_since(first), 14);
    for (const auto training : kTrainings) {
        EXPECT_EQ(parse_training(name_of(training)).value(), training);
    }
    EXPECT_FALSE(parse_training("hourly").ok());
}

TEST_F(PlanTest, ATrainingTimeThatDaylightSavingSkipsOrRepeatsIsKeptOnce) {
    published({2026, 3, 6});
    ended(Kind::Backup, "2026-03-06", at({2026, 3, 6}, 23, 1));
    ended(Kind::Train, "2026-03-01", at({2026, 3, 1}, 2));
    ended(Kind::Prune, "2026-03-01", at({2026, 3, 1}, 2));
    schedule_.training_at = minutes{150};  // 02:30, which 2026-03-08 does not have.
    const auto jump = zone_.at({2026, 3, 8}, minutes{180});
    EXPECT_FALSE(plan_at(jump - minutes{1}).step.has_value());
    EXPECT_EQ(plan_at(jump).step, (Step{Kind::Train, "2026-03-08"}));
    ended(Kind::Train, "2026-03-08", jump);
    ended(Kind::Prune, "2026-03-08", jump);
    EXPECT_FALSE(plan_at(jump + minutes{30}).step.has_value());
}

TEST_F(PlanTest, TenYearsOfMinutesGiveEachSessionOneNightAtItsTime) {
    const TradingDate first{2018, 1, 2};
    const TradingDate last{2027, 12, 31};
    published(bars::previous_session(first).value());
    ended(Kind::Backup, past_.last_night->text(), at(*past_.last_night, 23, 1));
    past_.on_since = at(first, 0);
    std::map<std::string, int> scans;
    std::set<std::string> trainings;
    for (auto now = at(first, 0); now < at(last, 23, 59); now += minutes{1}) {
        for (auto step = plan_at(now).step; step; step = plan_at(now).step) {
            if (step->kind == Kind::Scan) {
                const auto session = TradingDate::parse(step->key).value();
                ASSERT_EQ(++scans[step->key], 1) << step->key;
                ASSERT_EQ(now, at(session, 23)) << step->key;
                published(session);
            } else if (step->kind == Kind::Train) {
                ASSERT_TRUE(trainings.insert(step->key).second) << step->key;
            }
            ended(step->kind, step->key, now);
            past_.jobs.resize(std::min<std::size_t>(past_.jobs.size(), 30));
        }
    }
    EXPECT_EQ(scans.size(), bars::sessions_between(first, last).size());
    // January 9 2025, a day of mourning; the day after Thanksgiving, a half day; February 29.
    EXPECT_FALSE(scans.contains("2025-01-09"));
    EXPECT_TRUE(scans.contains("2026-11-27"));
    EXPECT_TRUE(scans.contains("2024-02-29"));
    EXPECT_EQ(trainings.size(), 521U);  // Sundays of 2018-01-07 to 2027-12-26.
}

}  // namespace
}  // namespace turbomode::scheduler
