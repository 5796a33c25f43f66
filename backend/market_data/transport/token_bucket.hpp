// TokenBucket: at most so many requests a second on average, and so many at once after a rest.
#pragma once

#include <chrono>

namespace market_data::transport {

using TimePoint = std::chrono::steady_clock::time_point;

// Counts in whole nanoseconds, so that take(ready_at()) never fails by a rounding.
//
// Source: ITU-T I.371 (2000), annex A: the generic cell rate algorithm, which is a token bucket
// that remembers one time in place of a number of tokens.
class TokenBucket {
public:
    // REQUIRES: per_second > 0, burst >= 1
    TokenBucket(double per_second, int burst);

    // The earliest time at which take() says yes, if nobody takes before.
    TimePoint ready_at() const;
    // Whether there is a token at `now`; if so it is gone. Times may not go back.
    bool take(TimePoint now);
    // No tokens before `until`: the vendor asked for a rest. Never shortens an earlier one.
    void pause(TimePoint until);

private:
    std::chrono::nanoseconds interval_;  // Between tokens.
    std::chrono::nanoseconds slack_;     // How far ahead of its rate a burst may run.
    TimePoint next_due_{};               // When the next one would be due at the even rate.
    TimePoint paused_until_{};
};

}  // namespace market_data::transport
