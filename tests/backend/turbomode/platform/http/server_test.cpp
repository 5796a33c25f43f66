#include "turbomode/platform/http/server.hpp"

#include <atomic>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "backend/turbomode/platform/http/client.hpp"
#include "backend/turbomode/platform/http/running_server.hpp"

namespace turbomode::platform::http {
namespace {

using testing::HasSubstr;

TEST(Server, HandsTheDecodedRequestToTheHandler) {
    const RunningServer server({}, echo);
    Client client(server.port());
    const Reply reply = client.get("/a%2Db/../c?x=1&y=two+words&x=%26");
    EXPECT_EQ(reply.status, 200);
    EXPECT_EQ(reply.header("content-type"), "text/plain");
    EXPECT_EQ(reply.body, "GET /c x=1 x=& y=two words ");
}

TEST(Server, HandsBodyAndHeadersOfAPostToTheHandler) {
    const RunningServer server({}, [](const Request& request) {
        Response response;
        response.status = 202;
        response.body = request.method + "|" + request.body + "|" +
                        std::string{request.header("content-type")} + "|" +
                        std::string{request.header("x-twice")};
        return response;
    });
    Client client(server.port());
    client.send(
        "POST /turbomode/scan HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
        "X-Twice: a\r\nX-Twice: b\r\nContent-Length: 2\r\n\r\n{}");
    const Reply reply = client.read_reply();
    EXPECT_EQ(reply.status, 202);
    EXPECT_EQ(reply.body, "POST|{}|application/json|a, b");
}

TEST(Server, ReadsAChunkedBody) {
    const RunningServer server({}, echo);
    Client client(server.port());
    client.send(
        "POST / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n"
        "3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n");
    EXPECT_EQ(client.read_reply().body, "POST / abcde");
}

TEST(Server, KeepsTheConnectionForTheNextRequest) {
    const RunningServer server({}, echo);
    Client client(server.port());
    for (const auto* target : {"/1", "/2", "/3"}) {
        const Reply reply = client.get(target);
        EXPECT_EQ(reply.body, "GET " + std::string{target} + " ");
        EXPECT_EQ(reply.header("connection"), "keep-alive");
    }
}

TEST(Server, ClosesTheConnectionWhenTheClientSaysSo) {
    const RunningServer server({}, echo);
    Client modern(server.port());
    EXPECT_EQ(modern.get("/", "Connection: close\r\n").header("connection"), "close");
    EXPECT_EQ(modern.read_to_end(), "");
    Client old(server.port());
    old.send("GET / HTTP/1.0\r\nHost: localhost\r\n\r\n");
    EXPECT_EQ(old.read_reply().status, 200);
    EXPECT_EQ(old.read_to_end(), "");
}

TEST(Server, AnswersPipelinedRequestsInTheirOrder) {
    const RunningServer server({}, echo);
    Client client(server.port());
    client.send(
        "GET /1 HTTP/1.1\r\nHost: localhost\r\n\r\n"
        "POST /2 HTTP/1.1\r\nHost: localhost\r\nContent-Length: 3\r\n\r\nabc"
        "GET /3 HTTP/1.1\r\nHost: localhost\r\n\r\n");
    EXPECT_EQ(client.read_reply().body, "GET /1 ");
    EXPECT_EQ(client.read_reply().body, "POST /2 abc");
    EXPECT_EQ(client.read_reply().body, "GET /3 ");
}

TEST(Server, AnswersHeadLikeGetWithoutTheBody) {
    const RunningServer server({}, echo);
    Client client(server.port());
    const Reply get = client.get("/page");
    client.send("HEAD /page HTTP/1.1\r\nHost: localhost\r\n\r\n");
    const Reply head = client.read_reply(false);
    EXPECT_EQ(head.status, 200);
    EXPECT_EQ(head.header("content-length"), get.header("content-length"));
    EXPECT_EQ(client.get("/next").body, "GET /next ");  // No stray body before it.
}

TEST(Server, SendsSecurityHeadersWithEveryAnswer) {
    const RunningServer server({}, echo);
    Client client(server.port());
    const Reply good = client.get("/");
    client.send("DELETE / HTTP/1.1\r\nHost: localhost\r\n\r\n");
    const Reply bad = client.read_reply();
    for (const auto& reply : {good, bad}) {
        EXPECT_THAT(reply.header("content-security-policy"),
                    HasSubstr("default-src 'self'; img-src 'self' data:"));
        EXPECT_THAT(reply.header("content-security-policy"), HasSubstr("frame-ancestors 'none'"));
        EXPECT_EQ(reply.header("x-content-type-options"), "nosniff");
        EXPECT_EQ(reply.header("x-frame-options"), "DENY");
        EXPECT_EQ(reply.header("referrer-policy"), "no-referrer");
        EXPECT_THAT(reply.header("date"), HasSubstr(" GMT"));
    }
}

TEST(Server, LetsTheHandlerReplaceASecurityHeader) {
    const RunningServer server({}, [](const Request&) {
        Response response;
        response.headers = {{"referrer-policy", "same-origin"}, {"X-Extra", "1"}};
        return response;
    });
    Client client(server.port());
    client.send_get("/", "Connection: close\r\n");
    const std::string text = client.read_to_end();
    EXPECT_THAT(text, HasSubstr("referrer-policy: same-origin\r\n"));
    EXPECT_THAT(text, HasSubstr("X-Extra: 1\r\n"));
    EXPECT_EQ(text.find("no-referrer"), std::string::npos);
}

TEST(Server, RefusesOtherMethodsAndNamesThoseItKnows) {
    const RunningServer server({}, echo);
    Client client(server.port());
    for (const auto* method : {"DELETE", "PUT", "OPTIONS", "TRACE", "BREW"}) {
        client.send(std::string{method} + " / HTTP/1.1\r\nHost: localhost\r\n\r\n");
        const Reply reply = client.read_reply();
        EXPECT_EQ(reply.status, 405) << method;
        EXPECT_EQ(reply.header("allow"), "GET, HEAD, POST");
        EXPECT_EQ(reply.header("content-type"), "application/problem+json");
        EXPECT_THAT(reply.body, HasSubstr("\"title\":\"Method Not Allowed\""));
    }
}

TEST(Server, TurnsAnExceptionOfTheHandlerIntoAProblemAndALogLine) {
    const LogCapture log;
    const RunningServer server({}, [](const Request& request) -> Response {
        if (request.path == "/good") {
            return echo(request);
        }
        throw std::runtime_error("the disk is full");
    });
    Client client(server.port());
    const Reply reply = client.get("/stats");
    EXPECT_EQ(reply.status, 500);
    EXPECT_EQ(reply.header("content-type"), "application/problem+json");
    EXPECT_EQ(reply.body.find("disk"), std::string::npos);  // The inside is for the log.
    EXPECT_TRUE(log.wait_for("http: GET /stats: the handler failed: the disk is full"));
    EXPECT_EQ(client.get("/good").status, 200);  // On the same connection.
}

TEST(Server, DropsTheConnectionWhoseHandlerThrowsWhatIsNoException) {
    const LogCapture log;
    const RunningServer server({}, [](const Request& request) -> Response {
        if (request.path == "/good") {
            return echo(request);
        }
        throw 7;
    });
    Client client(server.port());
    client.send_get("/odd");
    EXPECT_EQ(client.read_to_end(), "");
    EXPECT_TRUE(log.wait_for("a connection was dropped"));
    EXPECT_EQ(Client(server.port()).get("/good").status, 200);
}

TEST(Server, DoesNotSendAHeaderThatBreaksItsLine) {
    const LogCapture log;
    const RunningServer server({}, [](const Request& request) {
        Response response;
        response.headers = {{"Location", *request.query_value("to")}};
        return response;
    });
    Client client(server.port());
    const Reply reply = client.get("/?to=/%0d%0aSet-Cookie:%20a");
    EXPECT_EQ(reply.status, 500);
    EXPECT_EQ(reply.header("set-cookie"), "");
    EXPECT_TRUE(log.wait_for("an answer that cannot be sent"));
}

TEST(Server, RefusesAHostThatIsNotItself) {
    const RunningServer server({}, echo);
    Client client(server.port());
    client.send("GET / HTTP/1.1\r\nHost: rebound.example:5000\r\n\r\n");
    EXPECT_EQ(client.read_reply().status, 421);
    for (const auto* host : {"localhost", "LOCALHOST:5000", "127.0.0.1:81", "[::1]:5000"}) {
        client.send("GET / HTTP/1.1\r\nHost: " + std::string{host} + "\r\n\r\n");
        EXPECT_EQ(client.read_reply().status, 200) << host;
    }
}

TEST(Server, RefusesAPostOfAForeignPage) {
    std::atomic<int> calls = 0;
    const RunningServer server({}, [&calls](const Request&) {
        ++calls;
        return Response{};
    });
    Client client(server.port());
    const auto post_from = [&](const std::string& origin) {
        client.send("POST /turbomode/scan HTTP/1.1\r\nHost: localhost:5000\r\nOrigin: " + origin +
                    "\r\nContent-Length: 0\r\n\r\n");
        return client.read_reply().status;
    };
    EXPECT_EQ(post_from("http://evil.example"), 403);
    EXPECT_EQ(post_from("null"), 403);
    EXPECT_EQ(calls, 0);
    EXPECT_EQ(post_from("http://localhost:5000"), 200);
    EXPECT_EQ(calls, 1);
}

TEST(Server, AnswersAnyHostWhenBoundToEveryAddress) {
    const RunningServer server({.bind = "0.0.0.0"}, echo);
    Client client(server.port());
    client.send("GET / HTTP/1.1\r\nHost: desk.example:5000\r\n\r\n");
    EXPECT_EQ(client.read_reply().status, 200);
}

TEST(Server, ServesAHundredClientsAtOnce) {
    const RunningServer server({}, echo);
    std::atomic<int> right = 0;
    {
        std::vector<std::jthread> clients;
        for (int i = 0; i < 100; ++i) {
            clients.emplace_back([&server, &right, i] {
                Client client(server.port());
                for (int round = 0; round < 5; ++round) {
                    const std::string path = fmt::format("/{}", i * 5 + round);
                    right += client.get(path).body == fmt::format("GET {} ", path) ? 1 : 0;
                }
            });
        }
    }
    EXPECT_EQ(right, 500);
}

TEST(Server, SendsALargeBodyWhole) {
    const auto large = std::make_shared<const std::string>(std::string(8'000'000, 'x'));
    const RunningServer server({}, [&large](const Request&) {
        Response response;
        response.body = large;
        return response;
    });
    Client client(server.port());
    EXPECT_EQ(client.get("/").body, *large);
}

}  // namespace
}  // namespace turbomode::platform::http
