// A request's target, taken apart: bounded, and nothing in it that could mean another file.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace ml_automation::web {

struct Target {
    std::string path;
    std::map<std::string, std::string> query;
};

// Nothing for a path with other characters than Request::path allows, with "..", or for a query
// that is no valid encoding.
std::optional<Target> parse_target(std::string_view text);

// Whether `host`, as in a Host header, means this machine's loopback: by any other name a page of
// somebody else's could be asking (DNS rebinding).
bool is_loopback_host(std::string_view host);

}  // namespace ml_automation::web
