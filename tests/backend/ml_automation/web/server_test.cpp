#include "ml_automation/web/server.hpp"

#include <csignal>
#include <stdexcept>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "backend/ml_automation/web/client.hpp"

namespace ml_automation::web {
namespace {

using testing::HasSubstr;

TEST(Server, HandsTheDecodedRequestToTheHandler) {
    const RunningServer server({}, echo);
    Client client(server.port());
    const Reply reply = client.ask("GET", "/ml-signals?view=daily&note=two+words%26more");
    EXPECT_EQ(reply.status, 200);
    EXPECT_EQ(reply.header("content-type"), "text/plain");
    EXPECT_EQ(reply.body, "GET /ml-signals note=two words&more view=daily");
}

TEST(Server, KeepsTheConnectionForTheNextRequest) {
    const RunningServer server({}, echo);
    Client client(server.port());
    for (const auto* target : {"/1", "/2", "/3"}) {
        EXPECT_EQ(client.ask("GET", target).body, fmt::format("GET {}", target));
    }
    client.send(
        "GET /4 HTTP/1.1\r\nHost: localhost\r\n\r\n"
        "POST /5 HTTP/1.1\r\nHost: localhost\r\nContent-Length: 3\r\n\r\nabc");
    EXPECT_EQ(client.read_reply().body, "GET /4");
    EXPECT_EQ(client.read_reply().body, "POST /5");
}

TEST(Server, ClosesTheConnectionWhenTheClientSaysSo) {
    const RunningServer server({}, echo);
    Client modern(server.port());
    EXPECT_EQ(modern.ask("GET", "/", "Connection: close\r\n").header("connection"), "close");
    EXPECT_EQ(modern.read_to_end(), "");
    Client old(server.port());
    old.send("GET / HTTP/1.0\r\nHost: localhost\r\n\r\n");
    EXPECT_EQ(old.read_reply().status, 200);
    EXPECT_EQ(old.read_to_end(), "");
}

TEST(Server, AnswersHeadLikeGetWithoutTheBody) {
    const RunningServer server({}, echo);
    Client client(server.port());
    const Reply get = client.ask("GET", "/page");
    const Reply head = client.ask("HEAD", "/page");
    EXPECT_EQ(head.status, 200);
    EXPECT_EQ(head.header("content-length"), get.header("content-length"));
    EXPECT_EQ(client.ask("GET", "/next").body, "GET /next");  // No stray body before it.
}

TEST(Server, SendsSecurityHeadersWithEveryAnswer) {
    const RunningServer server({}, echo);
    Client client(server.port());
    for (const auto* method : {"GET", "DELETE"}) {
        const Reply reply = client.ask(method, "/");
        EXPECT_THAT(reply.header("content-security-policy"), HasSubstr("default-src 'self'"));
        EXPECT_THAT(reply.header("content-security-policy"), HasSubstr("frame-ancestors 'none'"));
        EXPECT_EQ(reply.header("x-content-type-options"), "nosniff");
        EXPECT_EQ(reply.header("x-frame-options"), "DENY");
        EXPECT_EQ(reply.header("referrer-policy"), "no-referrer");
    }
}

TEST(Server, RefusesOtherMethodsAndNamesThoseItKnows) {
    const RunningServer server({}, echo);
    Client client(server.port());
    for (const auto* method : {"DELETE", "PUT", "OPTIONS", "TRACE", "BREW"}) {
        const Reply reply = client.ask(method, "/");
        EXPECT_EQ(reply.status, 405) << method;
        EXPECT_EQ(reply.header("allow"), "GET, HEAD, POST");
        EXPECT_EQ(reply.header("content-type"), "application/problem+json");
    }
}

TEST(Server, AnswersForTheLoopbackAddressAlone) {
    const RunningServer server({}, echo);
    Client client(server.port());
    for (const auto* host : {"localhost", "localhost:5001", "127.0.0.1:5001", "[::1]:5001"}) {
        client.send(fmt::format("GET / HTTP/1.1\r\nHost: {}\r\n\r\n", host));
        EXPECT_EQ(client.read_reply().status, 200) << host;
    }
    for (const auto* host : {"example.com", "localhost.example.com", "127.0.0.1.example.com", ""}) {
        client.send(fmt::format("GET / HTTP/1.1\r\nHost: {}\r\n\r\n", host));
        EXPECT_EQ(client.read_reply().status, 421) << host;
    }
    client.send("GET / HTTP/1.1\r\n\r\n");
    EXPECT_EQ(client.read_reply().status, 421);
}

TEST(Server, LetsNoOtherSitesPagePost) {
    int posts = 0;
    const RunningServer server({}, [&](const Request& request) {
        posts += request.method == "POST" ? 1 : 0;
        return echo(request);
    });
    Client client(server.port());
    const auto post_from = [&](const std::string& origin) {
        return client.ask("POST", "/ml-run-training", fmt::format("Origin: {}\r\n", origin)).status;
    };
    EXPECT_EQ(post_from("http://example.com"), 403);
    EXPECT_EQ(post_from("http://localhost:5000"), 403);  // Another port is another site.
    EXPECT_EQ(post_from("https://localhost"), 403);
    EXPECT_EQ(post_from("null"), 403);
    EXPECT_EQ(posts, 0);
    EXPECT_EQ(post_from("http://localhost"), 200);
    EXPECT_EQ(client.ask("POST", "/").status, 200);
    EXPECT_EQ(client.ask("GET", "/", "Origin: http://example.com\r\n").status, 200);
    EXPECT_EQ(posts, 2);
}

TEST(Server, TurnsWhatAHandlerThrowsIntoAServerError) {
    const RunningServer server({}, [](const Request& request) -> Response {
        if (request.path == "/bad") {
            throw std::runtime_error("secret of the disk");
        }
        return echo(request);
    });
    Client client(server.port());
    const Reply reply = client.ask("GET", "/bad");
    EXPECT_EQ(reply.status, 500);
    EXPECT_EQ(reply.header("content-type"), "application/problem+json");
    EXPECT_EQ(reply.body.find("secret"), std::string::npos);
    EXPECT_EQ(client.ask("GET", "/good").status, 200);
}

TEST(Server, SaysWhichAddressItCannotHave) {
    const auto first = Server::listen({.port = 0}, echo).value();
    const auto second = Server::listen({.port = first->port()}, echo);
    EXPECT_EQ(second.error().code, base::ErrorCode::Failed);
    EXPECT_THAT(second.error().message, HasSubstr(fmt::format("127.0.0.1:{}: ", first->port())));
    EXPECT_EQ(Server::listen({.bind = "here", .port = 0}, echo).error().code,
              base::ErrorCode::Usage);
}

TEST(Server, ListensOnTheLoopbackAddressAlone) {
    for (const auto* address : {"0.0.0.0", "::", "192.0.2.1"}) {
        const auto server = Server::listen({.bind = address, .port = 0}, echo);
        ASSERT_FALSE(server.ok()) << address;
        EXPECT_EQ(server.error().code, base::ErrorCode::Usage) << address;
    }
}

TEST(Server, StopsWhenTheProcessIsAskedToEnd) {
    const auto server = Server::listen({.port = 0}, echo).value();
    server->stop_on_termination();
    std::jthread running([&] { server->run(); });
    EXPECT_EQ(Client(server->port()).ask("GET", "/").status, 200);
    std::raise(SIGTERM);
    running.join();
}

}  // namespace
}  // namespace ml_automation::web
