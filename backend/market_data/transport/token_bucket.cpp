#include "market_data/transport/token_bucket.hpp"

#include <algorithm>

#include "base/check.hpp"

namespace market_data::transport {

using std::chrono::nanoseconds;

TokenBucket::TokenBucket(double per_second, int burst) {
    CHECK(per_second > 0.0);
    CHECK(burst >= 1);
    interval_ =
        std::chrono::duration_cast<nanoseconds>(std::chrono::duration<double>(1.0 / per_second));
    slack_ = interval_ * (burst - 1);
}

TimePoint TokenBucket::ready_at() const {
    return std::max(next_due_ - slack_, paused_until_);
}

bool TokenBucket::take(TimePoint now) {
    if (now < ready_at()) {
        return false;
    }
    next_due_ = std::max(next_due_, now) + interval_;
    return true;
}

void TokenBucket::pause(TimePoint until) {
    paused_until_ = std::max(paused_until_, until);
}

}  // namespace market_data::transport
