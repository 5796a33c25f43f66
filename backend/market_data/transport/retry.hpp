// When to ask a vendor again: which replies are worth it, and after how long. Pure.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <random>
#include <string>

namespace market_data::transport {

struct RetrySettings {
    int attempts_max = 4;  // The first one included; at least 1.
    // The wait before the second attempt is below the first of these; each further one is below
    // twice as much as the one before, up to the second.
    std::chrono::milliseconds wait_first{500};
    std::chrono::milliseconds wait_longest{30'000};
};

// 408, 425, 429 and 5xx: the same question may be answered later.
bool is_worth_retrying(int status);

// Statuses with which a vendor refuses us, whatever the question: 401, 403, 429, 999.
bool is_refusal(int status);

// The header Retry-After, as the time to wait from `now`; nothing when it says neither a number of
// seconds nor an HTTP date. A date that is past is 0; more than a day is a day.
//
// Source: RFC 9110, section 10.2.3.
std::optional<std::chrono::milliseconds> retry_after(const std::string& header,
                                                     std::chrono::system_clock::time_point now);

// Exponential backoff with full jitter: any wait from 0 to a limit that doubles each time is as
// likely as any other, so that many requests which failed together do not come back together.
//
// Source: M. Brooker, Exponential Backoff and Jitter, AWS Architecture Blog (2015).
class Backoff {
public:
    Backoff(const RetrySettings& settings, std::uint64_t seed);

    // The wait after the attempt with that number, counted from 1.
    std::chrono::milliseconds wait(int attempt);

private:
    RetrySettings settings_;
    std::mt19937_64 random_;
};

}  // namespace market_data::transport
