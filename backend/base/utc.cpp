#include "base/utc.hpp"

#include <ctime>

namespace base {

std::optional<std::chrono::system_clock::time_point> parse_utc(const std::string& text) {
    std::tm parts{};
    const char* end = ::strptime(text.c_str(), "%Y-%m-%dT%H:%M:%SZ", &parts);
    if (end == nullptr || end != text.c_str() + text.size()) {
        return std::nullopt;
    }
    return std::chrono::system_clock::from_time_t(::timegm(&parts));
}

}  // namespace base
