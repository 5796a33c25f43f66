#include "market_data/transport/schedule.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace market_data::transport {
namespace {

using std::chrono::milliseconds;
using testing::ElementsAre;
using testing::IsEmpty;

const TimePoint kStart{std::chrono::hours{1}};

TimePoint at(int after_ms) {
    return kStart + milliseconds{after_ms};
}

std::vector<std::size_t> take_all(Schedule& schedule, TimePoint now) {
    std::vector<std::size_t> taken;
    while (const auto index = schedule.take(now)) {
        taken.push_back(*index);
    }
    return taken;
}

TEST(Schedule, SendsInOrderAndNoMoreAtOnceThanAllowed) {
    TokenBucket bucket(1000.0, 100);
    Schedule schedule(5, 2, bucket);
    EXPECT_THAT(take_all(schedule, kStart), ElementsAre(0, 1));
    EXPECT_EQ(schedule.next_at(kStart), std::nullopt);  // First a place must become free.
    schedule.finish(1);
    EXPECT_THAT(take_all(schedule, kStart), ElementsAre(2));
}

TEST(Schedule, GoesAtThePaceOfTheBucket) {
    TokenBucket bucket(10.0, 2);
    Schedule schedule(5, 5, bucket);
    EXPECT_THAT(take_all(schedule, kStart), ElementsAre(0, 1));
    EXPECT_EQ(schedule.next_at(kStart), at(100));
    EXPECT_THAT(take_all(schedule, at(99)), IsEmpty());
    EXPECT_THAT(take_all(schedule, at(100)), ElementsAre(2));
}

TEST(Schedule, PutsWhatHasWaitedBeforeWhatIsNew) {
    TokenBucket bucket(1000.0, 100);
    Schedule schedule(4, 2, bucket);
    EXPECT_THAT(take_all(schedule, kStart), ElementsAre(0, 1));
    schedule.again(0, at(50));
    schedule.again(1, at(40));
    EXPECT_EQ(schedule.next_at(kStart), kStart);  // Others are new and need not wait.
    EXPECT_EQ(schedule.take(kStart), 2U);
    EXPECT_EQ(schedule.take(at(60)), 1U);
    schedule.finish(2);
    EXPECT_EQ(schedule.take(at(60)), 0U);
}

TEST(Schedule, WaitsForTheFirstThatIsToBeSentAgain) {
    TokenBucket bucket(1000.0, 100);
    Schedule schedule(2, 2, bucket);
    take_all(schedule, kStart);
    schedule.again(0, at(50));
    schedule.again(1, at(40));
    EXPECT_EQ(schedule.next_at(kStart), at(40));
    EXPECT_EQ(schedule.next_at(at(45)), at(45));
    EXPECT_FALSE(schedule.is_over());
}

// A token may not be spent on nothing.
TEST(Schedule, LeavesTheTokenWhereNothingIsDue) {
    TokenBucket bucket(0.001, 2);
    Schedule schedule(1, 2, bucket);
    EXPECT_THAT(take_all(schedule, kStart), ElementsAre(0));
    schedule.again(0, at(10));
    EXPECT_THAT(take_all(schedule, at(9)), IsEmpty());
    EXPECT_THAT(take_all(schedule, at(10)), ElementsAre(0));
}

TEST(Schedule, IsOverWhenAllIsDone) {
    TokenBucket bucket(1000.0, 100);
    Schedule schedule(1, 1, bucket);
    EXPECT_FALSE(schedule.is_over());
    take_all(schedule, kStart);
    EXPECT_FALSE(schedule.is_over());
    schedule.finish(0);
    EXPECT_TRUE(schedule.is_over());
    EXPECT_EQ(schedule.next_at(kStart), std::nullopt);
    EXPECT_TRUE(Schedule(0, 1, bucket).is_over());
}

TEST(Schedule, GivesUpWhatIsNotUnderWay) {
    TokenBucket bucket(1000.0, 100);
    Schedule schedule(5, 3, bucket);
    take_all(schedule, kStart);
    schedule.again(2, at(10));
    schedule.again(0, at(20));
    EXPECT_THAT(schedule.give_up(), ElementsAre(0, 2, 3, 4));
    EXPECT_FALSE(schedule.is_over());
    schedule.finish(1);
    EXPECT_TRUE(schedule.is_over());
}

}  // namespace
}  // namespace market_data::transport
