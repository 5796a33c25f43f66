// Transport against a vendor that answers.
#include "market_data/transport/transport.hpp"

#include <algorithm>
#include <condition_variable>
#include <mutex>
#include <set>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "backend/market_data/transport/fetching.hpp"
#include "backend/market_data/transport/vendor_stub.hpp"

namespace market_data::transport {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using testing::HasSubstr;
using testing::Not;

std::vector<source::VendorRequest> requests_of(const VendorStub& stub, int count) {
    std::vector<source::VendorRequest> requests;
    for (int n = 0; n < count; ++n) {
        requests.push_back(stub.request(fmt::format("/{}", n)));
    }
    return requests;
}

TEST(Transport, HandsBackWhatAReplyHolds) {
    const VendorStub stub([](const StubRequest&) -> StubReply {
        return {reply_bytes(200, "{\"a\":1}", "Content-Type: application/json;charset=utf-8\r\n")};
    });
    const Outcome outcome = fetch_one(quick_settings(), stub.request("/v8/AAPL?range=1d"));
    EXPECT_EQ(outcome.index, 0U);
    EXPECT_EQ(outcome.attempts, 1);
    const auto& fetched = outcome.fetched.value();
    EXPECT_EQ(fetched.status, 200);
    EXPECT_EQ(fetched.content_type, "application/json;charset=utf-8");
    EXPECT_EQ(fetched.body, "{\"a\":1}");
    EXPECT_EQ(fetched.redirect_to, "");
    EXPECT_EQ(fetched.received_at, fixed_now());
    EXPECT_EQ(stub.request_lines().at(0), "GET /v8/AAPL?range=1d HTTP/1.1");
}

TEST(Transport, SendsTheHeadersOfTheRequestAndItsUserAgent) {
    const VendorStub stub(always_ok);
    auto settings = quick_settings();
    settings.user_agent = "market_data/1 (someone@example.com)";
    auto request = stub.request("/");
    request.headers = {"Authorization: Token abc", "Accept: application/json"};
    EXPECT_EQ(fetch_one(settings, request).fetched.value().status, 200);
    EXPECT_THAT(stub.headers_of_last(), HasSubstr("Authorization: Token abc\r\n"));
    EXPECT_THAT(stub.headers_of_last(), HasSubstr("Accept: application/json\r\n"));
    EXPECT_THAT(stub.headers_of_last(),
                HasSubstr("User-Agent: market_data/1 (someone@example.com)\r\n"));
    request.headers = {"User-Agent: Another"};
    fetch_one(settings, request);
    EXPECT_THAT(stub.headers_of_last(), HasSubstr("User-Agent: Another\r\n"));
    EXPECT_THAT(stub.headers_of_last(), Not(HasSubstr("Authorization")));
}

TEST(Transport, DeliversEveryRequestOnceWithItsOwnBody) {
    const VendorStub stub(always_ok);
    Transport transport = open_transport(quick_settings());
    std::set<std::size_t> seen;
    for (auto& outcome : fetch_all(transport, requests_of(stub, 60))) {
        EXPECT_TRUE(seen.insert(outcome.index).second);
        EXPECT_EQ(outcome.fetched.value().body, fmt::format("body of /{}", outcome.index));
    }
    EXPECT_EQ(seen.size(), 60U);
    EXPECT_TRUE(fetch_all(transport, {}).empty());
}

// Holds the first three back until three are there, so that as many do run at once.
TEST(Transport, KeepsAsManyRequestsUnderWayAsAllowedAndNoMore) {
    std::mutex mutex;
    std::condition_variable changed;
    int arrived = 0;
    const VendorStub stub([&](const StubRequest& request) {
        std::unique_lock lock(mutex);
        ++arrived;
        changed.notify_all();
        changed.wait_for(lock, seconds{20}, [&] { return arrived >= 3; });
        return always_ok(request);
    });
    auto settings = quick_settings();
    settings.connections_max = 3;
    Transport transport = open_transport(settings);
    fetch_all(transport, requests_of(stub, 30));
    EXPECT_EQ(stub.requests_at_once_max(), 3);
    EXPECT_EQ(stub.connections(), 3);  // And they are used again.
}

TEST(Transport, KeepsItsConnectionFromOneBatchToTheNext) {
    const VendorStub stub(always_ok);
    auto settings = quick_settings();
    settings.connections_max = 1;
    Transport transport = open_transport(settings);
    fetch_all(transport, requests_of(stub, 3));
    fetch_all(transport, requests_of(stub, 3));
    EXPECT_EQ(stub.connections(), 1);
}

TEST(Transport, DeliversWhileOthersAreStillUnderWay) {
    std::mutex mutex;
    std::condition_variable changed;
    bool is_first_delivered = false;
    const VendorStub stub([&](const StubRequest& request) {
        if (request.target == "/1") {
            std::unique_lock lock(mutex);
            changed.wait_for(lock, seconds{20}, [&] { return is_first_delivered; });
        }
        return always_ok(request);
    });
    Transport transport = open_transport(quick_settings());
    std::vector<std::size_t> order;
    transport.fetch(
        requests_of(stub, 2),
        [&](const Outcome& outcome) {
            order.push_back(outcome.index);
            const std::lock_guard lock(mutex);
            is_first_delivered = true;
            changed.notify_all();
        },
        [] { return false; });
    EXPECT_THAT(order, testing::ElementsAre(0, 1));
}

// So that the wire works while the caller stores what it got.
TEST(Transport, AsksTheNextBeforeItHandsOverAReply) {
    std::mutex mutex;
    std::condition_variable changed;
    bool is_second_asked = false;
    const VendorStub stub([&](const StubRequest& request) {
        const std::lock_guard lock(mutex);
        is_second_asked |= request.target == "/1";
        changed.notify_all();
        return always_ok(request);
    });
    auto settings = quick_settings();
    settings.connections_max = 1;
    Transport transport = open_transport(settings);
    bool was_asked_in_time = false;
    transport.fetch(
        requests_of(stub, 2),
        [&](const Outcome& outcome) {
            std::unique_lock lock(mutex);
            was_asked_in_time |= outcome.index == 0 && changed.wait_for(lock, seconds{20}, [&] {
                return is_second_asked;
            });
        },
        [] { return false; });
    EXPECT_TRUE(was_asked_in_time);
}

// The bytes of: printf compressed | gzip -n9
constexpr unsigned char kGzip[] = {0x1f, 0x8b, 0x08, 0x00, 0x00, 0x00, 0x00, 0x00, 0x02, 0x03,
                                   0x4b, 0xce, 0xcf, 0x2d, 0x28, 0x4a, 0x2d, 0x2e, 0x4e, 0x4d,
                                   0x01, 0x00, 0x1e, 0x4b, 0x56, 0x97, 0x0a, 0x00, 0x00, 0x00};

TEST(Transport, AsksForCompressionAndUnpacksIt) {
    const VendorStub stub([](const StubRequest&) -> StubReply {
        const std::string body(std::begin(kGzip), std::end(kGzip));
        return {reply_bytes(200, body, "Content-Encoding: gzip\r\n")};
    });
    EXPECT_EQ(fetch_one(quick_settings(), stub.request("/")).fetched.value().body, "compressed");
    EXPECT_THAT(stub.headers_of_last(), HasSubstr("Accept-Encoding: deflate, gzip"));
}

TEST(Transport, FollowsNoRedirectButSaysWhereItGoes) {
    const VendorStub stub([](const StubRequest& request) -> StubReply {
        const auto* target = request.target == "/absolute"
                                 ? "Location: https://consent.example/collect?a=b\r\n"
                                 : "Location: /elsewhere\r\n";
        return {reply_bytes(302, "", target)};
    });
    const auto absolute = fetch_one(quick_settings(), stub.request("/absolute"));
    EXPECT_EQ(absolute.fetched.value().status, 302);
    EXPECT_EQ(absolute.fetched.value().redirect_to, "https://consent.example/collect?a=b");
    const auto relative = fetch_one(quick_settings(), stub.request("/relative"));
    EXPECT_EQ(relative.fetched.value().redirect_to, stub.url("/elsewhere"));
    EXPECT_EQ(stub.count("/elsewhere"), 0);
}

TEST(Transport, AsksAgainAfterAServerError) {
    const VendorStub stub([](const StubRequest& request) -> StubReply {
        return {reply_bytes(request.number < 3 ? 500 : 200, "x")};
    });
    const auto outcome = fetch_one(quick_settings(), stub.request("/"));
    EXPECT_EQ(outcome.fetched.value().status, 200);
    EXPECT_EQ(outcome.attempts, 3);
}

TEST(Transport, HandsBackAnErrorStatusThatStays) {
    const VendorStub stub([](const StubRequest& request) -> StubReply {
        return {reply_bytes(request.target == "/busy" ? 503 : 404, "sorry")};
    });
    auto settings = quick_settings();
    settings.retry.attempts_max = 3;
    const auto busy = fetch_one(settings, stub.request("/busy"));
    EXPECT_EQ(busy.fetched.value().status, 503);
    EXPECT_EQ(busy.fetched.value().body, "sorry");
    EXPECT_EQ(busy.attempts, 3);
    const auto unknown = fetch_one(settings, stub.request("/unknown"));
    EXPECT_EQ(unknown.fetched.value().status, 404);
    EXPECT_EQ(unknown.attempts, 1);
    EXPECT_EQ(stub.count("/unknown"), 1);
}

// Without Retry-After the wait would be drawn from an hour.
TEST(Transport, ComesBackWhenTheVendorSaysSo) {
    const VendorStub stub([](const StubRequest& request) -> StubReply {
        // A date that is past by the clock of the test.
        const auto* header = request.target == "/seconds"
                                 ? "Retry-After: 0\r\n"
                                 : "Retry-After: Sun, 09 Sep 2001 01:46:00 GMT\r\n";
        return request.number == 1 ? StubReply{reply_bytes(429, "", header)} : always_ok(request);
    });
    auto settings = quick_settings();
    settings.retry.wait_first = settings.retry.wait_longest = std::chrono::hours{1};
    settings.total_limit = std::chrono::hours{2};
    for (const auto* target : {"/seconds", "/date"}) {
        const auto outcome = fetch_one(settings, stub.request(target));
        EXPECT_EQ(outcome.fetched.value().status, 200);
        EXPECT_EQ(outcome.attempts, 2);
    }
}

TEST(Transport, DoesNotWaitForATimeThatIsPastTheTotalLimit) {
    const VendorStub stub([](const StubRequest&) -> StubReply {
        return {reply_bytes(429, "come tomorrow", "Retry-After: 3600\r\n")};
    });
    auto settings = quick_settings();
    settings.total_limit = seconds{60};
    const auto outcome = fetch_one(settings, stub.request("/"));
    EXPECT_EQ(outcome.fetched.value().status, 429);
    EXPECT_EQ(outcome.fetched.value().body, "come tomorrow");
    EXPECT_EQ(outcome.attempts, 1);
}

TEST(Transport, StopsAskingAVendorThatRefusesAll) {
    const VendorStub stub(
        [](const StubRequest&) -> StubReply { return {reply_bytes(401, "Invalid token.")}; });
    auto settings = quick_settings();
    settings.connections_max = 1;
    settings.failures_in_a_row_max = 3;
    Transport transport = open_transport(settings);
    const auto outcomes = fetch_all(transport, requests_of(stub, 20));
    EXPECT_EQ(std::count_if(outcomes.begin(),
                            outcomes.end(),
                            [](const Outcome& outcome) { return outcome.fetched.ok(); }),
              3);
    EXPECT_EQ(outcomes.back().attempts, 0);
    EXPECT_EQ(outcomes.back().fetched.error().code, base::ErrorCode::Refused);
    EXPECT_EQ(outcomes.back().fetched.error().message,
              "transport: " + stub.url("/19") +
                  ": not asked any more: 3 requests in a row were turned away, the last with: "
                  "status 401");
    EXPECT_EQ(stub.request_lines().size(), 3U);
}

TEST(Transport, AsksOnWhenARefusalIsNotTheRule) {
    const VendorStub stub([](const StubRequest& request) -> StubReply {
        return request.target.ends_with('0') ? always_ok(request) : StubReply{reply_bytes(403, "")};
    });
    auto settings = quick_settings();
    settings.connections_max = 1;
    settings.failures_in_a_row_max = 10;
    Transport transport = open_transport(settings);
    for (const auto& outcome : fetch_all(transport, requests_of(stub, 50))) {
        EXPECT_TRUE(outcome.fetched.ok());
    }
}

}  // namespace
}  // namespace market_data::transport
