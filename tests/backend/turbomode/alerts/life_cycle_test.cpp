#include "turbomode/alerts/life_cycle.hpp"

#include <algorithm>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace turbomode::alerts {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

// Looks again and again under a clock that a test moves, and remembers what was said.
class LifeCycleTest : public testing::Test {
protected:
    void look(const Judgement& judgement) {
        const auto advanced = advance(open_, judgement, now_, pace_);
        for (const auto& alert : advanced.alerts) {
            std::erase_if(open_, [&](const Alert& old) { return old.key == alert.key; });
            if (!alert.resolved_at) {
                open_.push_back(alert);
            }
        }
        for (const auto& message : advanced.messages) {
            said_.push_back(message.event);
            last_ = message;
        }
    }
    void look_for(minutes time, const Judgement& judgement) {
        for (const auto end = now_ + time; now_ < end; now_ += minutes{1}) {
            look(judgement);
        }
    }

    static Judgement wrong(Severity severity = Severity::Warning) {
        return {.wrong = {{.key = "disk", .severity = severity, .text = "1.50 GB are free"}},
                .unknown = {}};
    }
    static Judgement fine() { return {}; }
    static Judgement unknown() { return {.wrong = {}, .unknown = {"disk"}}; }

    const Pace pace_;
    platform::TimePoint now_{base::TradingDate{2026, 11, 21}.day()};
    std::vector<Alert> open_;
    std::vector<Event> said_;
    Message last_;
};

TEST_F(LifeCycleTest, IsRaisedOnceOverAThousandLooks) {
    look_for(minutes{1'000}, wrong());
    EXPECT_THAT(said_, ElementsAre(Event::Raised));
    EXPECT_EQ(last_.text, "1.50 GB are free");
    ASSERT_EQ(open_.size(), 1U);
    EXPECT_EQ(open_.front().count, 1);
    EXPECT_EQ(open_.front().seen_at, now_ - minutes{1});
}

TEST_F(LifeCycleTest, IsRepeatedWhileItLasts) {
    look_for(hours{24}, wrong());
    EXPECT_THAT(said_, ElementsAre(Event::Raised));
    look(wrong());
    EXPECT_THAT(said_, ElementsAre(Event::Raised, Event::Repeated));
    look_for(hours{48}, wrong());
    EXPECT_EQ(said_.size(), 3U);
    EXPECT_EQ(open_.front().count, 3);
}

TEST_F(LifeCycleTest, IsResolvedByItselfAndRaisedAgain) {
    const auto raised_at = now_;
    look(wrong());
    now_ += pace_.resolve_after - minutes{1};
    look(fine());
    EXPECT_THAT(said_, ElementsAre(Event::Raised));
    now_ += minutes{1};
    look(fine());
    EXPECT_THAT(said_, ElementsAre(Event::Raised, Event::Resolved));
    EXPECT_THAT(open_, IsEmpty());
    EXPECT_EQ(last_.text, "no longer so, since 2026-11-21T00:00:00Z it was: 1.50 GB are free");
    EXPECT_EQ(last_.raised_at, raised_at);
    look_for(hours{1}, fine());
    look(wrong());
    EXPECT_THAT(said_, ElementsAre(Event::Raised, Event::Resolved, Event::Raised));
    EXPECT_EQ(open_.front().raised_at, now_);
}

TEST_F(LifeCycleTest, AReasonThatComesAndGoesIsOneAlert) {
    for (int i = 0; i < 60; ++i) {
        look_for(minutes{1}, wrong());
        look_for(minutes{10}, fine());
    }
    EXPECT_THAT(said_, ElementsAre(Event::Raised));
}

TEST_F(LifeCycleTest, AnOccasionalLookSeesTheEndAtOnce) {
    look(wrong());
    now_ += hours{24};  // As from cron.
    look(fine());
    EXPECT_THAT(said_, ElementsAre(Event::Raised, Event::Resolved));
}

TEST_F(LifeCycleTest, WorseIsSaidOnceHoweverOftenItChanges) {
    look(wrong());
    for (int i = 0; i < 50; ++i) {
        look(wrong(Severity::Critical));
        look(wrong(Severity::Warning));
    }
    EXPECT_THAT(said_, ElementsAre(Event::Raised, Event::Worsened));
    EXPECT_EQ(open_.front().severity, Severity::Critical);
    EXPECT_EQ(title_of(last_), "TurboMode: critical: disk");
}

TEST_F(LifeCycleTest, WhatIsNotKnownLeavesAnAlertAsItIsForAWeek) {
    look(wrong());
    look_for(hours{7 * 24}, unknown());
    EXPECT_THAT(said_, ElementsAre(Event::Raised));
    look(unknown());
    EXPECT_THAT(said_, ElementsAre(Event::Raised, Event::Resolved));
    EXPECT_THAT(last_.text, HasSubstr("nothing has been known of it since"));
    look(unknown());
    EXPECT_EQ(said_.size(), 2U);
}

TEST_F(LifeCycleTest, EachKeyHasALifeOfItsOwn) {
    auto two = wrong();
    two.wrong.push_back({.key = "backup", .severity = Severity::Warning, .text = "old"});
    look(wrong());
    look(two);
    EXPECT_EQ(open_.size(), 2U);
    now_ += minutes{20};
    look(wrong());
    EXPECT_THAT(said_, ElementsAre(Event::Raised, Event::Raised, Event::Resolved));
    EXPECT_EQ(last_.key, "backup");
    EXPECT_EQ(open_.front().key, "disk");
}

TEST_F(LifeCycleTest, AClockThatGoesBackSaysNothingTwice) {
    look(wrong());
    now_ -= hours{5};
    look(wrong());
    look(fine());
    EXPECT_THAT(said_, ElementsAre(Event::Raised));
}

}  // namespace
}  // namespace turbomode::alerts
