// A small HTTP/1.1 server: keep-alive, pipelining, limits on everything a client can make long.
//
// Its own answers to what is no proper request: 400 (not HTTP, bad target), 401, 403, 421 and 429
// (see guard.hpp), 405 (not GET, HEAD or POST), 408 (too slow), 413 (body), 431 (header), 500 (the
// handler threw), 503 (too many connections). All are problems, see message.hpp.
//
// A stream of events (see event_feed.hpp) is open until the client hangs up or the server stops;
// a client that does not take an event within the request's deadline is dropped.
//
// On every answer, unless the handler sets them itself: Content-Security-Policy,
// X-Content-Type-Options, X-Frame-Options, Referrer-Policy, Cross-Origin-Resource-Policy.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>

#include "base/result.hpp"
#include "turbomode/platform/http/message.hpp"

namespace turbomode::platform::http {

struct ServerOptions {
    std::string bind = "127.0.0.1";           // A numeric address, IPv4 or IPv6.
    std::uint16_t port = 5000;                // 0: any free one.
    int threads = 2;                          // Handlers run on them and may block briefly.
    std::uint32_t header_bytes_max = 16'384;  // 64 000 at most.
    std::uint64_t body_bytes_max = 1'048'576;
    int connections_max = 2'048;  // One more is told 503 and closed.
    std::string token;            // See guard.hpp; empty: none is asked for.
    int posts_a_minute = 60;
    // From a request's first byte to its last; then again for the client to take the answer.
    std::chrono::milliseconds request_deadline{10'000};
    // A connection without a request is closed after this.
    std::chrono::milliseconds idle_deadline{30'000};
    // After stop(), requests under way get this long.
    std::chrono::milliseconds drain_deadline{2'000};
};

class Server {
public:
    // Takes the port; clients queue there until run(). Usage when `bind` is no address; Failed
    // when the port cannot be had, naming bind:port.
    // REQUIRES: options.header_bytes_max <= 64 000, options.threads >= 1
    static base::Result<std::unique_ptr<Server>> listen(const ServerOptions& options,
                                                        Handler handler);

    Server(const Server&) = delete;
    Server& operator=(const Server&) = delete;
    Server(Server&&) = delete;
    Server& operator=(Server&&) = delete;
    ~Server();

    std::uint16_t port() const;  // The real one, where 0 was asked for.

    // Serves until stop(); call it once. Handlers have all returned when it returns.
    void run();
    // Closes idle connections, lets requests under way finish. From any thread, at any time, more
    // than once; not from a signal handler, for that is the next one.
    void stop();
    // From now on SIGINT and SIGTERM mean stop(); a second one ends the process, as by default.
    // Call before run().
    void stop_on_termination();

private:
    // The HTTP library, out of sight of whoever includes this.
    struct Impl;
    explicit Server(std::unique_ptr<Impl> impl);
    std::unique_ptr<Impl> impl_;
};

}  // namespace turbomode::platform::http
