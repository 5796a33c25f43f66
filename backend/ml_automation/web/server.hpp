// A small HTTP/1.1 server on one thread, for the loopback address: keep-alive, and a limit on
// everything that a client can make long.
//
// Its own answers: 400 (not HTTP, bad target), 403 (a POST from another site's page), 405 (not GET,
// HEAD or POST), 413 (body), 421 (a host that is not this machine), 431 (header), 500 (the handler
// threw), 503 (too many connections). A client that is not done with its request in time is
// dropped.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>

#include "base/result.hpp"
#include "ml_automation/web/message.hpp"

namespace ml_automation::web {

struct ServerOptions {
    std::string bind = "127.0.0.1";           // A numeric loopback address, IPv4 or IPv6.
    std::uint16_t port = 5001;                // 0: any free one.
    std::uint32_t header_bytes_max = 16'384;  // Below 65,000.
    std::uint64_t body_bytes_max = 65'536;
    int connections_max = 256;
    // From when the connection is free for a request to that request's last byte; then again for
    // the client to take the answer.
    std::chrono::milliseconds deadline{10'000};
};

class Server {
public:
    // Takes the port. Usage when `bind` is no loopback address: nothing asks who is calling.
    // Failed, naming bind:port, when it is taken.
    static base::Result<std::unique_ptr<Server>> listen(const ServerOptions& options,
                                                        Handler handler);
    Server(const Server&) = delete;
    Server& operator=(const Server&) = delete;
    Server(Server&&) = delete;
    Server& operator=(Server&&) = delete;
    ~Server();

    std::uint16_t port() const;  // The real one, where 0 was asked for.

    // Serves until stop(), or until SIGINT or SIGTERM if stop_on_termination() came before.
    void run();
    void stop();  // From any thread.
    void stop_on_termination();

private:
    struct Impl;
    explicit Server(std::unique_ptr<Impl> impl);
    std::unique_ptr<Impl> impl_;
};

}  // namespace ml_automation::web
