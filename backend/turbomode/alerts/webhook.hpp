// A webhook: each message is posted to one address, in the shape that its reader wants.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "turbomode/alerts/channel.hpp"

namespace turbomode::alerts {

enum class WebhookShape { Json, Slack, Discord, Ntfy };
base::Result<WebhookShape> parse_webhook_shape(std::string_view name);  // "json", "slack", ...

// What is posted.
struct WebhookContent {
    std::vector<std::string> headers;  // "Content-Type: application/json", ...
    std::string body;
};

// json:    {application, event, key, severity, title, text, raised_at, said_at}; times in UTC.
// slack:   {text}, with &, < and > escaped, so that nothing in it is markup or calls anybody.
//          Source: docs.slack.dev, incoming webhooks; formatting message text.
// discord: {username, content, allowed_mentions}; content has 2000 characters at most.
//          Source: docs.discord.com, webhook resource, execute webhook.
// ntfy:    the text itself, 4096 bytes at most, under the headers Title, Priority and Tags; the
//          address is that of the topic. Source: docs.ntfy.sh, publishing.
WebhookContent webhook_content(WebhookShape shape, const Message& message);

struct WebhookOptions {
    WebhookShape shape = WebhookShape::Json;
    SecretPlace url;
    SecretPlace token;  // Sent as "Authorization: Bearer TOKEN", when there is one.
    SendLimits limits;
};

std::unique_ptr<Channel> webhook_channel(WebhookOptions options);

}  // namespace turbomode::alerts
