#include "turbomode/alerts/webhook.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "base/check.hpp"
#include "turbomode/alerts/transfer.hpp"

namespace turbomode::alerts {

using base::Error;
using base::ErrorCode;
using base::Result;
using nlohmann::ordered_json;

namespace {

constexpr std::size_t kJsonTextMax = 8'000;
constexpr std::size_t kSlackTextMax = 3'000;  // Slack advises 4,000 and cuts at 40,000.
constexpr std::size_t kDiscordContentMax = 2'000;
constexpr std::size_t kNtfyTextMax = 4'096;
constexpr auto kJsonType = "Content-Type: application/json";

std::string dump(const ordered_json& json) {
    return json.dump(-1, ' ', false, ordered_json::error_handler_t::replace);
}

std::string escaped_for_slack(const std::string& text) {
    std::string escaped;
    for (const char character : text) {
        switch (character) {
            case '&':
                escaped += "&amp;";
                break;
            case '<':
                escaped += "&lt;";
                break;
            case '>':
                escaped += "&gt;";
                break;
            default:
                escaped += character;
        }
    }
    return escaped;
}

WebhookContent json_content(const Message& message) {
    return {.headers = {kJsonType},
            .body = dump({{"application", "turbomode"},
                          {"event", name_of(message.event)},
                          {"key", message.key},
                          {"severity", name_of(message.severity)},
                          {"title", title_of(message)},
                          {"text", shortened(message.text, kJsonTextMax)},
                          {"raised_at", platform::rfc3339_utc(message.raised_at)},
                          {"said_at", platform::rfc3339_utc(message.said_at)}})};
}

WebhookContent slack_content(const Message& message) {
    const auto text = fmt::format("*{}*\n{}", title_of(message), message.text);
    return {.headers = {kJsonType},
            .body = dump({{"text", escaped_for_slack(shortened(text, kSlackTextMax))}})};
}

WebhookContent discord_content(const Message& message) {
    const auto text = fmt::format("**{}**\n{}", title_of(message), message.text);
    return {.headers = {kJsonType},
            .body = dump({{"username", "TurboMode"},
                          {"content", shortened(text, kDiscordContentMax)},
                          {"allowed_mentions", {{"parse", ordered_json::array()}}}})};
}

WebhookContent ntfy_content(const Message& message) {
    const bool is_good = message.event == Event::Resolved || message.event == Event::Test;
    const bool is_critical = message.severity == Severity::Critical;
    const auto* const priority = is_good ? "default" : is_critical ? "urgent" : "high";
    const auto* const tag = is_good       ? "white_check_mark"
                            : is_critical ? "rotating_light"
                                          : "warning";
    return {.headers = {"Content-Type: text/plain; charset=utf-8",
                        fmt::format("Title: {}", plain_line(title_of(message))),
                        fmt::format("Priority: {}", priority),
                        fmt::format("Tags: {}", tag)},
            .body = shortened(message.text, kNtfyTextMax)};
}

class Webhook final : public Channel {
public:
    explicit Webhook(WebhookOptions options) : options_(std::move(options)) {}

    std::string name() const override { return "webhook"; }
    Result<void> send(const Message& message, const std::stop_token& stop) override {
        TRY_ASSIGN(const auto url, read_secret(options_.url));
        if (url.empty()) {
            return Error{ErrorCode::Usage,
                         fmt::format("there is no address: put it into {}",
                                     options_.url.file.empty() ? "$" + options_.url.variable
                                                               : options_.url.file.string())};
        }
        TRY_ASSIGN(const auto token, read_secret(options_.token));
        auto content = webhook_content(options_.shape, message);
        if (!token.empty()) {
            content.headers.push_back(fmt::format("Authorization: Bearer {}", token));
        }
        return post(
            {.url = url, .headers = std::move(content.headers), .body = std::move(content.body)},
            options_.limits,
            stop);
    }

private:
    const WebhookOptions options_;
};

}  // namespace

Result<WebhookShape> parse_webhook_shape(std::string_view name) {
    if (name == "json") {
        return WebhookShape::Json;
    }
    if (name == "slack") {
        return WebhookShape::Slack;
    }
    if (name == "discord") {
        return WebhookShape::Discord;
    }
    if (name == "ntfy") {
        return WebhookShape::Ntfy;
    }
    return Error{ErrorCode::Usage, fmt::format("'{}' is no shape of a webhook", name)};
}

WebhookContent webhook_content(WebhookShape shape, const Message& message) {
    switch (shape) {
        case WebhookShape::Json:
            return json_content(message);
        case WebhookShape::Slack:
            return slack_content(message);
        case WebhookShape::Discord:
            return discord_content(message);
        case WebhookShape::Ntfy:
            return ntfy_content(message);
    }
    CHECK(false);
}

std::unique_ptr<Channel> webhook_channel(WebhookOptions options) {
    return std::make_unique<Webhook>(std::move(options));
}

}  // namespace turbomode::alerts
