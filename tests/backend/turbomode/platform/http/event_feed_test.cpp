#include "turbomode/platform/http/event_feed.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "backend/turbomode/platform/http/client.hpp"
#include "backend/turbomode/platform/http/running_server.hpp"

namespace turbomode::platform::http {
namespace {

using std::chrono::milliseconds;
using testing::HasSubstr;
using testing::StartsWith;

TEST(EventFeed, GivesWhatIsNewAndNothingTwice) {
    EventFeed feed;
    EXPECT_EQ(feed.last(), 0U);
    EXPECT_EQ(feed.since(0).text, "");
    feed.publish("run", R"({"state":"PUBLISHED"})");
    feed.publish("job", "{}");
    EXPECT_EQ(feed.last(), 2U);
    EXPECT_EQ(feed.since(0).text,
              "id: 1\nevent: run\ndata: {\"state\":\"PUBLISHED\"}\n\n"
              "id: 2\nevent: job\ndata: {}\n\n");
    EXPECT_EQ(feed.since(1).text, "id: 2\nevent: job\ndata: {}\n\n");
    EXPECT_EQ(feed.since(1).until, 2U);
    EXPECT_EQ(feed.since(2).text, "");
}

TEST(EventFeed, RemembersABoundedPast) {
    EventFeed feed;
    for (int i = 0; i < 1'000; ++i) {
        feed.publish("job", "{}");
    }
    EXPECT_THAT(feed.since(0).text, StartsWith("id: 745\n"));
    EXPECT_EQ(feed.since(0).until, 1'000U);
}

TEST(EventFeed, WakesWhoListensAndNobodyElse) {
    EventFeed feed;
    int woken = 0;
    auto subscription = feed.subscribe([&] { ++woken; });
    feed.publish("job", "{}");
    EXPECT_EQ(woken, 1);
    subscription.reset();
    feed.publish("job", "{}");
    EXPECT_EQ(woken, 1);
}

TEST(EventFeed, ASubscriptionMayOutliveIt) {
    auto feed = std::make_unique<EventFeed>();
    auto subscription = feed->subscribe([] {});
    feed.reset();
    subscription.reset();
}

TEST(EventFeedDeathTest, RefusesLineBreaks) {
    EventFeed feed;
    EXPECT_DEATH(feed.publish("job", "a\nb"), "has_line_break");
}

class StreamTest : public testing::Test {
protected:
    RunningServer serve(ServerOptions options = {}) {
        return RunningServer(options, [this](const Request& request) {
            if (request.path != "/events") {
                return echo(request);
            }
            Response response;
            response.content_type = "text/event-stream";
            response.events = feed_;
            return response;
        });
    }

    std::shared_ptr<EventFeed> feed_ = std::make_shared<EventFeed>();
};

TEST_F(StreamTest, AClientHearsWhatWasAndWhatComes) {
    feed_->publish("run", "{\"n\":1}");
    auto server = serve();
    Client client(server.port());
    client.send_get("/events");
    EXPECT_THAT(client.read_past("{\"n\":1}\n\n"), HasSubstr("HTTP/1.1 200 OK"));
    for (int n = 2; n < 50; ++n) {
        const auto data = "{\"n\":" + std::to_string(n) + "}";
        feed_->publish("job", data);
        EXPECT_EQ(client.read_past(data + "\n\n"),
                  "id: " + std::to_string(n) + "\nevent: job\ndata: " + data + "\n\n");
    }
}

TEST_F(StreamTest, TheHeaderNamesAStreamWithoutAnEnd) {
    auto server = serve();
    Client client(server.port());
    client.send_get("/events");
    const auto header = client.read_past("\r\n\r\n");
    EXPECT_THAT(header, HasSubstr("Content-Type: text/event-stream\r\n"));
    EXPECT_THAT(header, HasSubstr("Content-Security-Policy: "));
    EXPECT_THAT(header, testing::Not(HasSubstr("Content-Length")));
}

TEST_F(StreamTest, ManyClientsHearTheSameAndOthersAreServedBetween) {
    auto server = serve({.connections_max = 200});
    std::vector<Client> clients;
    for (int i = 0; i < 100; ++i) {
        clients.emplace_back(server.port());
        clients.back().send_get("/events");
        clients.back().read_past("\r\n\r\n");
    }
    feed_->publish("run", "{}");
    Client other(server.port());
    EXPECT_EQ(other.get("/").status, 200);
    for (auto& client : clients) {
        EXPECT_EQ(client.read_past("\n\n"), "id: 1\nevent: run\ndata: {}\n\n");
    }
}

TEST_F(StreamTest, StoppingEndsTheStream) {
    auto server = serve();
    Client client(server.port());
    client.send_get("/events");
    client.read_past("\r\n\r\n");
    server.stop();
    server.wait_for_end_of_run();
    EXPECT_EQ(client.read_to_end(), "");
}

TEST_F(StreamTest, AHeadEndsWithTheHeader) {
    auto server = serve();
    Client client(server.port());
    client.send("HEAD /events HTTP/1.1\r\nHost: localhost\r\n\r\n");
    EXPECT_THAT(client.read_to_end(), HasSubstr("text/event-stream"));
}

TEST_F(StreamTest, AClientThatTakesNothingIsDroppedAndTheServerGoesOn) {
    auto server = serve({.request_deadline = milliseconds{100}});
    Client deaf(server.port());
    deaf.send_get("/events");
    deaf.read_past("\r\n\r\n");
    // More than the buffers between the two hold.
    const std::string data(1'000'000, 'x');
    for (int i = 0; i < 40; ++i) {
        feed_->publish("job", data);
    }
    Client other(server.port());
    EXPECT_EQ(other.get("/").status, 200);
    EXPECT_LT(deaf.read_to_end().size(), 40 * data.size());
}

}  // namespace
}  // namespace turbomode::platform::http
