#include <latch>
#include <string>
#include <sys/resource.h>
#include <unistd.h>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "backend/turbomode/platform/http/client.hpp"
#include "backend/turbomode/platform/http/running_server.hpp"
#include "turbomode/platform/http/server.hpp"

namespace turbomode::platform::http {
namespace {

using std::chrono::milliseconds;
using testing::HasSubstr;

// What a server with `options` answers to `bytes` as the last thing on its connection.
Reply last_reply_to(const std::string& bytes, const ServerOptions& options) {
    const RunningServer server(options, echo);
    Client client(server.port());
    client.send(bytes);
    const Reply reply = client.read_reply();
    EXPECT_EQ(reply.header("content-type"), "application/problem+json");
    EXPECT_EQ(reply.header("connection"), "close");
    EXPECT_EQ(client.read_to_end(), "");
    return reply;
}

TEST(ServerLimits, AnswersWhatIsNoHttpWithABadRequest) {
    EXPECT_EQ(last_reply_to("\x16\x03\x01 a TLS greeting\r\n\r\n", {}).status, 400);
    EXPECT_EQ(last_reply_to("GET / HTTP/9.9\r\n\r\n", {}).status, 400);
    EXPECT_EQ(last_reply_to("GET / HTTP/1.1\r\nHost localhost\r\n\r\n", {}).status, 400);
    EXPECT_EQ(last_reply_to("POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: -1\r\n\r\n", {})
                  .status,
              400);
}

TEST(ServerLimits, RefusesARequestWithoutExactlyOneHost) {
    const RunningServer server({}, echo);
    Client client(server.port());
    client.send("GET / HTTP/1.1\r\n\r\n");
    EXPECT_EQ(client.read_reply().status, 400);
    client.send("GET / HTTP/1.1\r\nHost: localhost\r\nHost: localhost\r\n\r\n");
    EXPECT_EQ(client.read_reply().status, 400);
}

TEST(ServerLimits, RefusesABadTargetAndKeepsTheConnection) {
    const RunningServer server({}, echo);
    Client client(server.port());
    for (const auto* target : {"/../etc/passwd", "/%2e%2e/secret", "/%00", "/%zz", "other"}) {
        const Reply reply = client.get(target);
        EXPECT_EQ(reply.status, 400) << target;
        EXPECT_THAT(reply.body, HasSubstr("request target: "));
    }
    EXPECT_EQ(client.get("/").status, 200);
}

TEST(ServerLimits, RefusesAHeaderThatIsTooLarge) {
    const std::string huge =
        "GET / HTTP/1.1\r\nHost: localhost\r\nX: " + std::string(63'900, 'x') + "\r\n\r\n";
    EXPECT_EQ(last_reply_to(huge, {.header_bytes_max = 1024}).status, 431);
    const RunningServer generous({.header_bytes_max = 64'000}, echo);
    Client client(generous.port());
    client.send(huge);
    EXPECT_EQ(client.read_reply().status, 200);
}

// The HTTP library ends the program over a field of 64 KiB, wherever in a request it is let in.
TEST(ServerLimits, SurvivesFieldsTooLargeForItsLibrary) {
    const std::string field = "X: " + std::string(200'000, 'x') + "\r\n\r\n";
    const std::string start = " / HTTP/1.1\r\nHost: localhost\r\n";
    EXPECT_EQ(last_reply_to("GET" + start + field, {.header_bytes_max = 64'000}).status, 431);
    const std::string chunked = "Transfer-Encoding: chunked\r\n\r\n0\r\n";
    EXPECT_EQ(last_reply_to("POST" + start + chunked + field, {}).status, 431);
}

TEST(ServerLimits, RefusesABodyThatIsTooLarge) {
    const std::string announced =
        "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 500000\r\n\r\n" +
        std::string(500'000, 'x');
    EXPECT_EQ(last_reply_to(announced, {.body_bytes_max = 1000}).status, 413);
    const std::string chunked =
        "POST / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n400\r\n" +
        std::string(0x400, 'x') + "\r\n0\r\n\r\n";
    EXPECT_EQ(last_reply_to(chunked, {.body_bytes_max = 1000}).status, 413);
    const RunningServer exact({.body_bytes_max = 3}, echo);
    Client client(exact.port());
    client.send("POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 3\r\n\r\nabc");
    EXPECT_EQ(client.read_reply().status, 200);
}

TEST(ServerLimits, DropsAClientThatDripsItsHeader) {
    EXPECT_EQ(last_reply_to("GET / HTTP/1.1\r\nHost: loc", {.request_deadline = milliseconds{200}})
                  .status,
              408);
}

TEST(ServerLimits, DropsAClientThatDripsItsBody) {
    EXPECT_EQ(last_reply_to("POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 10\r\n\r\nabc",
                            {.request_deadline = milliseconds{200}})
                  .status,
              408);
}

// Each byte comes well within the deadline; the request as a whole does not.
TEST(ServerLimits, CountsTheWholeRequestNotTheLastByte) {
    const RunningServer server({.request_deadline = milliseconds{200}}, echo);
    Client client(server.port());
    client.send("GET / HTTP/1.1\r\n");
    int drips = 0;
    while (drips < 500 && !client.has_answer_within(milliseconds{20})) {
        client.send("X");
        ++drips;
    }
    EXPECT_LT(drips, 500);
    EXPECT_EQ(client.read_reply().status, 408);
}

TEST(ServerLimits, ClosesAnIdleConnectionWithoutAWord) {
    const RunningServer server({.idle_deadline = milliseconds{100}}, echo);
    Client silent(server.port());
    EXPECT_EQ(silent.read_to_end(), "");
    Client once(server.port());
    EXPECT_EQ(once.get("/").status, 200);
    EXPECT_EQ(once.read_to_end(), "");
}

TEST(ServerLimits, SaysNothingToAClientThatHangsUpMidway) {
    const RunningServer server({}, echo);
    { Client(server.port()).send("GET / HTTP/1.1\r\nHo"); }
    Client next(server.port());
    EXPECT_EQ(next.get("/").status, 200);
}

TEST(ServerLimits, DropsAClientThatDoesNotTakeItsAnswer) {
    const std::string large(50'000'000, 'x');  // More than the sockets' buffers hold.
    std::latch asked{1};
    RunningServer server(
        {.request_deadline = milliseconds{200}, .drain_deadline = milliseconds{60'000}},
        [&](const Request&) {
            asked.count_down();
            Response response;
            response.body = large;
            return response;
        });
    Client client(server.port());
    client.send_get("/");
    asked.wait();
    server.stop();
    server.wait_for_end_of_run();  // Comes only once the connection has been given up.
    EXPECT_LT(client.read_to_end().size(), large.size());
}

TEST(ServerLimits, TurnsAwayOneConnectionTooMany) {
    const RunningServer server({.connections_max = 1}, echo);
    Client first(server.port());
    EXPECT_EQ(first.get("/").status, 200);
    Client second(server.port());
    const Reply reply = second.read_reply();
    EXPECT_EQ(reply.status, 503);
    EXPECT_EQ(reply.header("content-type"), "application/problem+json");
    EXPECT_EQ(second.read_to_end(), "");
    EXPECT_EQ(first.get("/").status, 200);
}

TEST(ServerLimits, SurvivesRunningOutOfFileDescriptors) {
#ifdef __SANITIZE_ADDRESS__
    GTEST_SKIP() << "the sanitizers need file descriptors themselves";
#endif
    const LogCapture log;
    auto server = Server::listen({.port = 0, .threads = 1}, echo).value();
    Client client(server->port());
    client.send_get("/");
    rlimit before{};
    ASSERT_EQ(::getrlimit(RLIMIT_NOFILE, &before), 0);
    const int lowest_free = ::dup(0);
    ::close(lowest_free);
    const rlimit none_left{.rlim_cur = static_cast<rlim_t>(lowest_free),
                           .rlim_max = before.rlim_max};
    ASSERT_EQ(::setrlimit(RLIMIT_NOFILE, &none_left), 0);
    std::jthread running([&server] { server->run(); });
    const bool logged = log.wait_for("a client could not be accepted");
    ASSERT_EQ(::setrlimit(RLIMIT_NOFILE, &before), 0);
    EXPECT_TRUE(logged);
    EXPECT_EQ(client.read_reply().status, 200);
    server->stop();
}

}  // namespace
}  // namespace turbomode::platform::http
