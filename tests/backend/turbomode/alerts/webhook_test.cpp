// Webhooks over real connections of this machine.
#include "turbomode/alerts/webhook.hpp"

#include <latch>
#include <mutex>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "backend/turbomode/alerts/made_messages.hpp"
#include "backend/turbomode/platform/http/running_server.hpp"
#include "backend/turbomode/platform/temporary_folder.hpp"
#include "base/file.hpp"

namespace turbomode::alerts {
namespace {

using base::ErrorCode;
using nlohmann::json;
using platform::http::Request;
using platform::http::Response;
using platform::http::RunningServer;
using testing::HasSubstr;
using testing::Not;

// A port of this machine that is taken, and where nobody listens.
class DeafPort {
public:
    DeafPort() : socket_(::socket(AF_INET, SOCK_STREAM, 0)) {
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socklen_t size = sizeof address;
        auto* const generic = reinterpret_cast<sockaddr*>(&address);
        EXPECT_EQ(::bind(socket_, generic, size), 0);
        EXPECT_EQ(::getsockname(socket_, generic, &size), 0);
        port_ = ntohs(address.sin_port);
    }
    DeafPort(const DeafPort&) = delete;
    DeafPort& operator=(const DeafPort&) = delete;
    DeafPort(DeafPort&&) = delete;
    DeafPort& operator=(DeafPort&&) = delete;
    ~DeafPort() { ::close(socket_); }
    std::uint16_t port() const { return port_; }

private:
    int socket_;
    std::uint16_t port_ = 0;
};

class WebhookTest : public testing::Test {
protected:
    Response receive(const Request& request) {
        const std::lock_guard guard(mutex_);
        requests_.push_back(request);
        Response response;
        response.status = status_;
        if (status_ == 302) {
            response.headers = {{"Location", "/elsewhere"}};
        }
        return response;
    }
    std::vector<Request> requests() {
        const std::lock_guard guard(mutex_);
        return requests_;
    }

    void set_url(const std::string& url) const {
        EXPECT_TRUE(base::write_file_atomically(url_file(), url + "\n").ok());
    }
    std::filesystem::path url_file() const { return folder_.path() / "url"; }

    base::Result<void> send(WebhookShape shape,
                            const Message& message = message_about("no prices"),
                            const std::stop_token& stop = {}) const {
        return webhook_channel({.shape = shape,
                                .url = {.file = url_file(), .variable = ""},
                                .token = {.file = token_file_, .variable = ""},
                                .limits = limits_})
            ->send(message, stop);
    }
    // Whose failure it is; the address, which is a secret, is in no message.
    std::string failure(const Message& message = message_about("no prices")) const {
        const auto sent = send(WebhookShape::Json, message);
        if (sent.ok()) {
            return "it was sent";
        }
        EXPECT_THAT(sent.error().message, Not(HasSubstr("hush")));
        return sent.error().message;
    }

    platform::TemporaryFolder folder_{"webhook_test"};
    std::mutex mutex_;
    int status_ = 200;
    std::vector<Request> requests_;
    std::filesystem::path token_file_;
    SendLimits limits_;
    RunningServer server_{{}, [this](const Request& request) {
                              return receive(request);
                          }};
    std::string address_ = fmt::format("http://127.0.0.1:{}/hooks/hush?key=hush", server_.port());
};

TEST_F(WebhookTest, JsonHasAllThatIsKnown) {
    set_url(address_);
    ASSERT_TRUE(send(WebhookShape::Json, message_about("say \"no\" & go")).ok());
    const auto received = requests();
    ASSERT_EQ(received.size(), 1U);
    EXPECT_EQ(received[0].method, "POST");
    EXPECT_EQ(received[0].path, "/hooks/hush");
    EXPECT_EQ(received[0].query_value("key"), "hush");
    EXPECT_EQ(received[0].header("content-type"), "application/json");
    EXPECT_EQ(received[0].header("authorization"), "");
    EXPECT_EQ(json::parse(received[0].body),
              (json{{"application", "turbomode"},
                    {"event", "raised"},
                    {"key", "run_state"},
                    {"severity", "critical"},
                    {"title", "TurboMode: critical: run_state"},
                    {"text", "say \"no\" & go"},
                    {"raised_at", "2026-11-21T04:00:00Z"},
                    {"said_at", "2026-11-21T04:01:00Z"}}));
}

TEST_F(WebhookTest, SlackGetsATextWithoutMarkupOfOthers) {
    set_url(address_);
    ASSERT_TRUE(send(WebhookShape::Slack, message_about("<!channel> a & b")).ok());
    EXPECT_EQ(json::parse(requests().at(0).body),
              (json{{"text", "*TurboMode: critical: run_state*\n&lt;!channel&gt; a &amp; b"}}));
}

TEST_F(WebhookTest, DiscordGetsWhatItTakesAndCallsNobody) {
    set_url(address_);
    ASSERT_TRUE(send(WebhookShape::Discord, message_about(std::string(5'000, 'x'))).ok());
    const auto body = json::parse(requests().at(0).body);
    const auto content = body["content"].get<std::string>();
    EXPECT_EQ(content.size(), 2'000U);
    EXPECT_TRUE(content.starts_with("**TurboMode: critical: run_state**\nxxx"));
    EXPECT_TRUE(content.ends_with("x..."));
    EXPECT_EQ(body["allowed_mentions"], (json{{"parse", json::array()}}));
}

TEST_F(WebhookTest, NtfyGetsATextUnderItsHeaders) {
    set_url(address_);
    token_file_ = folder_.path() / "token";
    ASSERT_TRUE(base::write_file_atomically(token_file_, "tk_abc\n").ok());
    ASSERT_TRUE(send(WebhookShape::Ntfy, message_about(std::string(5'000, 'x'))).ok());
    ASSERT_TRUE(
        send(WebhookShape::Ntfy, message_about("1 GB is free", Event::Repeated, Severity::Warning))
            .ok());
    ASSERT_TRUE(send(WebhookShape::Ntfy, message_about("no longer so", Event::Resolved)).ok());
    const auto received = requests();
    ASSERT_EQ(received.size(), 3U);
    EXPECT_EQ(received[0].body.size(), 4'096U);
    EXPECT_EQ(received[0].header("title"), "TurboMode: critical: run_state");
    EXPECT_EQ(received[0].header("priority"), "urgent");
    EXPECT_EQ(received[0].header("tags"), "rotating_light");
    EXPECT_EQ(received[0].header("authorization"), "Bearer tk_abc");
    EXPECT_EQ(received[1].header("title"), "TurboMode: still warning: run_state");
    EXPECT_EQ(received[1].header("priority"), "high");
    EXPECT_EQ(received[1].body, "1 GB is free");
    EXPECT_EQ(received[2].header("title"), "TurboMode: resolved: run_state");
    EXPECT_EQ(received[2].header("priority"), "default");
}

TEST_F(WebhookTest, TextThatIsNoUtf8IsSentNevertheless) {
    set_url(address_);
    ASSERT_TRUE(send(WebhookShape::Json, message_about("bad \xFF byte")).ok());
    EXPECT_EQ(json::parse(requests().at(0).body)["text"], "bad \xEF\xBF\xBD byte");
}

TEST_F(WebhookTest, AReceiverThatFailsIsToldOf) {
    set_url(address_);
    status_ = 500;
    EXPECT_EQ(failure(), "answered 500");
    status_ = 404;
    EXPECT_EQ(failure(), "answered 404");
    status_ = 204;
    EXPECT_TRUE(send(WebhookShape::Json).ok());
}

TEST_F(WebhookTest, ARedirectIsNotFollowed) {
    set_url(address_);
    status_ = 302;
    EXPECT_THAT(failure(), HasSubstr("answered 302, and redirects are not followed"));
    EXPECT_EQ(requests().size(), 1U);
}

TEST_F(WebhookTest, AReceiverThatIsDownIsToldOf) {
    const DeafPort port;
    set_url(fmt::format("http://127.0.0.1:{}/hush", port.port()));
    EXPECT_THAT(failure(), HasSubstr("Connection refused"));
}

TEST_F(WebhookTest, AReceiverThatDoesNotAnswerIsGivenUp) {
    std::latch over{1};
    RunningServer silent{{}, [&over](const Request&) {
                             over.wait();
                             return Response{};
                         }};
    set_url(fmt::format("http://127.0.0.1:{}/hush", silent.port()));
    limits_.total = std::chrono::milliseconds{50};
    EXPECT_THAT(failure(), HasSubstr("timed out"));
    limits_.total = std::chrono::minutes{10};
    std::stop_source stop;
    stop.request_stop();
    const auto stopped = send(WebhookShape::Json, message_about("no prices"), stop.get_token());
    EXPECT_EQ(stopped.error().message, "given up, the program ends");
    over.count_down();
}

TEST_F(WebhookTest, OnlyTlsLeavesThisMachine) {
    for (const char* url : {"http://example.com/hush",
                            "ftp://127.0.0.1/hush",
                            "file:///hush",
                            "hush",
                            "http://127.0.0.1.example.com/hush",
                            "https://"}) {
        set_url(url);
        EXPECT_THAT(failure(), HasSubstr("none of https")) << url;
    }
    EXPECT_TRUE(requests().empty());
}

TEST_F(WebhookTest, AMissingAddressIsNamedByItsPlace) {
    EXPECT_THAT(failure(), HasSubstr(url_file().string()));
    set_url("");
    EXPECT_EQ(failure(), "there is no address: put it into " + url_file().string());
}

TEST(WebhookShapes, AreKnownByName) {
    EXPECT_EQ(parse_webhook_shape("slack").value(), WebhookShape::Slack);
    EXPECT_EQ(parse_webhook_shape("teams").error().code, ErrorCode::Usage);
}

}  // namespace
}  // namespace turbomode::alerts
