// What a handler gets and gives, without any HTTP library in sight.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace ml_automation::web {

struct Request {
    std::string method;  // "GET" or "POST"; a HEAD arrives as the GET that it asks about.
    std::string path;    // Starts with '/'; letters, digits, '.', '_', '-' and '/' alone.
    std::map<std::string, std::string> query;  // Decoded; the first of equal names.

    std::optional<std::string> query_value(const std::string& name) const;
};

struct Response {
    int status = 200;
    std::string content_type = "application/json";
    std::string body;
};

// What it throws becomes a 500 and a line in the log.
using Handler = std::function<Response(const Request&)>;

// An error as application/problem+json (RFC 9457); `detail` is for people.
Response problem(int status, std::string_view detail);

}  // namespace ml_automation::web
