// What the tests of the transport share: settings without long waits, and a batch in one call.
#pragma once

#include <chrono>
#include <span>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "backend/market_data/transport/vendor_stub.hpp"
#include "market_data/transport/transport.hpp"

namespace market_data::transport {

// Limits are far away unless a test draws one near; waits between attempts are nearly none.
inline TransportSettings quick_settings() {
    TransportSettings settings;
    settings.connections_max = 4;
    settings.requests_per_second = 100'000.0;
    settings.requests_burst = 1'000;
    settings.retry.wait_first = std::chrono::milliseconds{1};
    settings.retry.wait_longest = std::chrono::milliseconds{2};
    return settings;
}

// 2001-09-09 01:46:40 UTC, the round second.
inline std::chrono::system_clock::time_point fixed_now() {
    return std::chrono::system_clock::time_point{std::chrono::seconds{1'000'000'000}};
}

inline Transport open_transport(const TransportSettings& settings) {
    auto transport = Transport::open(settings, fixed_now);
    EXPECT_TRUE(transport.ok());
    return std::move(transport).value();
}

// In the order in which they were delivered.
inline std::vector<Outcome> fetch_all(Transport& transport,
                                      const std::vector<source::VendorRequest>& requests) {
    std::vector<Outcome> outcomes;
    transport.fetch(
        requests,
        [&](Outcome outcome) { outcomes.push_back(std::move(outcome)); },
        [] { return false; });
    EXPECT_EQ(outcomes.size(), requests.size());
    return outcomes;
}

inline Outcome fetch_one(const TransportSettings& settings, const source::VendorRequest& request) {
    Transport transport = open_transport(settings);
    return fetch_all(transport, {request}).at(0);
}

inline StubReply always_ok(const StubRequest& request) {
    return {reply_bytes(200, "body of " + request.target)};
}

}  // namespace market_data::transport
