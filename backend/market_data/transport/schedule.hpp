// Schedule: which request of a batch goes out next, and when. Pure: the time is passed in.
#pragma once

#include <cstddef>
#include <optional>
#include <queue>
#include <utility>
#include <vector>

#include "market_data/transport/token_bucket.hpp"

namespace market_data::transport {

class Schedule {
public:
    // Requests 0..count-1, at most `active_max` of them under way at once, as fast as `bucket`
    // (which outlives the schedule) lets them. REQUIRES: active_max >= 1
    Schedule(std::size_t count, int active_max, TokenBucket& bucket);

    // The next one to send at `now`, which from then on is under way: first those whose wait is
    // over, then the others in order. Nothing when it is not yet time, or all places are taken.
    std::optional<std::size_t> take(TimePoint now);
    // The one under way is to be sent again, not before `at`.
    void again(std::size_t index, TimePoint at);
    // The one under way is done with.
    void finish(std::size_t index);

    // Nothing is under way and nothing is left.
    bool is_over() const;
    // When take() may give something: nothing when that first needs a place to become free.
    std::optional<TimePoint> next_at(TimePoint now) const;
    // Everything that is not under way, in order; the schedule forgets it.
    std::vector<std::size_t> give_up();

private:
    using Waiting = std::pair<TimePoint, std::size_t>;

    bool has_place() const { return active_ < active_max_; }

    std::size_t next_ = 0;  // All before it were sent at least once.
    std::size_t count_;
    int active_max_;
    int active_ = 0;
    TokenBucket& bucket_;
    std::priority_queue<Waiting, std::vector<Waiting>, std::greater<>> waiting_;
};

}  // namespace market_data::transport
