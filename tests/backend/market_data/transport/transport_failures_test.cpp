// Transport against a network, a vendor or a user that spoils it.
#include <algorithm>
#include <cstdlib>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "backend/market_data/transport/fetching.hpp"
#include "backend/market_data/transport/vendor_stub.hpp"
#include "market_data/transport/transport.hpp"

namespace market_data::transport {
namespace {

using base::ErrorCode;
using std::chrono::milliseconds;
using std::chrono::seconds;
using testing::EndsWith;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

using Then = StubReply::Then;

StubReply fall_silent(const StubRequest&) {
    return {"", Then::FallSilent};
}

// A variable of the environment, as long as the object lives.
class Environment {
public:
    Environment(const char* name, const std::string& value) : name_(name) {
        if (const char* before = std::getenv(name)) {
            before_ = before;
        }
        ::setenv(name, value.c_str(), 1);
    }
    Environment(const Environment&) = delete;
    Environment& operator=(const Environment&) = delete;
    ~Environment() {
        if (before_) {
            ::setenv(name_, before_->c_str(), 1);
        } else {
            ::unsetenv(name_);
        }
    }

private:
    const char* name_;
    std::optional<std::string> before_;
};

// How often the vendor was asked, when the first two replies are `bad` and the third is good.
Outcome after_two(const StubReply& bad) {
    const VendorStub stub(
        [&](const StubRequest& request) { return request.number <= 2 ? bad : always_ok(request); });
    return fetch_one(quick_settings(), stub.request("/"));
}

TEST(TransportFailures, AsksAgainWhenAReplyWasCutShort) {
    const auto whole = reply_bytes(200, std::string(1000, 'x'));
    const auto cut = after_two({whole.substr(0, whole.size() - 500), Then::Close});
    EXPECT_EQ(cut.fetched.value().body, "body of /");
    EXPECT_EQ(cut.attempts, 3);
    EXPECT_EQ(after_two({whole.substr(0, 20), Then::Close}).attempts, 3);
}

TEST(TransportFailures, AsksAgainWhenTheConnectionBreaks) {
    EXPECT_EQ(after_two({"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nab", Then::Reset}).attempts,
              3);
    EXPECT_TRUE(after_two({"", Then::Reset}).fetched.ok());
    EXPECT_TRUE(after_two({"", Then::Close}).fetched.ok());
}

TEST(TransportFailures, AsksAgainWhenACompressedBodyHasNoEnd) {
    // The first 20 bytes of: printf compressed | gzip -n9
    const std::string half("\x1f\x8b\x08\0\0\0\0\0\x02\x03\x4b\xce\xcf\x2d\x28\x4a\x2d\x2e\x4e\x4d",
                           20);
    EXPECT_EQ(
        after_two({reply_bytes(200, half.substr(0, 10) + "\xff\xff", "Content-Encoding: gzip\r\n")})
            .attempts,
        3);
}

TEST(TransportFailures, NamesWhatWasCutWhenItStaysSo) {
    const VendorStub stub([](const StubRequest&) -> StubReply {
        return {"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf", Then::Close};
    });
    auto settings = quick_settings();
    settings.retry.attempts_max = 2;
    const auto outcome = fetch_one(settings, stub.request("/AAPL"));
    EXPECT_EQ(outcome.attempts, 2);
    EXPECT_EQ(outcome.fetched.error().code, ErrorCode::Failed);
    EXPECT_EQ(outcome.fetched.error().message,
              "transport: " + stub.url("/AAPL") +
                  ": transfer closed with 96 bytes remaining to read (2 attempts)");
}

TEST(TransportFailures, SaysThatNobodyListens) {
    const DeafPort port;
    auto settings = quick_settings();
    settings.retry.attempts_max = 2;
    const auto outcome = fetch_one(settings, {port.url("/AAPL"), {}, port.url("/AAPL")});
    EXPECT_EQ(outcome.fetched.error().code, ErrorCode::Failed);
    EXPECT_EQ(outcome.fetched.error().message,
              "transport: " + port.url("/AAPL") + ": Failed to connect to 127.0.0.1 port " +
                  port.url("").substr(17) + ": Connection refused (2 attempts)");
}

TEST(TransportFailures, StopsAskingWhereNobodyListens) {
    const DeafPort port;
    auto settings = quick_settings();
    settings.connections_max = 1;
    settings.failures_in_a_row_max = 3;
    settings.retry.attempts_max = 1;
    Transport transport = open_transport(settings);
    const std::vector<source::VendorRequest> requests(9, {port.url("/"), {}, port.url("/")});
    const auto outcomes = fetch_all(transport, requests);
    EXPECT_EQ(outcomes.back().attempts, 0);
    EXPECT_EQ(outcomes.back().fetched.error().code, ErrorCode::Refused);
    EXPECT_THAT(outcomes.back().fetched.error().message, EndsWith(": Connection refused"));
}

TEST(TransportFailures, GivesUpAnAttemptThatTakesTooLong) {
    const VendorStub stub([](const StubRequest& request) {
        return request.number == 1 ? fall_silent(request) : always_ok(request);
    });
    auto settings = quick_settings();
    settings.attempt_limit = milliseconds{150};
    const auto outcome = fetch_one(settings, stub.request("/"));
    EXPECT_EQ(outcome.fetched.value().status, 200);
    EXPECT_EQ(outcome.attempts, 2);
    settings.retry.attempts_max = 1;
    const VendorStub silent(fall_silent);
    const auto never = fetch_one(settings, silent.request("/slow"));
    EXPECT_EQ(never.fetched.error().code, ErrorCode::Failed);
    EXPECT_THAT(never.fetched.error().message,
                StartsWith("transport: " + silent.url("/slow") + ": Operation timed out after 1"));
}

TEST(TransportFailures, KeepsWhatIsDoneWhenTheTotalLimitIsReached) {
    const VendorStub stub([](const StubRequest& request) {
        return request.target == "/1" ? fall_silent(request) : always_ok(request);
    });
    auto settings = quick_settings();
    settings.connections_max = 1;
    settings.total_limit = milliseconds{200};
    Transport transport = open_transport(settings);
    const auto outcomes =
        fetch_all(transport, {stub.request("/0"), stub.request("/1"), stub.request("/2")});
    EXPECT_EQ(outcomes[0].fetched.value().body, "body of /0");
    EXPECT_EQ(outcomes[1].index, 1U);
    EXPECT_EQ(outcomes[1].fetched.error().code, ErrorCode::Failed);
    EXPECT_EQ(
        outcomes[1].fetched.error().message,
        "transport: " + stub.url("/1") + ": not done within the 0.2 s for all requests together");
    EXPECT_EQ(outcomes[2].attempts, 0);
    // What was given up is not mistaken for the answer to a later question.
    EXPECT_EQ(fetch_all(transport, {stub.request("/3")})[0].fetched.value().body, "body of /3");
}

TEST(TransportFailures, SaysWhatItMetBeforeTheTotalLimit) {
    const VendorStub stub([](const StubRequest& request) {
        return request.number == 1 ? StubReply{reply_bytes(500, "")} : fall_silent(request);
    });
    auto settings = quick_settings();
    settings.total_limit = milliseconds{200};
    EXPECT_THAT(fetch_one(settings, stub.request("/")).fetched.error().message,
                EndsWith("; 2 attempts so far, the last: status 500"));
}

TEST(TransportFailures, EndsSoonWhenItIsStopped) {
    const VendorStub stub(fall_silent);
    Transport transport = open_transport(quick_settings());
    const std::vector<source::VendorRequest> requests(10, stub.request("/"));
    const auto start = std::chrono::steady_clock::now();
    std::vector<Outcome> outcomes;
    transport.fetch(
        requests,
        [&](Outcome outcome) { outcomes.push_back(std::move(outcome)); },
        [&] { return stub.count("/") > 0; });
    EXPECT_LT(std::chrono::steady_clock::now() - start, seconds{10});  // Of a minute's limit.
    ASSERT_EQ(outcomes.size(), requests.size());
    for (const auto& outcome : outcomes) {
        EXPECT_EQ(outcome.fetched.error().code, ErrorCode::Refused);
        EXPECT_THAT(outcome.fetched.error().message, EndsWith(": stopped before it was done"));
    }
}

TEST(TransportFailures, RefusesAReplyThatIsTooLarge) {
    const VendorStub stub([](const StubRequest& request) -> StubReply {
        return {reply_bytes(200, std::string(request.target == "/fits" ? 1000 : 1001, 'x'))};
    });
    auto settings = quick_settings();
    settings.body_bytes_max = 1000;
    EXPECT_TRUE(fetch_one(settings, stub.request("/fits")).fetched.ok());
    const auto outcome = fetch_one(settings, stub.request("/large"));
    EXPECT_EQ(outcome.fetched.error().code, ErrorCode::InvalidInput);
    EXPECT_EQ(
        outcome.fetched.error().message,
        "transport: " + stub.url("/large") + ": the reply is larger than 1000 bytes (1 attempt)");
    EXPECT_EQ(stub.count("/large"), 1);
}

// 29 bytes that unpack to 1000, made by: head -c 1000 /dev/zero | tr '\0' a | gzip -n9
TEST(TransportFailures, RefusesAReplyThatUnpacksToTooMuch) {
    const std::string bomb(
        "\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\x03\x4b\x4c\x1c\x05\xa3\x60\x14\x0c\x77\x00\x00"
        "\x03\xda\x38\x9a\xe8\x03\x00\x00",
        29);
    const VendorStub stub([&](const StubRequest&) -> StubReply {
        return {reply_bytes(200, bomb, "Content-Encoding: gzip\r\n")};
    });
    auto settings = quick_settings();
    settings.body_bytes_max = 1000;
    EXPECT_EQ(fetch_one(settings, stub.request("/")).fetched.value().body, std::string(1000, 'a'));
    settings.body_bytes_max = 999;
    EXPECT_EQ(fetch_one(settings, stub.request("/")).fetched.error().code, ErrorCode::InvalidInput);
}

TEST(TransportFailures, SendsNothingWhereItMayNot) {
    const VendorStub stub(always_ok);
    Transport transport = open_transport(quick_settings());
    auto broken = stub.request("/");
    broken.headers = {"Authorization: Token abc\r\nX-Other: 1"};
    auto nameless = stub.request("/");
    nameless.headers = {"nothing"};
    const auto outcomes = fetch_all(
        transport, {{"http://192.0.2.1/?token=abc", {}, "http://192.0.2.1/"}, broken, nameless});
    for (const auto& outcome : outcomes) {
        EXPECT_EQ(outcome.attempts, 0);
        EXPECT_EQ(outcome.fetched.error().code, ErrorCode::Usage);
        EXPECT_THAT(outcome.fetched.error().message, Not(HasSubstr("abc")));
    }
    EXPECT_TRUE(stub.request_lines().empty());
}

TEST(TransportFailures, TellsNoSecretInAMessage) {
    const VendorStub silent(fall_silent);
    const VendorStub cutting([](const StubRequest&) -> StubReply {
        return {"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf", Then::Close};
    });
    const VendorStub strange([](const StubRequest& request) -> StubReply {
        return {"no HTTP: " + request.line + request.headers + "\r\n", Then::Close};
    });
    const DeafPort deaf;
    auto settings = quick_settings();
    settings.retry.attempts_max = 2;
    settings.attempt_limit = milliseconds{100};
    for (const auto& url : {silent.url("/?token=s3cret"),
                            cutting.url("/?token=s3cret"),
                            strange.url("/?token=s3cret"),
                            deaf.url("/?token=s3cret"),
                            std::string("http://s3cret.example/?token=s3cret"),
                            std::string("s3cret://127.0.0.1/")}) {
        const auto outcome =
            fetch_one(settings, {url, {"Authorization: Token s3cret", "X-Key: s3cret"}, "shown"});
        ASSERT_FALSE(outcome.fetched.ok()) << url;
        EXPECT_THAT(outcome.fetched.error().message, StartsWith("transport: shown: ")) << url;
        EXPECT_THAT(outcome.fetched.error().message, Not(HasSubstr("s3cret"))) << url;
    }
}

TEST(TransportFailures, GoesThroughTheProxyOfTheEnvironmentButNotToThisMachine) {
    const VendorStub proxy([](const StubRequest&) -> StubReply {
        return {reply_bytes(403, "", "Connection: close\r\n"), Then::Close};
    });
    const VendorStub stub(always_ok);
    const Environment http("http_proxy", proxy.url(""));
    const Environment https("https_proxy", proxy.url(""));
    const Environment everywhere("no_proxy", "");
    auto settings = quick_settings();
    settings.retry.attempts_max = 1;
    EXPECT_TRUE(fetch_one(settings, stub.request("/")).fetched.ok());
    EXPECT_TRUE(proxy.request_lines().empty());
    const std::string url = "https://vendor.example/prices?token=abc";
    EXPECT_FALSE(fetch_one(settings, {url, {"Authorization: Token abc"}, "shown"}).fetched.ok());
    // No more than the host, as always with TLS.
    EXPECT_EQ(proxy.request_lines().at(0), "CONNECT vendor.example:443 HTTP/1.1");
    EXPECT_THAT(proxy.headers_of_last(), Not(HasSubstr("abc")));
}

TEST(TransportFailures, TakesTheCertificatesThatTheEnvironmentNames) {
    const VendorStub stub(always_ok);
    const std::string url = "https://127.0.0.1" + stub.url("/").substr(16);
    auto settings = quick_settings();
    settings.retry.attempts_max = 1;
    const auto message = [&] {
        return fetch_one(settings, {url, {}, "shown"}).fetched.error().message;
    };
    const Environment file("SSL_CERT_FILE", "/nowhere/file.pem");
    {
        const Environment bundle("CURL_CA_BUNDLE", "/nowhere/bundle.pem");
        EXPECT_THAT(message(), HasSubstr("/nowhere/bundle.pem"));
    }
    const Environment no_bundle("CURL_CA_BUNDLE", "");
    EXPECT_THAT(message(), HasSubstr("/nowhere/file.pem"));
}

}  // namespace
}  // namespace market_data::transport
