// EventFeed: server-sent events, from whoever knows something to all clients that listen.
//
// Source of the format: WHATWG HTML, section 9.2, server-sent events.
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>

namespace turbomode::platform::http {

// Any thread may call any of these at any time.
class EventFeed {
public:
    EventFeed() = default;
    EventFeed(const EventFeed&) = delete;
    EventFeed& operator=(const EventFeed&) = delete;
    EventFeed(EventFeed&&) = delete;
    EventFeed& operator=(EventFeed&&) = delete;
    ~EventFeed() = default;

    // REQUIRES: no line breaks in either
    void publish(std::string_view name, std::string_view data);

    // The number of the last event; 0 before the first.
    std::uint64_t last() const;
    struct News {
        std::string text;     // As it goes to the client; empty: nothing is new.
        std::uint64_t until;  // The number of the last event that was looked at.
    };
    // What was published after the event of that number, as far back as it is remembered.
    News since(std::uint64_t number) const;

    // Calls `wake` after each event, on the thread that published it, until what it returns is
    // gone. `wake` only posts work elsewhere: it must neither block nor call this feed.
    [[nodiscard]] std::shared_ptr<void> subscribe(std::function<void()> wake);

private:
    struct Event {
        std::uint64_t number;
        std::string text;
    };
    using Wakers = std::map<std::uint64_t, std::function<void()>>;

    mutable std::mutex mutex_;
    std::deque<Event> events_;
    std::uint64_t last_ = 0;
    std::uint64_t next_waker_ = 0;
    // Shared with the subscriptions, which may outlive the feed.
    struct Listeners {
        std::mutex mutex;
        Wakers wakers;
    };
    std::shared_ptr<Listeners> listeners_ = std::make_shared<Listeners>();
};

}  // namespace turbomode::platform::http
