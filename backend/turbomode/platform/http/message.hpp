// What an HTTP handler gets and gives, without any HTTP library in sight.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace turbomode::platform::http {

struct Request {
    std::string method;  // "GET" or "POST"; a HEAD arrives as the GET that it asks about.
    std::string path;    // Decoded, printable ASCII, starts with '/', no "..", "." or "//".
    std::multimap<std::string, std::string> query;            // Decoded; equal names in order.
    std::map<std::string, std::string, std::less<>> headers;  // Names in lower case.
    std::string body;

    // Empty when the header is absent; repeated ones are joined by ", ". `name` in lower case.
    std::string_view header(std::string_view name) const;
    // The first one of that name.
    std::optional<std::string> query_value(const std::string& name) const;
};

class EventFeed;

struct Response {
    int status = 200;
    std::string content_type = "application/json";
    // Shared: a file kept in memory, sent to many clients at once, is owned by all of them.
    std::variant<std::string, std::shared_ptr<const std::string>> body;
    // Not null: instead of a body the client gets what this feed is told after the event of that
    // number, until it hangs up.
    std::shared_ptr<EventFeed> events;
    std::uint64_t events_after = 0;
    // No line breaks in them. One that the server would send too (see server.hpp) replaces it.
    std::vector<std::pair<std::string, std::string>> headers;

    std::string_view body_text() const;
};

// May be called on several threads at once. What it throws becomes a 500 and a line in the log.
using Handler = std::function<Response(const Request&)>;

// An error as application/problem+json (RFC 9457): its title is the status's own name, `detail`
// is for people. REQUIRES: 400 <= status < 600
Response problem(int status, std::string_view detail);

// A-Z as a-z, the rest as it is: how names in HTTP are compared.
std::string ascii_lower(std::string_view text);

// "Not Found"; "Unknown" for a number that is no status.
std::string_view reason_of(int status);

}  // namespace turbomode::platform::http
