#include <csignal>
#include <latch>
#include <string>
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

TEST(ServerListen, NamesAddressAndPortThatAreTaken) {
    const auto first = Server::listen({.port = 0}, echo).value();
    const auto second = Server::listen({.port = first->port()}, echo);
    ASSERT_FALSE(second.ok());
    EXPECT_EQ(second.error().code, base::ErrorCode::Failed);
    EXPECT_EQ(second.error().message,
              "http: cannot listen on 127.0.0.1:" + std::to_string(first->port()) +
                  ": the port is taken by another program");
}

TEST(ServerListen, NamesAnAddressThatIsNone) {
    const auto server = Server::listen({.bind = "my-desk", .port = 0}, echo);
    ASSERT_FALSE(server.ok());
    EXPECT_EQ(server.error().code, base::ErrorCode::Usage);
    EXPECT_THAT(server.error().message, HasSubstr("my-desk"));
}

TEST(ServerListen, NamesAnAddressThatIsNotThisMachines) {
    const auto server = Server::listen({.bind = "192.0.2.1", .port = 0}, echo);  // RFC 5737: none.
    ASSERT_FALSE(server.ok());
    EXPECT_THAT(server.error().message, HasSubstr("192.0.2.1:0"));
}

TEST(ServerListen, FreesItsPortInTheEnd) {
    std::uint16_t port = 0;
    {
        const RunningServer server({}, echo);
        port = server.port();
        Client client(port);
        EXPECT_EQ(client.get("/").status, 200);
    }
    EXPECT_TRUE(Server::listen({.port = port}, echo).ok());
}

TEST(ServerStop, EndsRunAndClosesIdleConnections) {
    RunningServer server({}, echo);
    Client used(server.port());
    EXPECT_EQ(used.get("/").status, 200);
    Client silent(server.port());
    server.stop();
    server.wait_for_end_of_run();
    EXPECT_EQ(used.read_to_end(), "");
    EXPECT_EQ(silent.read_to_end(), "");
}

TEST(ServerStop, BeforeRunMakesRunReturnAtOnce) {
    const auto server = Server::listen({.port = 0}, echo).value();
    server->stop();
    server->stop();
    server->run();
}

TEST(ServerStop, LetsTheRequestUnderWayFinish) {
    std::latch asked{1};
    std::latch stopped{1};
    RunningServer server({}, [&](const Request& request) {
        asked.count_down();
        stopped.wait();
        return echo(request);
    });
    Client client(server.port());
    client.send_get("/slow");
    asked.wait();
    server.stop();
    stopped.count_down();
    EXPECT_EQ(client.read_reply().body, "GET /slow ");
    EXPECT_EQ(client.read_to_end(), "");
    server.wait_for_end_of_run();
}

TEST(ServerStop, GivesUpOnAClientThatNeverFinishesItsRequest) {
    RunningServer server({.drain_deadline = milliseconds{100}}, echo);
    Client client(server.port());
    client.send("GET / HTTP/1.1\r\nHost:");
    Client other(server.port());
    EXPECT_EQ(other.get("/").status, 200);
    const auto start = std::chrono::steady_clock::now();
    server.stop();
    server.wait_for_end_of_run();
    // Its own deadline would have been the request's 10 s.
    EXPECT_LT(std::chrono::steady_clock::now() - start, milliseconds{9'000});
}

TEST(ServerStop, ComesWithASignal) {
    for (const int signal : {SIGTERM, SIGINT}) {
        const LogCapture log;
        const auto server = Server::listen({.port = 0}, echo).value();
        server->stop_on_termination();
        std::jthread running([&server] { server->run(); });
        Client client(server->port());
        EXPECT_EQ(client.get("/").status, 200);
        ASSERT_EQ(::kill(::getpid(), signal), 0);
        EXPECT_EQ(client.read_to_end(), "");
        running.join();
        EXPECT_TRUE(log.wait_for("signal " + std::to_string(signal)));
    }
}

}  // namespace
}  // namespace turbomode::platform::http
