#include "turbomode/platform/http/request_counter.hpp"

#include "base/check.hpp"

namespace turbomode::platform::http {

Handler RequestCounter::counted(Handler handler) {
    return [this, inner = std::move(handler)](const Request& request) {
        auto response = inner(request);
        const auto hundreds = static_cast<std::size_t>(response.status / 100);
        if (hundreds >= 1 && hundreds <= counts_.size()) {
            ++counts_[hundreds - 1];
        }
        return response;
    };
}

std::uint64_t RequestCounter::count(int hundreds) const {
    CHECK(hundreds >= 1 && hundreds <= 5);
    return counts_[static_cast<std::size_t>(hundreds) - 1];
}

}  // namespace turbomode::platform::http
