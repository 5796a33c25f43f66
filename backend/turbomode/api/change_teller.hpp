// ChangeTeller: tells the stream of events what has changed since the last look: "run" with the
// latest run, "job" with the latest job, as in the lists of both.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "turbomode/api/operations.hpp"
#include "turbomode/platform/http/event_feed.hpp"
#include "turbomode/store/signal_store.hpp"

namespace turbomode::api {

// Looking anew finds what any program did, this one or another. Not for two threads at once.
class ChangeTeller {
public:
    using OpenViews = std::function<base::Result<std::unique_ptr<store::SignalViews>>()>;

    // All by reference outlive this object.
    ChangeTeller(OpenViews views, const Operations& operations, platform::http::EventFeed& feed)
        : views_(std::move(views)), operations_(operations), feed_(feed) {}

    // The first look tells nothing. What cannot be read is as it was.
    void look();

private:
    void tell(std::string_view name, const Json& now, std::string& before);

    OpenViews views_;
    const Operations& operations_;
    platform::http::EventFeed& feed_;
    std::string run_;
    std::string job_;
    bool has_looked_ = false;
};

}  // namespace turbomode::api
