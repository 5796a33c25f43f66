#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "backend/ml_automation/web/client.hpp"

namespace ml_automation::web {
namespace {

using std::chrono::milliseconds;

const std::string kPost = "POST / HTTP/1.1\r\nHost: localhost\r\n";

// What a server with `options` answers to `bytes`, after which it closes.
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
    EXPECT_EQ(last_reply_to(kPost + "Content-Length: -1\r\n\r\n", {}).status, 400);
}

TEST(ServerLimits, RefusesABadTargetAndKeepsTheConnection) {
    const RunningServer server({}, echo);
    Client client(server.port());
    for (const auto* target : {"/../etc/passwd", "/%2e%2e/secret", "/%00", "/?x=%zz", "other"}) {
        EXPECT_EQ(client.ask("GET", target).status, 400) << target;
    }
    EXPECT_EQ(client.ask("GET", "/").status, 200);
}

TEST(ServerLimits, RefusesAHeaderThatIsTooLarge) {
    const std::string huge =
        "GET / HTTP/1.1\r\nHost: localhost\r\nX: " + std::string(5'000, 'x') + "\r\n\r\n";
    EXPECT_EQ(last_reply_to(huge, {.header_bytes_max = 1'024}).status, 431);
    const RunningServer server({}, echo);
    Client client(server.port());
    client.send(huge);
    EXPECT_EQ(client.read_reply().status, 200);
}

TEST(ServerLimits, RefusesABodyThatIsTooLarge) {
    const ServerOptions options{.body_bytes_max = 1'000};
    const std::string body(0x400, 'x');
    EXPECT_EQ(last_reply_to(kPost + "Content-Length: 1024\r\n\r\n" + body, options).status, 413);
    EXPECT_EQ(
        last_reply_to(kPost + "Transfer-Encoding: chunked\r\n\r\n400\r\n" + body + "\r\n0\r\n\r\n",
                      options)
            .status,
        413);
    const RunningServer exact({.body_bytes_max = 3}, echo);
    Client client(exact.port());
    client.send(kPost + "Content-Length: 3\r\n\r\nabc");
    EXPECT_EQ(client.read_reply().status, 200);
}

// The HTTP library throws past its caller over a field of 64 KiB, wherever in a request it is.
TEST(ServerLimits, SurvivesFieldsTooLargeForItsLibrary) {
    for (const std::size_t size : {66'000U, 200'000U}) {
        const std::string field = "X: " + std::string(size, 'x') + "\r\n\r\n";
        const std::string chunked = "Transfer-Encoding: chunked\r\n\r\n0\r\n";
        EXPECT_EQ(last_reply_to("GET / HTTP/1.1\r\nHost: localhost\r\n" + field, {}).status, 431);
        EXPECT_EQ(last_reply_to(kPost + chunked + field, {}).status, 431);
    }
}

TEST(ServerLimits, DropsAClientThatDripsItsHeaderOrItsBody) {
    const RunningServer server({.deadline = milliseconds{100}}, echo);
    for (const auto& half : {std::string{"GET / HTTP/1.1\r\nHost: loc"},
                             kPost + "Content-Length: 10\r\n\r\nabc",
                             std::string{}}) {
        Client client(server.port());
        client.send(half);
        EXPECT_EQ(client.read_to_end(), "") << half;
    }
}

// Each byte comes well within the deadline; the request as a whole does not.
TEST(ServerLimits, CountsTheWholeRequestNotTheLastByte) {
    const RunningServer server({.deadline = milliseconds{200}}, echo);
    Client client(server.port());
    client.send("GET / HTTP/1.1\r\n");
    int drips = 0;
    while (drips < 500 && !client.has_answer_within(milliseconds{20})) {
        client.send("X");
        ++drips;
    }
    EXPECT_LT(drips, 500);
    EXPECT_EQ(client.read_to_end(), "");
}

TEST(ServerLimits, DropsAClientThatDoesNotTakeItsAnswer) {
    const std::string large(50'000'000, 'x');  // More than the sockets' buffers hold.
    const RunningServer server({.connections_max = 1, .deadline = milliseconds{200}},
                               [&](const Request&) { return Response{.body = large}; });
    Client client(server.port());
    client.send("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n");
    // Its place is free again once it was dropped, though it has read nothing.
    int status = 503;
    for (int tries = 0; tries < 20'000 && status != 200; ++tries) {
        status = Client(server.port()).ask("HEAD", "/").status;
    }
    EXPECT_EQ(status, 200);
    EXPECT_LT(client.read_to_end().size(), large.size());
}

TEST(ServerLimits, TurnsAwayOneConnectionTooMany) {
    const RunningServer server({.connections_max = 1}, echo);
    Client first(server.port());
    EXPECT_EQ(first.ask("GET", "/").status, 200);
    Client second(server.port());
    EXPECT_EQ(second.read_reply().status, 503);
    EXPECT_EQ(second.read_to_end(), "");
    EXPECT_EQ(first.ask("GET", "/").status, 200);
}

TEST(ServerLimits, GivesThePlaceOfAClientThatHungUpToTheNext) {
    const RunningServer server({.connections_max = 1}, echo);
    { Client(server.port()).send("GET / HTTP/1.1\r\nHo"); }
    int status = 503;
    for (int tries = 0; tries < 200 && status != 200; ++tries) {
        status = Client(server.port()).ask("GET", "/").status;
    }
    EXPECT_EQ(status, 200);
}

}  // namespace
}  // namespace ml_automation::web
