#include "market_data/transport/token_bucket.hpp"

#include <gtest/gtest.h>

namespace market_data::transport {
namespace {

using std::chrono::milliseconds;

const TimePoint kStart{std::chrono::hours{1}};

TimePoint at(int after_ms) {
    return kStart + milliseconds{after_ms};
}

// How many it hands out at that moment.
int drain(TokenBucket& bucket, TimePoint now) {
    int tokens = 0;
    while (tokens < 1000 && bucket.take(now)) {
        ++tokens;
    }
    return tokens;
}

TEST(TokenBucket, HandsOutOneBurstAtOnce) {
    TokenBucket bucket(10.0, 4);
    EXPECT_EQ(drain(bucket, kStart), 4);
}

// Ten a second: one each 100 ms.
TEST(TokenBucket, FillsAtItsRate) {
    TokenBucket bucket(10.0, 4);
    drain(bucket, kStart);
    EXPECT_EQ(drain(bucket, at(99)), 0);
    EXPECT_EQ(drain(bucket, at(100)), 1);
    EXPECT_EQ(drain(bucket, at(350)), 2);
    EXPECT_EQ(drain(bucket, at(400)), 1);
}

TEST(TokenBucket, HoldsNoMoreThanABurstAfterALongRest) {
    TokenBucket bucket(10.0, 4);
    drain(bucket, kStart);
    EXPECT_EQ(drain(bucket, at(3'600'000)), 4);
}

// 3 a second has no whole number of nanoseconds between two.
TEST(TokenBucket, HasATokenAtTheTimeThatItNames) {
    TokenBucket bucket(3.0, 1);
    TimePoint now = kStart;
    for (int n = 0; n < 10'000; ++n) {
        ASSERT_TRUE(bucket.take(now));
        ASSERT_FALSE(bucket.take(now));
        now = bucket.ready_at();
    }
    // 10 000 at 3 a second: 3333.3 s, by less than 10 000 ns each of them cut off.
    EXPECT_NEAR(std::chrono::duration<double>(now - kStart).count(), 10'000 / 3.0, 1e-4);
}

TEST(TokenBucket, RestsUntilAPauseIsOver) {
    TokenBucket bucket(10.0, 4);
    bucket.pause(at(500));
    bucket.pause(at(200));  // Does not shorten it.
    EXPECT_EQ(bucket.ready_at(), at(500));
    EXPECT_EQ(drain(bucket, at(499)), 0);
    EXPECT_EQ(drain(bucket, at(500)), 4);
}

}  // namespace
}  // namespace market_data::transport
