// The smallest HTTP client that can misbehave: the tests write its bytes themselves.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>

namespace turbomode::platform::http {

struct Reply {
    int status = 0;                              // 0: the connection ended before a whole reply.
    std::map<std::string, std::string> headers;  // Names in lower case.
    std::string body;

    std::string header(const std::string& name) const;
};

class Client {
public:
    // Connects to 127.0.0.1. A test fails when that or any later step takes more than 20 s.
    explicit Client(std::uint16_t port);
    Client(const Client&) = delete;
    Client& operator=(const Client&) = delete;
    Client(Client&& other) noexcept;
    Client& operator=(Client&&) = delete;
    ~Client();

    void send(std::string_view bytes) const;
    // "GET <target>" with Host: localhost and `more` header lines, each ending in \r\n.
    void send_get(std::string_view target, std::string_view more = "") const;
    // The next reply. `has_body` false: as to a HEAD, nothing follows the header.
    Reply read_reply(bool has_body = true);
    Reply get(std::string_view target, std::string_view more = "");
    // Whether the server has sent something or closed, after waiting for it at most so long.
    bool has_answer_within(std::chrono::milliseconds limit) const;
    // Everything up to `mark`, that included; what there is when the server closes before it.
    std::string read_past(std::string_view mark);
    // Everything until the server closes.
    std::string read_to_end();

private:
    bool read_more();
    bool read_until(std::size_t size);

    int descriptor_;
    std::string received_;  // Read, but not yet handed out.
};

}  // namespace turbomode::platform::http
