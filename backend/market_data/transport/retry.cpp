#include "market_data/transport/retry.hpp"

#include <algorithm>
#include <charconv>

#include <curl/curl.h>

#include "base/check.hpp"

namespace market_data::transport {

using std::chrono::milliseconds;
using std::chrono::seconds;

namespace {

constexpr seconds kRetryAfterLongest{24 * 60 * 60};

}  // namespace

bool is_worth_retrying(int status) {
    return status == 408 || status == 425 || status == 429 || (status >= 500 && status <= 599);
}

bool is_refusal(int status) {
    return status == 401 || status == 403 || status == 429 || status == 999;
}

std::optional<milliseconds> retry_after(const std::string& header,
                                        std::chrono::system_clock::time_point now) {
    if (header.empty()) {
        return std::nullopt;
    }
    if (header.find_first_not_of("0123456789") == std::string::npos) {
        seconds::rep count = 0;
        const auto [end, error] =
            std::from_chars(header.data(), header.data() + header.size(), count);
        const bool is_huge = error == std::errc::result_out_of_range;
        return is_huge ? kRetryAfterLongest : std::min(seconds{count}, kRetryAfterLongest);
    }
    const std::time_t time = curl_getdate(header.c_str(), nullptr);
    if (time < 0) {
        return std::nullopt;
    }
    const auto wait =
        std::chrono::ceil<milliseconds>(std::chrono::system_clock::from_time_t(time) - now);
    return std::clamp<milliseconds>(wait, milliseconds{0}, kRetryAfterLongest);
}

Backoff::Backoff(const RetrySettings& settings, std::uint64_t seed)
    : settings_(settings), random_(seed) {
    CHECK(settings.attempts_max >= 1);
    CHECK(settings.wait_first >= milliseconds{0});
    CHECK(settings.wait_longest >= settings.wait_first);
}

milliseconds Backoff::wait(int attempt) {
    CHECK(attempt >= 1);
    auto limit = settings_.wait_first;
    for (int n = 1; n < attempt && limit < settings_.wait_longest; ++n) {
        limit *= 2;
    }
    limit = std::min(limit, settings_.wait_longest);
    return milliseconds{
        std::uniform_int_distribution<milliseconds::rep>{0, limit.count()}(random_)};
}

}  // namespace market_data::transport
