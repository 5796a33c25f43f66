#include "turbomode/platform/http/event_feed.hpp"

#include <utility>

#include <fmt/format.h>

#include "base/check.hpp"

namespace turbomode::platform::http {

namespace {

// For a client that lost its connection for a moment.
constexpr std::size_t kRemembered = 256;

bool has_line_break(std::string_view text) {
    return text.find_first_of("\r\n") != std::string_view::npos;
}

}  // namespace

void EventFeed::publish(std::string_view name, std::string_view data) {
    CHECK(!has_line_break(name) && !has_line_break(data));
    {
        const std::lock_guard lock(mutex_);
        ++last_;
        events_.push_back(
            {last_, fmt::format("id: {}\nevent: {}\ndata: {}\n\n", last_, name, data)});
        if (events_.size() > kRemembered) {
            events_.pop_front();
        }
    }
    const std::lock_guard lock(listeners_->mutex);
    for (const auto& [number, wake] : listeners_->wakers) {
        wake();
    }
}

std::uint64_t EventFeed::last() const {
    const std::lock_guard lock(mutex_);
    return last_;
}

EventFeed::News EventFeed::since(std::uint64_t number) const {
    const std::lock_guard lock(mutex_);
    News news{.text = {}, .until = last_};
    for (const auto& event : events_) {
        if (event.number > number) {
            news.text += event.text;
        }
    }
    return news;
}

std::shared_ptr<void> EventFeed::subscribe(std::function<void()> wake) {
    const std::lock_guard lock(listeners_->mutex);
    const auto number = next_waker_++;
    listeners_->wakers.emplace(number, std::move(wake));
    return {nullptr, [listeners = listeners_, number](void*) {
                const std::lock_guard guard(listeners->mutex);
                listeners->wakers.erase(number);
            }};
}

}  // namespace turbomode::platform::http
