// Counts what a handler answers, by the kind of its status.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>

#include "turbomode/platform/http/message.hpp"

namespace turbomode::platform::http {

// Any thread may call any of these at any time.
class RequestCounter {
public:
    // `handler` with each of its answers counted. The counter outlives what is returned.
    Handler counted(Handler handler);
    // Answers so far whose status is 100 * hundreds to 100 * hundreds + 99.
    // REQUIRES: 1 <= hundreds <= 5
    std::uint64_t count(int hundreds) const;

private:
    std::array<std::atomic<std::uint64_t>, 5> counts_{};
};

}  // namespace turbomode::platform::http
