#include "turbomode/platform/http/guard.hpp"

#include <string>

#include <gtest/gtest.h>

namespace turbomode::platform::http {
namespace {

Request request_with(const std::string& method,
                     const std::string& host,
                     const std::string& origin) {
    Request request{.method = method, .path = "/", .query = {}, .headers = {}, .body = ""};
    request.headers["host"] = host;
    if (!origin.empty()) {
        request.headers["origin"] = origin;
    }
    return request;
}

// 0 when the request may pass.
int status_of(const Request& request, bool bound_to_loopback) {
    Guard guard({.is_bound_to_loopback = bound_to_loopback});
    const auto refused = guard.refusal(request, {});
    return refused ? refused->status : 0;
}

TEST(Guard, KnowsWhichAddressesStayOnThisMachine) {
    EXPECT_TRUE(is_loopback("127.0.0.1"));
    EXPECT_TRUE(is_loopback("127.1.2.3"));
    EXPECT_TRUE(is_loopback("::1"));
    EXPECT_FALSE(is_loopback("0.0.0.0"));
    EXPECT_FALSE(is_loopback("::"));
    EXPECT_FALSE(is_loopback("192.168.0.7"));
}

TEST(Guard, OnLoopbackPassesOnlyLoopbackNames) {
    for (const auto* host :
         {"localhost", "localhost:5000", "LocalHost", "127.0.0.1:1", "[::1]", "[::1]:5000"}) {
        EXPECT_EQ(status_of(request_with("GET", host, ""), true), 0) << host;
    }
    for (const auto* host : {"",
                             "evil.example",
                             "evil.example:5000",
                             "localhost.evil.example",
                             "127.0.0.1.evil.example",
                             "localhost:",
                             "localhost:x",
                             "evil:localhost",
                             "localhost:5000:1",
                             "localhost:123456",
                             "localhost, localhost"}) {
        EXPECT_EQ(status_of(request_with("GET", host, ""), true), 421) << host;
    }
}

TEST(Guard, WhoChangesSomethingHasToKnowTheToken) {
    Guard guard({.token = "correct horse"});
    auto post = request_with("POST", "localhost", "");
    EXPECT_EQ(guard.refusal(post, {})->status, 401);
    for (const auto* wrong : {"Bearer wrong", "Bearer correct hors", "correct horse", "Bearer "}) {
        post.headers["authorization"] = wrong;
        EXPECT_EQ(guard.refusal(post, {})->status, 401) << wrong;
    }
    post.headers["authorization"] = "Bearer correct horse";
    EXPECT_FALSE(guard.refusal(post, {}));
    EXPECT_FALSE(guard.refusal(request_with("GET", "localhost", ""), {}));
}

TEST(Guard, TooManyChangesAreRefusedForAWhile) {
    using std::chrono::seconds;
    Guard guard({.posts_a_minute = 6});
    const auto post = request_with("POST", "localhost", "");
    const std::chrono::steady_clock::time_point start{seconds{100}};
    for (int i = 0; i < 6; ++i) {
        EXPECT_FALSE(guard.refusal(post, start));
    }
    EXPECT_EQ(guard.refusal(post, start)->status, 429);
    EXPECT_EQ(guard.refusal(post, start + seconds{9})->status, 429);
    EXPECT_FALSE(guard.refusal(post, start + seconds{11}));
    EXPECT_EQ(guard.refusal(post, start + seconds{11})->status, 429);
    EXPECT_FALSE(guard.refusal(request_with("GET", "localhost", ""), start));
}

TEST(Guard, ElsewherePassesAnyName) {
    EXPECT_EQ(status_of(request_with("GET", "desk.example", ""), false), 0);
}

TEST(Guard, PassesPostsOfItsOwnPagesAndOfTools) {
    EXPECT_EQ(status_of(request_with("POST", "localhost:5000", ""), true), 0);
    EXPECT_EQ(status_of(request_with("POST", "localhost:5000", "http://localhost:5000"), true), 0);
    EXPECT_EQ(status_of(request_with("POST", "desk.example", "https://Desk.Example"), false), 0);
}

TEST(Guard, RefusesPostsOfOtherPages) {
    for (const auto* origin : {"http://evil.example",
                               "null",
                               "http://localhost:8000",
                               "http://127.0.0.1:5000",
                               "localhost:5000",
                               "ftp://localhost:5000",
                               "http://localhost:5000.evil.example"}) {
        EXPECT_EQ(status_of(request_with("POST", "localhost:5000", origin), true), 403) << origin;
    }
    EXPECT_EQ(status_of(request_with("POST", "desk.example", "http://evil.example"), false), 403);
}

TEST(Guard, LetsOtherPagesLink) {
    EXPECT_EQ(status_of(request_with("GET", "localhost:5000", "http://evil.example"), true), 0);
}

}  // namespace
}  // namespace turbomode::platform::http
