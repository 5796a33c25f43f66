// ChangeTeller: tells the stream of events what has changed since the last look: "run" with the
// latest run, "job" with the latest job, "alerts" with those that are open, as in their lists.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "turbomode/alerts/alert.hpp"
#include "turbomode/api/operations.hpp"
#include "turbomode/platform/http/event_feed.hpp"
#include "turbomode/store/signal_store.hpp"

namespace turbomode::api {

// Looking anew finds what any program did, this one or another. Not for two threads at once.
class ChangeTeller {
public:
    using OpenViews = std::function<base::Result<std::unique_ptr<store::SignalViews>>()>;

    using Alerts = std::function<base::Result<std::vector<alerts::Alert>>(bool with_resolved)>;

    // All by reference outlive this object.
    ChangeTeller(OpenViews views,
                 Alerts alerts,
                 const Operations& operations,
                 platform::http::EventFeed& feed)
        : views_(std::move(views)),
          alerts_(std::move(alerts)),
          operations_(operations),
          feed_(feed) {}

    // The first look tells nothing. What cannot be read is as it was.
    void look();

private:
    void tell(std::string_view name, const Json& now, std::string& before);

    OpenViews views_;
    Alerts alerts_;
    const Operations& operations_;
    platform::http::EventFeed& feed_;
    std::string run_;
    std::string job_;
    std::string open_alerts_;
    bool has_looked_ = false;
};

}  // namespace turbomode::api
