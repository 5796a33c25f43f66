// Who may talk to a server on a private address: the user's own pages and tools, not a page of
// another site in the user's browser.
#pragma once

#include <chrono>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "turbomode/platform/http/message.hpp"

namespace turbomode::platform::http {

// Whether an address to bind to reaches this machine only: 127.0.0.0/8, ::1.
bool is_loopback(std::string_view address);

struct GuardOptions {
    bool is_bound_to_loopback = true;
    std::string token;  // Whoever changes something has to know it; empty: nobody is asked.
    int posts_a_minute = 60;
};

// Any thread may ask.
class Guard {
public:
    explicit Guard(GuardOptions options)
        : options_(std::move(options)), posts_left_(options_.posts_a_minute) {}

    // The answer to a request that must not reach the handler, or nothing.
    //
    // 421 when the server is bound to loopback and Host is not localhost, 127.0.0.1 or [::1], any
    // port: another site that has pointed its own name here (DNS rebinding) shows its name in
    // Host. 403 for a POST whose Origin is not the server's own as Host names it: a page of
    // another site (or a file) is posting. Command line tools send no Origin and pass. 401 for a
    // POST without `Authorization: Bearer TOKEN`; 429 for one too many: each second gives back a
    // sixtieth of what a minute allows.
    std::optional<Response> refusal(const Request& request,
                                    std::chrono::steady_clock::time_point now);

private:
    bool may_post(std::chrono::steady_clock::time_point now);

    const GuardOptions options_;
    std::mutex mutex_;  // Guards all below.
    double posts_left_;
    std::optional<std::chrono::steady_clock::time_point> counted_at_;
};

}  // namespace turbomode::platform::http
