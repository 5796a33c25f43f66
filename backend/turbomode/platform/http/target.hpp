// Reading the target of a request line, "/turbomode/signals?limit=5", into path and parameters.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace turbomode::platform::http {

struct Target {
    std::string path;
    std::multimap<std::string, std::string> query;
};

// Path: percent-decoded, then "." and ".." resolved and doubled slashes joined; a slash at the
// end stays. InvalidInput when it does not start with '/', climbs above the root, has a broken
// escape, or decodes to anything but printable ASCII: nothing here has such a name.
// Query: name=value pairs between '&', percent-decoded, '+' is a space. Source: the WHATWG URL
// standard, application/x-www-form-urlencoded parsing, but for broken escapes, which are errors.
base::Result<Target> parse_target(std::string_view target);

}  // namespace turbomode::platform::http
