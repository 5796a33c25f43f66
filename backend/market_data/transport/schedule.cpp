#include "market_data/transport/schedule.hpp"

#include <algorithm>

#include "base/check.hpp"

namespace market_data::transport {

Schedule::Schedule(std::size_t count, int active_max, TokenBucket& bucket)
    : count_(count), active_max_(active_max), bucket_(bucket) {
    CHECK(active_max >= 1);
}

std::optional<std::size_t> Schedule::take(TimePoint now) {
    const bool is_wait_over = !waiting_.empty() && waiting_.top().first <= now;
    if (!has_place() || (!is_wait_over && next_ == count_) || !bucket_.take(now)) {
        return std::nullopt;
    }
    ++active_;
    if (!is_wait_over) {
        return next_++;
    }
    const std::size_t index = waiting_.top().second;
    waiting_.pop();
    return index;
}

void Schedule::again(std::size_t index, TimePoint at) {
    CHECK(active_ > 0);
    CHECK(index < next_);
    --active_;
    waiting_.emplace(at, index);
}

void Schedule::finish(std::size_t index) {
    CHECK(active_ > 0);
    CHECK(index < next_);
    --active_;
}

bool Schedule::is_over() const {
    return active_ == 0 && next_ == count_ && waiting_.empty();
}

std::optional<TimePoint> Schedule::next_at(TimePoint now) const {
    if (!has_place() || (next_ == count_ && waiting_.empty())) {
        return std::nullopt;
    }
    const TimePoint wanted = next_ < count_ ? now : std::max(now, waiting_.top().first);
    return std::max(wanted, bucket_.ready_at());
}

std::vector<std::size_t> Schedule::give_up() {
    std::vector<std::size_t> left;
    for (; !waiting_.empty(); waiting_.pop()) {
        left.push_back(waiting_.top().second);
    }
    for (; next_ < count_; ++next_) {
        left.push_back(next_);
    }
    std::sort(left.begin(), left.end());
    return left;
}

}  // namespace market_data::transport
