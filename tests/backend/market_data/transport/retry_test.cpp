#include "market_data/transport/retry.hpp"

#include <algorithm>

#include <gtest/gtest.h>

namespace market_data::transport {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using std::chrono::system_clock;

// RFC 9110, section 10.2.3, gives this date as an example of Retry-After; as seconds since 1970 it
// is the last of 1999: 946 684 800 begins 2000.
constexpr const char* kLastOf1999 = "Fri, 31 Dec 1999 23:59:59 GMT";
const system_clock::time_point kLastOf1999Time{seconds{946'684'799}};

TEST(Retry, TriesAgainWhatMayPass) {
    for (const int status : {408, 425, 429, 500, 502, 503, 504, 599}) {
        EXPECT_TRUE(is_worth_retrying(status)) << status;
    }
    for (const int status : {200, 204, 301, 302, 400, 401, 403, 404, 410, 422, 999}) {
        EXPECT_FALSE(is_worth_retrying(status)) << status;
    }
}

TEST(Retry, KnowsARefusal) {
    for (const int status : {401, 403, 429, 999}) {
        EXPECT_TRUE(is_refusal(status)) << status;
    }
    for (const int status : {200, 302, 404, 500, 503}) {
        EXPECT_FALSE(is_refusal(status)) << status;
    }
}

TEST(RetryAfter, ReadsSeconds) {
    EXPECT_EQ(retry_after("0", {}), milliseconds{0});
    EXPECT_EQ(retry_after("120", {}), seconds{120});
}

TEST(RetryAfter, ReadsADate) {
    EXPECT_EQ(retry_after(kLastOf1999, kLastOf1999Time - seconds{90}), seconds{90});
    EXPECT_EQ(retry_after(kLastOf1999, kLastOf1999Time - milliseconds{1}), milliseconds{1});
}

TEST(RetryAfter, DoesNotWaitForADateThatIsPast) {
    EXPECT_EQ(retry_after(kLastOf1999, kLastOf1999Time + seconds{90}), milliseconds{0});
}

TEST(RetryAfter, EndsAtADay) {
    const seconds day{86'400};
    EXPECT_EQ(retry_after("86400", {}), day);
    EXPECT_EQ(retry_after("86401", {}), day);
    EXPECT_EQ(retry_after("99999999999999999999999", {}), day);
    EXPECT_EQ(retry_after(kLastOf1999, system_clock::time_point{}), day);
}

TEST(RetryAfter, IsNothingWhereNothingIsSaid) {
    for (const auto* header : {"", "soon", "-1", "1.5 minutes", "\xff"}) {
        EXPECT_EQ(retry_after(header, {}), std::nullopt) << header;
    }
}

constexpr RetrySettings kSettings{
    .attempts_max = 9, .wait_first = milliseconds{100}, .wait_longest = milliseconds{1'000}};

// The longest and the shortest of many waits after the attempt with that number.
std::pair<milliseconds, milliseconds> range_of_waits(int attempt) {
    Backoff backoff(kSettings, 1);
    milliseconds shortest{1'000'000};
    milliseconds longest{0};
    for (int n = 0; n < 2'000; ++n) {
        const auto wait = backoff.wait(attempt);
        shortest = std::min(shortest, wait);
        longest = std::max(longest, wait);
    }
    return {shortest, longest};
}

// 2000 even draws below a limit miss its highest and lowest twentieth with a chance of 0.95^2000,
// less than 1e-44.
TEST(Backoff, DoublesTheLimitOfAnEvenDraw) {
    const int limits_ms[] = {100, 200, 400, 800, 1'000, 1'000};
    for (int attempt = 1; attempt <= 6; ++attempt) {
        const milliseconds limit{limits_ms[attempt - 1]};
        const auto [shortest, longest] = range_of_waits(attempt);
        EXPECT_LE(longest, limit);
        EXPECT_GE(longest, limit * 19 / 20);
        EXPECT_LE(shortest, limit / 20);
    }
}

TEST(Backoff, DoesNotOverflowAfterManyAttempts) {
    Backoff backoff(kSettings, 1);
    EXPECT_LE(backoff.wait(1'000'000), kSettings.wait_longest);
}

TEST(Backoff, RepeatsItselfWithTheSameSeed) {
    Backoff first(kSettings, 7);
    Backoff again(kSettings, 7);
    Backoff other(kSettings, 8);
    bool is_other_different = false;
    for (int n = 0; n < 20; ++n) {
        const auto wait = first.wait(5);
        EXPECT_EQ(wait, again.wait(5));
        is_other_different |= wait != other.wait(5);
    }
    EXPECT_TRUE(is_other_different);
}

}  // namespace
}  // namespace market_data::transport
