// BoundedQueue: hands values from one thread to another, at most so many waiting in between, so
// that a fast maker does not fill the memory of a slow taker.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <mutex>
#include <optional>
#include <utility>

#include "base/check.hpp"

namespace base {

template <typename T>
class BoundedQueue {
public:
    explicit BoundedQueue(std::size_t capacity) : capacity_(capacity) { CHECK(capacity > 0); }

    // Waits for room. False when the queue is closed: the value is not taken.
    bool push(T value) {
        std::unique_lock lock(mutex_);
        has_room_.wait(lock, [&] { return closed_ || values_.size() < capacity_; });
        if (closed_) {
            return false;
        }
        values_.push_back(std::move(value));
        has_value_.notify_one();
        return true;
    }

    // Waits for a value. Nothing when the queue is closed and all values were taken.
    std::optional<T> pop() {
        std::unique_lock lock(mutex_);
        has_value_.wait(lock, [&] { return closed_ || !values_.empty(); });
        if (values_.empty()) {
            return std::nullopt;
        }
        std::optional<T> value{std::move(values_.front())};
        values_.pop_front();
        has_room_.notify_one();
        return value;
    }

    // Ends both sides' waiting, whichever calls it. What waits inside can still be taken.
    void close() {
        const std::lock_guard lock(mutex_);
        closed_ = true;
        has_room_.notify_all();
        has_value_.notify_all();
    }

private:
    const std::size_t capacity_;
    std::mutex mutex_;
    std::condition_variable has_room_;
    std::condition_variable has_value_;
    std::deque<T> values_;
    bool closed_ = false;
};

}  // namespace base
