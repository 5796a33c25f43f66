// A client that writes its own bytes, so that it can misbehave, and a server for it to talk to.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <thread>

#include "ml_automation/web/server.hpp"

namespace ml_automation::web {

struct Reply {
    int status = 0;                              // 0: the connection ended before a whole reply.
    std::map<std::string, std::string> headers;  // Names in lower case.
    std::string body;

    std::string header(const std::string& name) const;
};

class Client {
public:
    // Connects to 127.0.0.1. Any step that takes more than 20 s fails the test.
    explicit Client(std::uint16_t port);
    Client(const Client&) = delete;
    Client& operator=(const Client&) = delete;
    Client(Client&&) = delete;
    Client& operator=(Client&&) = delete;
    ~Client();

    void send(std::string_view bytes) const;
    // The next reply. `has_body` false: as to a HEAD, nothing follows the header.
    Reply read_reply(bool has_body = true);
    // `method` of `target` with Host: localhost and `more` header lines, each ending in \r\n.
    Reply ask(std::string_view method, std::string_view target, std::string_view more = "");
    // Whether the server has sent something or closed, after waiting for it at most so long.
    bool has_answer_within(std::chrono::milliseconds limit) const;
    // Everything until the server closes.
    std::string read_to_end();

private:
    bool read_more();

    int descriptor_;
    std::string received_;  // Read, but not yet handed out.
};

// On a free port and a thread of its own as long as the object lives.
class RunningServer {
public:
    RunningServer(ServerOptions options, Handler handler);
    RunningServer(const RunningServer&) = delete;
    RunningServer& operator=(const RunningServer&) = delete;
    RunningServer(RunningServer&&) = delete;
    RunningServer& operator=(RunningServer&&) = delete;
    ~RunningServer();

    std::uint16_t port() const { return server_->port(); }

private:
    std::unique_ptr<Server> server_;
    std::jthread thread_;
};

// Answers with what it was asked: "GET /path name=value".
Response echo(const Request& request);

}  // namespace ml_automation::web
